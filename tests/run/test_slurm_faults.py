"""What becomes of jobs when something breaks: the controller, a node, a request on its way, or rompy itself."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from engines import is_running, kill, wait_until
from jobs import Heard, JobRun
from rompy.backends import SlurmConfig
from rompy.errors import CannotStartError, RunRecordError
from rompy.plan import Folder
from rompy.run import Outcome, State
from rompy.run.execute import finish
from rompy.run.execution import Execution
from rompy.run.places import Places
from rompy.run.record import read
from rompy.run.slurm import SlurmEngine
from rompy.run.stop import Stop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engines import Slurm

HASTY = "MessageTimeout=3"
"""Has Slurm's commands give up after a few seconds where no controller answers."""
ROMPY = """
import sys
import time
from pathlib import Path
from rompy.backends import SlurmConfig
from rompy.plan import Folder
from rompy.run import execute
execute(Folder("hindcast", Path(sys.argv[1])), SlurmConfig(command=sys.argv[2], additional_options=sys.argv[3:]))
"""


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def cluster(slurm: Slurm, monkeypatch: pytest.MonkeyPatch) -> Slurm:
    monkeypatch.setenv("SLURM_CONF", str(slurm.conf))
    return slurm


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return tmp_path / "run"


@pytest.fixture
def rompys() -> Iterator[list[subprocess.Popen[bytes]]]:
    """Processes of rompy that a test starts, and that are ended with it."""
    started: list[subprocess.Popen[bytes]] = []
    yield started
    for process in started:
        process.kill()
        process.wait()


def killed(rompys: list[subprocess.Popen[bytes]], workspace: Path, command: str, *options: str) -> tuple[Places, int]:
    """Run rompy until its job is there (and says ``ready`` where it does), then end it as a crash does."""
    process = subprocess.Popen([sys.executable, "-c", ROMPY, workspace, command, *options])
    rompys.append(process)

    def number() -> str | None:
        try:
            found: str | None = read(workspace / "run.json").native["job"]["id"]
        except (RunRecordError, KeyError):
            return None
        return found

    wait_until(number, "the job has a number", 60)
    if "ready" in command:
        log = workspace / "run.log"
        wait_until(lambda: log.exists() and "ready" in log.read_text(encoding="utf-8"), "the command is ready", 60)
    kill(process.pid)
    process.wait()
    record = read(workspace / "run.json")
    return Places(workspace, record.token), int(record.native["job"]["id"])


def resumed(places: Places, command: str = "true") -> tuple[Outcome, Heard]:
    """Follow a run again, by its record."""
    run = Folder("hindcast", places.workspace)
    heard = Heard()
    stop = Stop()
    execution = Execution(SlurmConfig(command=command).plan(run), run, read(places.record), places, stop, heard)
    try:
        return finish(execution, SlurmEngine().resume(execution)), heard
    finally:
        stop.close()


def wrapped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, script: str) -> None:
    """Put a script before one of Slurm's commands, which it calls as ``"$real"``."""
    folder = tmp_path / "bin"
    folder.mkdir(exist_ok=True)
    real = next(Path(name, command) for name in os.environ["PATH"].split(":") if Path(name, command).exists())
    (folder / command).write_text(f"#!/bin/bash\nreal={real}\n{script}\n", encoding="utf-8")
    (folder / command).chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")


def run(workspace: Path, command: str, **fields: Any) -> JobRun:
    return JobRun(workspace, SlurmConfig(command=command, **fields))


# the controller


