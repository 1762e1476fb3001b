"""``rompy runs clean`` ends what rompys that were killed left, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from runkit import History, under_way


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path)


def test_runs_that_are_watched_over_here_or_elsewhere_are_left_alone(history: History) -> None:
    history.add("here", **under_way())
    history.add("elsewhere", **under_way(owner="login2/boot/1/17/99"))
    history.rompy("clean", "--yes")
    states = history.rompy("list").stdout
    assert "running  " in states
    assert "running (its rompy is on login2)" in states


def test_only_runs_that_are_over_or_gone_are_forgotten(history: History) -> None:
    over = history.add("over")
    history.add("here", **under_way())
    history.note("f" * 32, history.folder / "gone")
    assert history.rompy("clean", "--forget", "--dry-run").stdout.endswith("would forget 2 runs; their files stay\n")
    assert len(list(history.notes.iterdir())) == 3
    assert history.rompy("clean", "--forget").stdout.endswith("forgot 2 runs; their files stay\n")
    assert history.rompy("list").stdout.count("\n") == 2
    assert Path(over.workspace, "run.json").exists()


def test_younger_runs_are_not_forgotten(history: History) -> None:
    history.add("old")
    history.add("young", times={"created": datetime.now(UTC)})
    assert history.rompy("clean", "--forget", "--older-than", "2h").stdout.endswith("forgot 1 run; their files stay\n")
    assert "young" in history.rompy("list").stdout


@pytest.mark.parametrize("age", ["30", "d", "-1d", "1.5h", "1y"])
def test_an_age_that_is_none_is_refused(history: History, age: str) -> None:
    done = history.rompy("clean", "--older-than", age)
    assert done.returncode == 2
    assert f"{age!r} is no age; write a number and a unit, as 30d, 12h or 90m" in done.stderr
