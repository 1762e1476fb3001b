"""``rompy runs attach`` joins a run and ends as it ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from runkit import History


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path)


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        ({"state": "succeeded", "cause": "the model ended with exit status 0", "exit_code": 0}, 0),
        ({"state": "failed", "cause": "the model ended with exit status 3", "exit_code": 3}, 3),
        ({"state": "timeout", "cause": "its time was over"}, 124),
        ({"state": "rejected", "cause": "there is no image swan"}, 125),
        ({"state": "cancelled", "cause": "it was stopped", "stopped_by": 2}, 130),
    ],
)
def test_of_a_run_that_is_over_it_gives_the_exit_status(
    history: History, outcome: dict[str, object], status: int
) -> None:
    history.add(outcome=outcome)
    done = history.rompy("attach")
    assert done.returncode == status
    assert done.stdout == ""
    assert str(outcome["state"]) in done.stderr