@pytest.mark.parametrize("is_saved", [True, False], ids=["that knows the job runs", "that has forgotten the start"])
def test_a_controller_that_is_killed_and_comes_back_costs_nothing(
    private_slurm: Any, workspace: Path, monkeypatch: pytest.MonkeyPatch, is_saved: bool
) -> None:
    own = private_slurm(HASTY)
    monkeypatch.setenv("SLURM_CONF", str(own.conf))
    job = run(workspace, "echo x >> starts; echo ready; until test -e go; do sleep 0.1; done; exit 5").start()
    job.wait(lambda: b"ready" in job.heard.written, "the command is ready")
    if is_saved:
        # its state is on disk some seconds after a change; before, it starts the job again once it is back
        own.run("scontrol", "update", f"JobId={job.number}", "AdminComment=x")
        kept, before = own.folder / "state" / "job_state", time.time()
        wait_until(lambda: kept.exists() and kept.stat().st_mtime > before, "the state is saved")
    own.kill_controller()
    job.wait(lambda: job.heard.told("controller does not answer"), "the silence is told")
    assert job.record.phase == "running"
    (workspace / "go").touch()
    own.start()
    outcome = job.end()
    assert (outcome.state, outcome.exit_code) == (State.FAILED, 5), outcome
    assert (workspace / "starts").read_text(encoding="utf-8") == "x\n"
    assert job.heard.told("controller answers again")


