"""``rompy runs stop`` ends a run wherever its rompy is, and says what became of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from runkit import History, under_way


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path)


def test_a_run_that_is_over_is_left_as_it_is(history: History) -> None:
    record = history.add()
    done = history.rompy("stop", "swan")
    assert (done.returncode, done.stderr) == (0, "")
    expected = f"run {record.token[:8]} of swan: was over already, succeeded: the model ended with exit status 0\n"
    assert done.stdout == expected


def test_a_run_of_another_host_is_left_to_that_host(history: History) -> None:
    record = history.add(**under_way(owner="login2/boot/1/17/99"))
    done = history.rompy("stop", "swan")
    assert done.returncode == 1
    name = record.token[:8]
    assert done.stderr == (
        f"Error: run {name} of 'swan' is watched over by process 17 on login2, which cannot be reached from here; "
        f"there, run: rompy runs stop {name}\n"
    )


def test_without_a_name_the_run_under_way_is_meant(history: History) -> None:
    history.add("going", **under_way(owner="login2/boot/1/17/99"))
    history.add("over")
    assert "of 'going' is watched over by process 17" in history.rompy("stop").stderr


def test_without_a_name_several_runs_under_way_are_listed(history: History) -> None:
    history.add("one", **under_way(owner="login2/boot/1/17/99"))
    history.add("two", **under_way(owner="login2/boot/1/18/99"))
    done = history.rompy("stop")
    assert done.returncode == 1
    assert done.stderr.startswith("Error: 2 runs are under way; name one of them:\n  ")
    assert len(done.stderr.splitlines()) == 3


def test_one_that_cannot_be_ended_does_not_keep_the_others(history: History) -> None:
    history.add("far", **under_way(owner="login2/boot/1/17/99"))
    history.add("over")
    done = history.rompy("stop", "far", "over")
    assert done.returncode == 1
    assert "of over: was over already" in done.stdout
