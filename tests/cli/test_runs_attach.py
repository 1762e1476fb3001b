"""``rompy runs attach`` joins a run and ends as it ends."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from liveruns import LiveRun, live_run
from localruns import LONG, wait_until
from processes import command, environment
from runkit import DEAD, History, under_way

WAITS = "echo begun; until [ -e go ]; do sleep 0.1; done; echo ended; exit 3"
"""A model that goes on when a file is there."""


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


def attach(run: LiveRun, *options: str) -> subprocess.Popen[str]:
    """Attach to a run, and wait until it is."""
    attached = subprocess.Popen(
        command("rompy", "runs", "attach", run.name, *options),
        env=environment(**run.history.variables),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert attached.stdout is not None
    assert attached.stdout.readline() == "begun\n"
    return attached


def test_it_shows_what_the_run_writes_and_ends_as_it_ends(history: History) -> None:
    with live_run(history, {"command": WAITS}) as run:
        run.wait_for_log("begun")
        attached = attach(run)
        (run.workspace / "go").touch()
        output, told = attached.communicate(timeout=LONG)
        assert attached.returncode == 3
        assert output == "ended\n"
        assert told.splitlines()[0] == f"run {run.name} of live: running"
        assert "failed" in told


def test_ctrl_c_leaves_the_run_alone(history: History) -> None:
    with live_run(history, {"command": WAITS}) as run:
        run.wait_for_log("begun")
        attached = attach(run)
        attached.send_signal(signal.SIGINT)
        _, told = attached.communicate(timeout=LONG)
        assert attached.returncode == 130
        assert f"Detached; the run goes on. 'rompy runs attach {run.name}' comes back" in told
        assert run.rompy.poll() is None
        (run.workspace / "go").touch()
        assert run.rompy.wait(LONG) == 3


def test_of_a_run_whose_rompy_was_killed_it_tells_the_end(history: History) -> None:
    with live_run(history, {"command": WAITS}) as run:
        run.wait_for_log("begun")
        attached = attach(run)
        run.kill_rompy()
        _, told = attached.communicate(timeout=LONG)
        assert attached.returncode != 0
        assert "The rompy of this run is gone" in told
        assert run.record.is_finished
        assert history.rompy("list", "--state", "under-way").stdout == "No runs.\n"


def test_what_another_watches_over_is_not_taken_over(history: History) -> None:
    record = history.add(**under_way(owner=DEAD, native={"process": {"pid": 1, "start": 1}}))
    lock = Path(record.workspace, ".rompy", "lock")
    lock.parent.mkdir()
    hold = "import fcntl, sys; f = open(sys.argv[1], 'w'); fcntl.flock(f, fcntl.LOCK_EX); print(flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        wait_until(holder.stdout.readline, "the lock")
        done = history.rompy("attach")
        holder.communicate("\n")
    assert done.returncode == 1
    assert "is in use" in done.stderr
