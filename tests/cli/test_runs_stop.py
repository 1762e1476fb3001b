"""``rompy runs stop`` ends a run wherever its rompy is, and says what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from liveruns import live_run
from localruns import LONG, Sleepers
from rompy.run.outcome import State
from runkit import DEAD, History, under_way

DEAF = "trap '' TERM; echo ready; while :; do sleep 1; done"
"""A model that does not end when it is asked to."""


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path)


@pytest.fixture
def sleepers() -> Iterator[Sleepers]:
    sleepers = Sleepers()
    yield sleepers
    sleepers.end()


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


def test_a_run_is_ended_and_what_became_of_it_is_said(history: History, sleepers: Sleepers) -> None:
    with live_run(history, {"command": f"echo ready; {sleepers.command}"}) as run:
        run.wait_for_log("ready")
        done = history.rompy("stop", run.name)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith(f"run {run.name} of live: cancelled: ")
        assert run.record.state == "cancelled"
        assert sleepers.running() == []
        assert run.rompy.wait(LONG) == 143


def test_a_run_may_end_well_when_it_is_asked_to_end(history: History) -> None:
    model = "trap 'echo bye; exit 0' TERM; echo ready; while :; do sleep 0.1; done"
    with live_run(history, {"command": model}) as run:
        run.wait_for_log("ready")
        assert history.rompy("stop").returncode == 0
        assert (run.workspace / "run.log").read_text().endswith("bye\n")
        assert run.record.state == "cancelled"


@pytest.mark.parametrize("options", [("--kill",), ("--grace", "0.2"), ()])
def test_a_model_that_does_not_heed_is_killed(history: History, options: tuple[str, ...]) -> None:
    with live_run(history, {"command": DEAF}) as run:
        run.wait_for_log("ready")
        done = history.rompy("stop", *options, run.workspace)
        assert (done.returncode, done.stderr) == (0, "")
        assert run.record.state == "cancelled"


def test_a_run_whose_rompy_was_killed_is_ended_and_its_record_with_it(history: History, sleepers: Sleepers) -> None:
    with live_run(history, {"command": f"echo ready; {sleepers.command}"}) as run:
        run.wait_for_log("ready")
        run.kill_supervisor_too()
        assert len(sleepers.running()) == 1
        assert "running (its rompy is gone)" in history.rompy("list").stdout
        done = history.rompy("stop", "live")
        assert done.returncode == 0, done.stderr
        assert sleepers.running() == []
        assert run.record.is_finished
        assert run.record.outcome is not None
        assert run.record.outcome.state is not State.SUCCEEDED


def test_a_run_that_was_killed_before_it_had_started_anything_is_lost(history: History) -> None:
    history.add(**under_way(owner=DEAD, phase="created"))
    done = history.rompy("stop")
    assert done.returncode == 0
    assert done.stdout.endswith(": lost: its rompy was killed before it had started anything\n")
    assert "lost" in history.rompy("list").stdout


def test_the_record_of_a_later_version_is_not_written_anew(history: History) -> None:
    record = history.add(**under_way(owner=DEAD, schema_version=99))
    before = Path(record.workspace, "run.json").read_bytes()
    done = history.rompy("stop")
    assert done.returncode == 1
    assert "a later rompy (1.0) wrote this, and this one would lose what it cannot read; use that one" in done.stderr
    assert Path(record.workspace, "run.json").read_bytes() == before