def test_a_controller_that_stays_away_makes_an_unknown_end_and_never_a_failure(
    private_slurm: Any, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = private_slurm(HASTY)
    monkeypatch.setenv("SLURM_CONF", str(own.conf))
    monkeypatch.setattr("rompy.run.slurm.watch.SILENCE", 1.0)
    job = JobRun(workspace, SlurmConfig(command="echo ready; sleep 4"), timeout=5, grace=1).start()
    job.wait(lambda: b"ready" in job.heard.written, "the command is ready")
    own.kill_controller()
    outcome = job.end()
    assert outcome.state is State.UNKNOWN
    assert outcome.exit_status == 1
    assert "controller has not answered" in outcome.cause
    assert outcome.left_behind == (f"job {job.number}",)
    assert f"scontrol show job {job.number}" in (outcome.advice or "")


def test_a_stop_that_no_controller_hears_says_what_is_left_behind(
    private_slurm: Any, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = private_slurm(HASTY)
    monkeypatch.setenv("SLURM_CONF", str(own.conf))
    monkeypatch.setattr("rompy.run.slurm.watch.ENDING", 1.0)
    job = run(workspace, "echo ready; sleep 600").start()
    job.wait(lambda: b"ready" in job.heard.written, "the command is ready")
    own.kill_controller()
    job.stop.request(signal.SIGTERM)
    outcome = job.end()
    assert (outcome.state, outcome.exit_status) == (State.CANCELLED, 143)
    assert outcome.left_behind == (f"job {job.number}",)
    assert f"scancel {job.number}" in (outcome.advice or "")


def test_a_controller_that_is_not_there_is_told_before_anything_is_submitted(
    private_slurm: Any, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = private_slurm(HASTY)
    monkeypatch.setenv("SLURM_CONF", str(own.conf))
    own.kill_controller()
    outcome = run(workspace, "true").to_the_end()
    assert (outcome.state, outcome.exit_status) == (State.REJECTED, 125)
    assert "Slurm's controller does not answer" in outcome.cause
    assert str(own.conf) in outcome.cause


def test_a_job_that_slurm_has_forgotten_is_told_by_the_result_that_its_supervisor_left(
    private_slurm: Any, workspace: Path, monkeypatch: pytest.MonkeyPatch, rompys: list[subprocess.Popen[bytes]]
) -> None:
    own = private_slurm("MinJobAge=2")
    monkeypatch.setenv("SLURM_CONF", str(own.conf))
    places, number = killed(rompys, workspace, "echo ready; until test -e go; do sleep 0.1; done")
    (workspace / "go").touch()
    is_forgotten = lambda: own.run("scontrol", "show", "job", str(number), check=False).returncode  # noqa: E731
    # the controller looks for what it may forget every half minute
    wait_until(is_forgotten, "the job is forgotten", 150)
    outcome, _ = resumed(places)
    assert outcome.is_success, outcome
    assert "the controller does not know the job any more" in outcome.evidence

    (places.private / "result.json").unlink()
    nothing, _ = resumed(places)
    assert nothing.state is State.UNKNOWN
    assert "left no result" in nothing.cause


# nodes


def test_a_node_that_fails_makes_a_lost_run_and_no_second_start(
    private_slurm: Any, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = private_slurm("SlurmdTimeout=5")
    monkeypatch.setenv("SLURM_CONF", str(own.conf))
    job = run(workspace, "echo began >> starts; echo ready; sleep 300").start()
    job.wait(lambda: b"ready" in job.heard.written, "the command is ready")
    own.kill_node(own.nodes[0])
    outcome = job.end(240)
    assert outcome.state is State.LOST
    assert "NODE_FAIL" in str(outcome.raw)
    assert (workspace / "starts").read_text(encoding="utf-8") == "began\n"
    assert job.record.native["job"]["restarts"] == 0


# submission


@pytest.mark.usefixtures("cluster")
def test_an_answer_that_is_lost_on_its_way_does_not_submit_a_second_job(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = 'echo x >> "$0.calls"; "$real" "$@" >/dev/null; echo "Socket timed out on send/recv operation" >&2; exit 1'
    wrapped(tmp_path, monkeypatch, "sbatch", lost)
    job = run(workspace, "echo began >> starts")
    outcome = job.to_the_end()
    assert outcome.is_success, outcome
    assert (workspace / "starts").read_text(encoding="utf-8") == "began\n"
    assert (tmp_path / "bin" / "sbatch.calls").read_text(encoding="utf-8") == "x\n"


@pytest.mark.usefixtures("cluster")
def test_an_answer_that_nobody_can_read_does_not_submit_a_second_job(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrapped(tmp_path, monkeypatch, "sbatch", 'echo x >> "$0.calls"; "$real" "$@" > /dev/null; echo "Thank you!"')
    assert run(workspace, "true").to_the_end().is_success
    assert (tmp_path / "bin" / "sbatch.calls").read_text(encoding="utf-8") == "x\n"


@pytest.mark.usefixtures("cluster")
def test_a_request_that_was_lost_on_its_way_is_made_again(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    once = (
        'if mkdir "$0.first" 2>/dev/null; then echo "Unable to contact slurm controller" >&2; exit 1; fi; "$real" "$@"'
    )
    wrapped(tmp_path, monkeypatch, "sbatch", once)
    job = run(workspace, "true")
    assert job.to_the_end().is_success
    assert job.heard.told("trying again")


def test_a_stop_while_the_job_is_submitted_cancels_it(
    cluster: Slurm, workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrapped(tmp_path, monkeypatch, "sbatch", 'answer=$("$real" --hold "$@"); touch "$0.done"; sleep 1; echo "$answer"')
    job = run(workspace, "touch began").start()
    wait_until((tmp_path / "bin" / "sbatch.done").exists, "the job is submitted")
    job.stop.request(signal.SIGINT)
    outcome = job.end()
    assert (outcome.state, outcome.exit_status) == (State.CANCELLED, 130)
    assert cluster.job(job.number)["JobState"] == "CANCELLED"
    assert not (workspace / "began").exists()


def test_ctrl_c_in_a_terminal_does_not_end_the_commands_of_slurm_halfway(
    cluster: Slurm, workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrapped(tmp_path, monkeypatch, "sbatch", 'touch "$0.began"; sleep 1; "$real" --hold "$@"')
    process = subprocess.Popen([sys.executable, "-c", ROMPY, workspace, "true"], start_new_session=True)
    wait_until((tmp_path / "bin" / "sbatch.began").exists, "sbatch runs")
    # a terminal sends it to every process of the group
    os.killpg(process.pid, signal.SIGINT)
    process.wait(60)
    record = read(workspace / "run.json")
    assert record.state == "cancelled"
    assert cluster.job(int(record.native["job"]["id"]))["JobState"] == "CANCELLED"


def test_an_error_of_rompys_own_while_it_submits_leaves_no_job(
    cluster: Slurm, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("rompy.run.slurm.submit.JobName.parse", broken)
    job = JobRun(workspace, SlurmConfig(command="touch began", additional_options=["--hold"]))
    with pytest.raises(KeyboardInterrupt):
        SlurmEngine().carry_out(job.execution)
    job.stop.close()
    waiting = cluster.run("squeue", "--noheader", "--states=PENDING,RUNNING", "--format=%k").stdout
    assert job.places.token not in waiting
    assert not (job.places.private / "spec.json").exists()


# rompy itself


@pytest.mark.usefixtures("cluster")
def test_a_run_is_followed_again_after_rompy_was_killed(workspace: Path, rompys: list[subprocess.Popen[bytes]]) -> None:
    places, number = killed(rompys, workspace, "echo ready; until test -e go; do sleep 0.1; done; exit 4")
    (workspace / "go").touch()
    outcome, heard = resumed(places)
    assert (outcome.state, outcome.exit_code) == (State.FAILED, 4)
    assert heard.written == b"ready\n"
    assert read(places.record).native["job"]["id"] == str(number)


@pytest.mark.usefixtures("cluster")
def test_a_job_whose_number_was_never_written_down_is_found_by_its_token(
    workspace: Path, rompys: list[subprocess.Popen[bytes]]
) -> None:
    places, number = killed(rompys, workspace, "echo ready; sleep 3")
    text = places.record.read_text(encoding="utf-8")
    places.record.write_text(text.replace(f'"id": "{number}"', '"id": null'), encoding="utf-8")
    outcome, _ = resumed(places)
    assert outcome.is_success, outcome
    assert read(places.record).native["job"]["id"] == str(number)


@pytest.mark.usefixtures("cluster")
def test_a_run_that_was_never_submitted_is_not_followed_for_ever(workspace: Path) -> None:
    job = JobRun(workspace, SlurmConfig(command="true"))
    job.execution.save()
    job.stop.close()
    outcome, _ = resumed(job.places)
    assert outcome.state is State.UNKNOWN
    assert "never submitted" in outcome.cause


@pytest.mark.parametrize("options", [[], ["--comment=mine"]], ids=["our comment", "their comment"])
def test_the_job_of_a_killed_rompy_is_a_leftover_and_can_be_ended(
    cluster: Slurm, workspace: Path, rompys: list[subprocess.Popen[bytes]], options: list[str]
) -> None:
    places, number = killed(rompys, workspace, "setsid sleep 600 & echo ready; sleep 600", *options)
    (leftover,) = [one for one in SlurmEngine().leftovers() if one.token == places.token]
    assert (leftover.kind, leftover.name, leftover.run_id) == ("job", str(number), "hindcast")
    assert str(workspace) in leftover.detail
    SlurmEngine().end(leftover)
    assert cluster.job(number)["JobState"] == "CANCELLED"
    assert not [one for one in SlurmEngine().leftovers() if one.token == places.token]


def test_a_leftover_is_known_in_another_home_by_the_path_of_its_script(
    cluster: Slurm,
    workspace: Path,
    tmp_path: Path,
    rompys: list[subprocess.Popen[bytes]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    places, number = killed(rompys, workspace, "sleep 600", "--hold")
    assert (places.private / "spec.json").exists()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "elsewhere"))
    (leftover,) = [one for one in SlurmEngine().leftovers() if one.token == places.token]
    assert leftover.name == str(number)
    assert leftover.detail.startswith("pending")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    SlurmEngine().end(leftover)
    assert cluster.job(number)["JobState"] == "CANCELLED"
    assert not (places.private / "spec.json").exists()


@pytest.mark.usefixtures("cluster")
def test_the_job_of_a_living_rompy_is_no_leftover(workspace: Path) -> None:
    job = run(workspace, "echo ready; sleep 600").start()
    job.wait(lambda: b"ready" in job.heard.written, "the command is ready")
    assert not [one for one in SlurmEngine().leftovers() if one.token == job.places.token]
    job.stop.request()
    job.end()


def test_the_job_outlives_a_rompy_that_was_killed(
    cluster: Slurm, workspace: Path, rompys: list[subprocess.Popen[bytes]]
) -> None:
    places, number = killed(rompys, workspace, "echo ready; sleep 2; echo end")
    assert not is_running(rompys[0].pid)
    cluster.wait_for(number, "COMPLETED")
    assert places.log.read_text(encoding="utf-8") == "ready\nend\n"


def test_leftovers_cannot_be_looked_for_without_slurm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(CannotStartError, match="there is no scontrol on this machine"):
        list(SlurmEngine().leftovers())
