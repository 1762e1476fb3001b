"""A job whose rompy was killed goes on, and is watched over again, ended, or found by ``rompy runs clean``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engines import Slurm
from liveruns import LiveRun, live_run, taken_over
from localruns import LONG, wait_until
from runkit import History

WAITS = "echo begun; until [ -e go ]; do sleep 0.1; done; echo ended; exit 3"
"""A model that goes on when a file is there."""
CONFIG: dict[str, Any] = {"type": "slurm", "command": WAITS}


@pytest.fixture
def history(slurm: Slurm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> History:
    monkeypatch.setenv("SLURM_CONF", str(slurm.conf))
    return History(tmp_path)


def state_of_job(slurm: Slurm, run: LiveRun) -> str:
    shown = slurm.run("scontrol", "show", "job", "-o", run.record.native["job"]["id"]).stdout
    return dict(part.partition("=")[::2] for part in shown.split())["JobState"]


def test_it_is_watched_over_again_to_its_end(history: History) -> None:
    with live_run(history, CONFIG) as run:
        run.wait_for_log("begun")
        run.kill_rompy()
        with taken_over(run) as attaching:
            (run.workspace / "go").touch()
            output, told = attaching.communicate(timeout=LONG)
            assert attaching.returncode == 3, told
            assert output == "begun\nended\n"
            assert run.record.state == "failed"


def test_it_is_stopped_like_any_other(slurm: Slurm, history: History) -> None:
    with live_run(history, CONFIG) as run:
        run.wait_for_log("begun")
        run.kill_rompy()
        done = history.rompy("stop", "live")
        assert done.returncode == 0, done.stderr
        assert run.record.state == "cancelled"
        assert state_of_job(slurm, run) != "RUNNING"


def test_it_is_cleaned_away(slurm: Slurm, history: History) -> None:
    with live_run(history, CONFIG) as run:
        run.wait_for_log("begun")
        run.kill_rompy()
        assert f"would end {run.name} of live: job " in history.rompy("clean", "--dry-run").stdout
        done = history.rompy("clean", "--yes", "--engine", "slurm")
        assert done.returncode == 0, done.stderr
        assert f"ended {run.name} of live: job " in done.stdout
        assert run.record.is_finished
        assert state_of_job(slurm, run) != "RUNNING"


def test_one_that_ended_in_the_meantime_has_the_end_that_it_had(slurm: Slurm, history: History) -> None:
    with live_run(history, CONFIG) as run:
        run.wait_for_log("begun")
        run.kill_rompy()
        (run.workspace / "go").touch()
        wait_until(lambda: True if state_of_job(slurm, run) == "FAILED" else None, "the end of the job")
        done = history.rompy("clean", "--yes", "--engine", "slurm")
        assert done.returncode == 0, done.stderr
        assert run.record.outcome is not None
        assert (run.record.outcome.state, run.record.outcome.exit_code) == ("failed", 3)
