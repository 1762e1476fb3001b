"""What becomes of docker runs when something breaks: rompy, the engine, the disk."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dockerkit import Ear, Ended, Runs
from engines import Docker, kill, wait_until
from processes import environment
from rompy.errors import RompyError
from rompy.run.docker import DockerEngine
from rompy.run.execute import finish
from rompy.run.execution import Execution, Leftover
from rompy.run.outcome import State
from rompy.run.owner import owner_of
from rompy.run.places import Places
from rompy.run.record import Record, read
from rompy.run.stop import Stop

PROGRAM = """
import sys
from pathlib import Path
from rompy.backends import DockerConfig
from rompy.plan import Folder
from rompy.run import execute

workspace, image, executable, keeps = sys.argv[1:]
config = DockerConfig(image=image, executable=executable, remove_container=not keeps)
execute(Folder("wave run", Path(workspace)), config)
"""
COUNTING = "i=0; while [ $i -lt 600 ] && [ ! -e /app/run_id/enough ]; do echo line $i; i=$((i+1)); sleep 0.1; done"


@pytest.fixture
def started(runs: Runs) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Starts a rompy of its own, which may be killed."""
    processes = []

    def start(script: str, *, keeps: bool = False) -> subprocess.Popen[bytes]:
        (runs.workspace / "model.sh").write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (runs.workspace / "model.sh").chmod(0o755)
        arguments = [str(runs.workspace), runs.image, "/app/run_id/model.sh", "yes" if keeps else ""]
        process = subprocess.Popen([sys.executable, "-c", PROGRAM, *arguments], env=environment())
        processes.append(process)
        wait_until(lambda: "line 3" in log_of(runs), "the model writes", 60)
        runs.tokens.append(record_of(runs).token)
        return process

    yield start
    for process in processes:
        process.kill()
        process.wait()


def log_of(runs: Runs) -> str:
    path = runs.workspace / "run.log"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def record_of(runs: Runs) -> Record:
    return read(runs.workspace / "run.json")


