"""A container whose rompy was killed goes on, and is watched over again, ended, or found by ``rompy runs clean``."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import pytest

from engines import Docker
from liveruns import LiveRun, live_run, taken_over
from localruns import LONG
from runkit import History

WAITS = "echo begun; until [ -e /app/run_id/go ]; do sleep 0.1; done; echo ended; exit 3"
"""A model that goes on when a file is there."""


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path)


def waiting(image: str) -> dict[str, Any]:
    return {"type": "docker", "image": image, "executable": f"sh -c '{WAITS}'", "user": f"{os.getuid()}:{os.getgid()}"}


def containers(docker: Docker, run: LiveRun) -> list[str]:
    return docker.text("ps", "--all", "--quiet", "--filter", f"label=org.rompy.token={run.record.token}").split()


def test_it_is_watched_over_again_to_its_end(docker_engine: Docker, busybox_image: str, history: History) -> None:
    with live_run(history, waiting(busybox_image)) as run:
        run.wait_for_log("begun")
        run.kill_rompy()
        with taken_over(run) as attaching:
            assert "running  " in history.rompy("list").stdout
            (run.workspace / "go").touch()
            output, told = attaching.communicate(timeout=LONG)
            assert attaching.returncode == 3, told
            assert output == "begun\nended\n"
            assert (run.workspace / "run.log").read_text() == "begun\nended\n"
            assert run.record.state == "failed"
            assert containers(docker_engine, run) == []


def test_what_is_watched_over_again_is_not_cleaned_away(
    docker_engine: Docker, busybox_image: str, history: History
) -> None:
    with live_run(history, waiting(busybox_image)) as run:
        run.wait_for_log("begun")
        run.kill_rompy()
        with taken_over(run) as attaching:
            history.rompy("clean", "--yes", "--engine", "docker")
            assert len(containers(docker_engine, run)) == 1
            (run.workspace / "go").touch()
            attaching.communicate(timeout=LONG)
            assert attaching.returncode == 3


def test_ctrl_c_ends_what_was_taken_over(docker_engine: Docker, busybox_image: str, history: History) -> None:
    with live_run(history, waiting(busybox_image)) as run:
        run.wait_for_log("begun")
        run.kill_rompy()
        with taken_over(run) as attaching:
            attaching.send_signal(signal.SIGINT)
            _, told = attaching.communicate(timeout=LONG)
            assert attaching.returncode == 130, told
            assert run.record.state == "cancelled"
            assert containers(docker_engine, run) == []


def test_one_that_ended_in_the_meantime_has_the_end_that_it_had(
    docker_engine: Docker, busybox_image: str, history: History
) -> None:
    with live_run(history, waiting(busybox_image)) as run:
        run.wait_for_log("begun")
        run.kill_rompy()
        (run.workspace / "go").touch()
        (identity,) = containers(docker_engine, run)
        docker_engine.text("wait", identity)
        done = history.rompy("clean", "--yes", "--engine", "docker")
        assert done.returncode == 0, done.stderr
        assert "; failed: " in done.stdout
        assert run.record.outcome is not None
        assert run.record.outcome.exit_code == 3
        assert (run.workspace / "run.log").read_text() == "begun\nended\n"
        assert containers(docker_engine, run) == []


def test_it_is_stopped_like_any_other(docker_engine: Docker, busybox_image: str, history: History) -> None:
    with live_run(history, waiting(busybox_image)) as run:
        run.wait_for_log("begun")
        run.kill_rompy()
        done = history.rompy("stop", "--grace", "1", "live")
        assert done.returncode == 0, done.stderr
        assert run.record.state == "cancelled"
        assert containers(docker_engine, run) == []


def test_one_of_a_run_without_any_record_is_ended_too(
    docker_engine: Docker, busybox_image: str, history: History
) -> None:
    with live_run(history, waiting(busybox_image)) as run:
        run.wait_for_log("begun")
        run.kill_rompy()
        record = run.workspace / "run.json"
        kept = record.read_bytes()
        record.unlink()
        done = history.rompy("clean", "--yes", "--engine", "docker")
        record.write_bytes(kept)
        assert done.returncode == 0, done.stderr
        assert f"ended {run.name} of live: container " in done.stdout
        assert containers(docker_engine, run) == []
