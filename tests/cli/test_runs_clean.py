"""``rompy runs clean`` ends what rompys that were killed left, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from liveruns import live_run
from localruns import Sleepers
from runkit import DEAD, History, under_way


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path)


@pytest.fixture
def sleepers() -> Iterator[Sleepers]:
    sleepers = Sleepers()
    yield sleepers
    sleepers.end()


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


def test_what_a_killed_rompy_left_is_said_and_then_ended(history: History, sleepers: Sleepers) -> None:
    with live_run(history, {"command": f"echo ready; {sleepers.command}"}) as run:
        run.wait_for_log("ready")
        run.kill_supervisor_too()
        listed = history.rompy("clean", "--dry-run")
        assert listed.returncode == 0
        assert f"would end {run.name} of live: process " in listed.stdout
        assert len(sleepers.running()) == 1
        done = history.rompy("clean", "--yes")
        assert done.returncode == 0, done.stderr
        assert f"ended {run.name} of live: process " in done.stdout
        assert sleepers.running() == []
        assert run.record.is_finished
        assert "running" not in history.rompy("list").stdout


def test_without_anybody_to_ask_nothing_is_ended(history: History, sleepers: Sleepers) -> None:
    with live_run(history, {"command": f"echo ready; {sleepers.command}"}) as run:
        run.wait_for_log("ready")
        run.kill_supervisor_too()
        done = history.rompy("clean")
        assert done.returncode == 1
        assert "note: nothing is ended without --yes where nobody can be asked" in done.stderr
        assert len(sleepers.running()) == 1


def test_a_run_that_ended_itself_after_its_rompy_was_killed_is_written_down_truthfully(history: History) -> None:
    with live_run(history, {"command": "echo ready; sleep 1000"}) as run:
        run.wait_for_log("ready")
        run.kill_rompy()
        history.rompy("clean", "--yes")
        # the supervisor sees that its rompy is gone, and ends the run by itself
        assert run.record.outcome is not None
        assert run.record.outcome.state != "succeeded"


def test_a_run_of_a_living_rompy_is_never_touched(history: History, sleepers: Sleepers) -> None:
    with live_run(history, {"command": f"echo ready; {sleepers.command}"}) as run:
        run.wait_for_log("ready")
        assert run.name not in history.rompy("clean", "--yes").stdout
        assert len(sleepers.running()) == 1
        assert not run.record.is_finished


def test_only_what_is_old_is_ended(history: History) -> None:
    old = history.add("old", **under_way(owner=DEAD, phase="created"))
    young = under_way(owner=DEAD, phase="created", times={"created": datetime.now(UTC)})
    history.add("young", **young)
    done = history.rompy("clean", "--yes", "--older-than", "1d", "--engine", "local")
    assert done.returncode == 0
    expected = "only its record goes on; lost: its rompy was killed before it had started anything"
    assert done.stdout == f"ended {old.token[:8]} of old: {expected}\n"
    assert "young" in history.rompy("list", "--state", "under-way").stdout