def killed(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


def taken_over(runs: Runs, *, ear: Ear | None = None, stop: Stop | None = None, **fields: object) -> Ended:
    """Watch over the run in the workspace again, as ``rompy runs attach`` does."""
    record = record_of(runs)
    places = Places(runs.workspace, record.token)
    config = runs.config("/app/run_id/model.sh", **fields)
    run = runs.folder
    record.owner = str(owner_of())
    execution = Execution(config.plan(run), run, record, places, stop or Stop(), ear or Ear())
    execution.save()
    try:
        return Ended(finish(execution, DockerEngine().resume(execution)), execution)
    finally:
        execution.stop.close()


def leftover_of(token: str) -> list[Leftover]:
    return [one for one in DockerEngine().leftovers() if one.token == token]


def test_a_run_whose_rompy_was_killed_is_followed_to_its_end(
    runs: Runs, started: Callable[..., subprocess.Popen[bytes]]
) -> None:
    killed(started(COUNTING + "; echo the end; exit 3"))
    (runs.workspace / "enough").touch()
    ear = Ear()
    ended = taken_over(runs, ear=ear)
    assert (ended.outcome.state, ended.outcome.exit_code) == (State.FAILED, 3)
    count = len(ended.lines) - 1
    assert count > 3
    assert ended.lines == [*(f"line {number}" for number in range(count)), "the end"]
    assert ear.written.decode() == ended.log
    assert ended.record.is_finished
    assert ended.record.times.wall_seconds is not None
    assert runs.containers(ended.record.token) == []


def test_a_run_that_ended_while_no_rompy_was_there_is_finished(
    runs: Runs, started: Callable[..., subprocess.Popen[bytes]]
) -> None:
    killed(started(COUNTING))
    (runs.workspace / "enough").touch()
    token = record_of(runs).token
    wait_until(lambda: runs.inspect(token)["State"]["Status"] == "exited", "the model ends")
    ended = taken_over(runs)
    assert ended.outcome.is_success
    assert runs.containers(token) == []


def test_a_run_that_was_taken_over_can_be_stopped(runs: Runs, started: Callable[..., subprocess.Popen[bytes]]) -> None:
    killed(started(COUNTING))
    stop = Stop()
    ear = Ear(at_output=lambda _written: None if stop.is_requested else stop.request(signal.SIGTERM))
    ended = taken_over(runs, ear=ear, stop=stop)
    assert (ended.outcome.state, ended.outcome.exit_status) == (State.CANCELLED, 143)


def test_a_container_whose_record_lost_it_is_found_by_its_label(
    runs: Runs, started: Callable[..., subprocess.Popen[bytes]]
) -> None:
    killed(started(COUNTING))
    (runs.workspace / "enough").touch()
    record = record_of(runs)
    del record.native["container"]
    (runs.workspace / "run.json").write_text(record.model_dump_json(), encoding="utf-8")
    assert taken_over(runs).outcome.is_success


def test_a_run_whose_container_is_gone_is_lost(runs: Runs, started: Callable[..., subprocess.Popen[bytes]]) -> None:
    killed(started(COUNTING))
    runs.engine.run("rm", "--force", *runs.containers(record_of(runs).token))
    outcome = taken_over(runs).outcome
    assert outcome.state is State.LOST
    assert "the container is gone" in outcome.cause


def test_what_a_killed_rompy_left_is_found_and_ended(
    runs: Runs, started: Callable[..., subprocess.Popen[bytes]]
) -> None:
    process = started(COUNTING)
    token = record_of(runs).token
    # a run that is watched over is nobody's leftover
    assert leftover_of(token) == []
    killed(process)
    (leftover,) = leftover_of(token)
    assert (leftover.kind, leftover.run_id) == ("container", "wave run")
    assert [leftover.name] == runs.containers(token)
    assert str(runs.workspace) in leftover.detail
    DockerEngine().end(leftover)
    assert runs.containers(token) == []
    DockerEngine().end(leftover)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_run_and_leaves_nothing(
    runs: Runs, started: Callable[..., subprocess.Popen[bytes]], number: signal.Signals
) -> None:
    process = started(COUNTING)
    process.send_signal(number)
    process.wait(60)
    record = record_of(runs)
    assert record.outcome is not None
    assert (record.outcome.state, record.outcome.stopped_by) == (State.CANCELLED, number)
    assert runs.containers(record.token) == []


BUILDING = """
import sys
from pathlib import Path
import rompy.run.docker.build
from rompy.backends import DockerConfig
from rompy.plan import Folder
from rompy.run import execute

workspace, context, builder = sys.argv[1:]
rompy.run.docker.build.has_buildkit = lambda environment: builder == "command"
config = DockerConfig(dockerfile="Dockerfile", build_context=context)
execute(Folder("wave run", Path(workspace)), config)
"""


@pytest.mark.parametrize("builder", ["engine", "command"])
def test_a_build_ends_with_the_rompy_that_began_it(runs: Runs, tmp_path: Path, builder: str) -> None:
    marker = f"marker-{os.urandom(8).hex()}"
    (tmp_path / "Dockerfile").write_text(f"FROM {runs.image}\nRUN sleep 1000; : {marker}\n", encoding="utf-8")

    def processes() -> list[str]:
        found = subprocess.run(["ps", "-e", "-o", "args="], capture_output=True, text=True, check=True).stdout
        return [line for line in found.splitlines() if marker in line or str(tmp_path) in line]

    arguments = [str(runs.workspace), str(tmp_path), builder]
    process = subprocess.Popen([sys.executable, "-c", BUILDING, *arguments], env=environment())
    try:
        wait_until(lambda: any("sleep 1000" in line for line in processes()), "the build runs", 60)
    finally:
        killed(process)
    wait_until(lambda: processes() == [], "everything of the build is gone")


def test_a_run_that_was_taken_over_is_no_leftover(runs: Runs, started: Callable[..., subprocess.Popen[bytes]]) -> None:
    killed(started(COUNTING))
    token = record_of(runs).token
    found: list[list[Leftover]] = []

    def look(_written: bytes) -> None:
        found.append(leftover_of(token))
        (runs.workspace / "enough").touch()

    taken_over(runs, ear=Ear(at_output=look))
    assert found[0] == []


def test_a_container_that_was_to_be_kept_is_no_leftover_once_it_has_ended(
    runs: Runs, started: Callable[..., subprocess.Popen[bytes]]
) -> None:
    process = started(COUNTING, keeps=True)
    token = record_of(runs).token
    runs.kept.add(token)
    killed(process)
    assert len(leftover_of(token)) == 1
    (runs.workspace / "enough").touch()
    wait_until(lambda: runs.inspect(token)["State"]["Status"] == "exited", "the model ends")
    assert leftover_of(token) == []


def test_a_container_of_another_host_or_of_nobody_is_not_touched(runs: Runs) -> None:
    name = f"rompy-test-{os.urandom(6).hex()}"
    for owner in ("elsewhere/boot/1/2/3", "nonsense"):
        labels = ["--label", f"org.rompy.token={name}", "--label", f"org.rompy.owner={owner}"]
        runs.engine.run("create", "--name", name, *labels, runs.image, "true")
        assert leftover_of(name) == []
        runs.engine.run("rm", name)


def test_a_container_with_another_token_is_not_ended(runs: Runs) -> None:
    name = f"rompy-test-{os.urandom(6).hex()}"
    runs.engine.run("create", "--name", name, runs.image, "true")
    with pytest.raises(RompyError, match="is not of the run 0000; it is left alone"):
        DockerEngine().end(Leftover("container", name, "0000", "wave run"))
    runs.engine.run("rm", name)


@pytest.fixture
def away(private_docker: Docker, busybox: bytes, runs: Runs, monkeypatch: pytest.MonkeyPatch) -> Runs:
    """Runs at an engine that may be killed."""
    assert private_docker.host is not None
    monkeypatch.setenv("DOCKER_HOST", private_docker.host)
    return Runs(private_docker, private_docker.load("rompy-tests/busybox:private", busybox), runs.workspace)


@pytest.fixture
def path_without_init(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes the engine that is started next miss Docker's init."""
    folder = tmp_path / "programs"
    folder.mkdir()
    for place in dict.fromkeys([*os.environ["PATH"].split(":"), "/usr/sbin", "/sbin"]):
        for program in Path(place).glob("*") if place else ():
            if program.name != "docker-init" and not (folder / program.name).is_symlink():
                (folder / program.name).symlink_to(program)
    monkeypatch.setenv("PATH", str(folder))


def test_an_engine_without_an_init_is_told(path_without_init: None, away: Runs) -> None:
    outcome = away.run("true").outcome
    assert (outcome.state, outcome.exit_status) == (State.REJECTED, 125)
    assert "the engine has no init to put before the model" in outcome.cause
    assert away.containers(away.tokens[-1]) == []


def test_an_engine_that_is_killed_and_started_again_is_waited_for(away: Runs) -> None:
    done: list[int] = []

    def end(_written: bytes) -> None:
        if not done:
            done.append(1)
            away.engine.kill()
            away.engine.start()

    ear = Ear(at_output=end)
    outcome = away.shell(COUNTING, ear=ear).outcome
    # without live-restore the engine that comes back ends what it finds
    assert outcome.state is State.LOST
    assert "Docker's engine went away, and ended the container when it was back" in outcome.cause
    assert away.containers(away.tokens[-1]) == []


def test_an_engine_that_does_not_come_back_is_given_up(away: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rompy.run.docker.watch.RECONNECT_SECONDS", 2.0)
    done: list[int] = []

    def end(_written: bytes) -> None:
        if not done:
            done.append(1)
            away.engine.kill()

    ear = Ear(at_output=end)
    ended = away.shell(COUNTING, ear=ear)
    assert ended.outcome.state is State.LOST
    assert ended.outcome.exit_status != 0
    assert ended.outcome.cause == "Docker's engine did not answer for 2 s"
    (left,) = ended.record.left_behind
    assert left.startswith(f"container rompy-wave-run-{away.tokens[-1][:8]} ")
    assert [line for line in ear.lines if "does not answer; waiting for it" in line]


def test_an_engine_that_dies_while_a_run_is_stopped_does_not_hold_it(away: Runs) -> None:
    stop = Stop()

    def end(_written: bytes) -> None:
        if not stop.is_requested:
            kill(away.engine.pid)
            stop.request(signal.SIGINT)
            stop.request(signal.SIGINT)

    outcome = away.shell(COUNTING, ear=Ear(at_output=end), stop=stop).outcome
    assert (outcome.state, outcome.exit_status) == (State.CANCELLED, 130)
    assert outcome.left_behind


def test_a_full_disk_does_not_end_the_run_and_is_told(runs: Runs, tmpfs: Path) -> None:
    script = tmpfs / "model.sh"
    script.write_text("#!/bin/sh\nhead -c 5000000 /dev/zero | tr '\\0' x; echo the end\n", encoding="utf-8")
    script.chmod(0o755)
    ear = Ear()
    ended = runs.run("/app/run_id/model.sh", workspace=tmpfs, ear=ear)
    assert ended.outcome.is_success
    record = read(tmpfs / "run.json")
    assert record.outcome is not None
    (log,) = record.logs
    assert log.truncated
    content = (tmpfs / "run.log").read_bytes()
    assert set(content) == {ord("x")}
    assert ear.written == content
    assert log.bytes == len(content)
