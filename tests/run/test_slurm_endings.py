"""How jobs end on a real Slurm, and what is told of each ending."""

from __future__ import annotations

import os
import signal
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from engines import wait_until
from jobs import JobRun
from rompy.backends import SlurmConfig
from rompy.run import State
from rompy.run.slurm import checks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engines import Slurm


@pytest.fixture(autouse=True)
def cluster(slurm: Slurm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Slurm:
    monkeypatch.setenv("SLURM_CONF", str(slurm.conf))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return slurm


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return tmp_path / "run"


@pytest.fixture
def partition(cluster: Slurm) -> Iterator[str]:
    """A partition that the test may close."""
    name = f"of{os.getpid()}"
    cluster.run("scontrol", "create", f"PartitionName={name}", f"Nodes={','.join(cluster.nodes)}", "State=UP")
    yield name
    cluster.run("scontrol", "delete", f"PartitionName={name}")


def run(workspace: Path, command: str, *, timeout: int | None = None, grace: float = 2.0, **fields: Any) -> JobRun:
    return JobRun(workspace, SlurmConfig(command=command, **fields), timeout=timeout, grace=grace)


def of_token(token: str) -> list[int]:
    """Give the processes of a run, by the token in their environment."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if f"ROMPY_RUN_TOKEN={token}".encode() in (path / "environ").read_bytes():
                found.append(int(path.name))
        except OSError:
            continue
    return found


def running(job: JobRun) -> JobRun:
    """Wait until the command has said ``ready``."""
    job.start()
    job.wait(lambda: b"ready" in job.heard.written, "the command says that it is ready")
    return job


def test_the_exit_status_of_the_command_is_the_runs(workspace: Path) -> None:
    outcome = run(workspace, "exit 3").to_the_end()
    assert (outcome.state, outcome.exit_code, outcome.exit_status) == (State.FAILED, 3, 3)
    assert outcome.cause == "the command ended with 3"
    assert outcome.raw["JobState"] == "FAILED"
    assert outcome.raw["ExitCode"] == "3:0"


def test_a_command_that_is_not_there_is_127_as_in_any_shell(workspace: Path) -> None:
    job = run(workspace, "no-such-model")
    outcome = job.to_the_end()
    assert (outcome.state, outcome.exit_code, outcome.exit_status) == (State.FAILED, 127, 127)
    assert "no-such-model" in job.log


def test_a_command_that_crashes_is_told_with_its_signal(workspace: Path) -> None:
    outcome = run(workspace, "kill -SEGV $$").to_the_end()
    assert (outcome.state, outcome.exit_code, outcome.signal) == (State.FAILED, None, signal.SIGSEGV)
    assert outcome.exit_status == 128 + signal.SIGSEGV
    assert "SIGSEGV" in outcome.cause


def test_what_outlives_the_command_is_ended_with_it(workspace: Path) -> None:
    job = run(workspace, "setsid sleep 600 & echo ready")
    outcome = job.to_the_end()
    assert outcome.is_success
    assert "processes that outlived the command, and were ended: 1" in outcome.evidence
    assert not of_token(job.places.token)


# timeouts


def test_the_timeout_ends_the_job_with_all_its_processes(workspace: Path) -> None:
    job = run(workspace, "setsid sleep 600 & (sleep 600 &) ; sleep 600", timeout=2)
    outcome = job.to_the_end()
    assert (outcome.state, outcome.exit_status) == (State.TIMEOUT, 124)
    assert "timeout of 2 s" in outcome.cause
    assert not outcome.left_behind
    assert not of_token(job.places.token)


def test_a_model_that_ignores_sigterm_is_killed_after_the_grace(workspace: Path) -> None:
    job = run(workspace, "trap '' TERM; while :; do sleep 1; done", timeout=1, grace=1)
    assert job.to_the_end().state is State.TIMEOUT
    assert not of_token(job.places.token)


def test_a_model_that_ends_well_within_the_grace_has_timed_out_nevertheless(workspace: Path) -> None:
    job = run(workspace, "trap 'echo saved; exit 0' TERM; while :; do sleep 0.1; done", timeout=1, grace=30)
    outcome = job.to_the_end()
    assert (outcome.state, outcome.exit_code, outcome.exit_status) == (State.TIMEOUT, 0, 124)
    assert "saved" in job.log


def test_waiting_in_the_queue_is_not_counted_by_the_timeout(workspace: Path) -> None:
    assert run(workspace, "true", timeout=1, additional_options=["--begin=now+3"]).to_the_end().is_success


def test_a_job_whose_supervisor_does_not_end_it_is_ended_from_outside(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rompy.run.slurm.watch.SLACK", 1.0)
    job = running(run(workspace, "echo ready; kill -STOP $PPID; sleep 600", timeout=1, grace=0.5))
    outcome = job.end()
    assert (outcome.state, outcome.exit_status) == (State.TIMEOUT, 124)
    wait_until(lambda: not of_token(job.places.token), "the processes of the job are gone")


def test_slurms_own_time_limit_is_told_apart_from_the_timeout(workspace: Path) -> None:
    job = run(workspace, "sleep 600", queue="short", time_limit="0:01:00")
    outcome = job.to_the_end(240)
    assert (outcome.state, outcome.exit_status) == (State.TIMEOUT, 124)
    assert "time limit of 00:01:00" in outcome.cause
    assert outcome.advice is not None
    assert "time_limit" in outcome.advice
    assert not of_token(job.places.token)


# stops


def test_a_stop_lets_the_model_end_gracefully(workspace: Path) -> None:
    job = running(run(workspace, "trap 'echo saved; exit 7' TERM; echo ready; while :; do sleep 0.1; done", grace=30))
    job.stop.request(signal.SIGINT)
    outcome = job.end()
    assert (outcome.state, outcome.exit_status, outcome.exit_code) == (State.CANCELLED, 130, 7)
    assert outcome.cause == "the run was stopped by SIGINT"
    assert "saved" in job.log
    assert job.heard.phases[-2:] == ["stopping", "finished"]
    assert not outcome.left_behind


def test_a_model_that_goes_on_after_a_stop_is_killed_after_the_grace(cluster: Slurm, workspace: Path) -> None:
    job = running(run(workspace, "trap '' TERM; setsid sleep 600 & echo ready; while :; do sleep 1; done", grace=1))
    job.stop.request(signal.SIGTERM)
    outcome = job.end()
    assert (outcome.state, outcome.exit_status) == (State.CANCELLED, 143)
    assert cluster.job(job.number)["JobState"] in {"FAILED", "CANCELLED"}
    assert not of_token(job.places.token)


def test_a_second_stop_kills_at_once(workspace: Path) -> None:
    job = running(run(workspace, "trap '' TERM; setsid sleep 600 & echo ready; while :; do sleep 1; done", grace=3000))
    job.stop.request(signal.SIGINT)
    job.wait(lambda: job.record.phase == "stopping", "the run is stopping")
    job.stop.request(signal.SIGINT)
    assert job.end().state is State.CANCELLED
    assert not of_token(job.places.token)


def test_a_stop_ends_a_job_whose_supervisor_hangs(workspace: Path) -> None:
    job = running(run(workspace, "echo ready; kill -STOP $PPID; sleep 600", grace=0.5))
    job.stop.request()
    job.stop.request()
    outcome = job.end()
    assert outcome.state is State.CANCELLED
    assert not outcome.left_behind
    wait_until(lambda: not of_token(job.places.token), "the processes of the job are gone")


def test_a_stop_takes_a_waiting_job_out_of_the_queue(cluster: Slurm, workspace: Path) -> None:
    job = run(workspace, "touch began", additional_options=["--hold"]).start()
    job.wait(lambda: job.heard.told("because its user holds it"), "the job waits")
    job.stop.request(signal.SIGINT)
    outcome = job.end()
    assert (outcome.state, outcome.exit_status) == (State.CANCELLED, 130)
    assert "before the job began" in outcome.cause
    assert cluster.job(job.number)["JobState"] == "CANCELLED"
    assert not (workspace / "began").exists()


def test_a_model_that_has_ended_well_before_the_stop_reached_it_is_a_success(workspace: Path) -> None:
    job = run(workspace, "true").start()
    job.wait((job.places.private / "result.json").exists, "the model has ended")
    job.stop.request(signal.SIGINT)
    assert job.end().is_success


# ends from outside


def test_a_job_that_somebody_else_cancels_is_no_success_and_no_stop_of_ours(cluster: Slurm, workspace: Path) -> None:
    job = running(run(workspace, "echo ready; sleep 600"))
    cluster.run("scancel", str(job.number))
    outcome = job.end()
    assert outcome.state is State.CANCELLED
    assert outcome.exit_status != 0
    assert outcome.stopped_by is None
    assert "outside of rompy" in outcome.cause


def test_a_waiting_job_that_somebody_else_cancels_never_ran(cluster: Slurm, workspace: Path) -> None:
    job = run(workspace, "true", additional_options=["--hold"]).start()
    cluster.run("scancel", str(job.number))
    outcome = job.end()
    assert outcome.state is State.CANCELLED
    assert outcome.exit_status != 0


def test_who_cancelled_a_job_is_told_where_accounting_knows(
    cluster: Slurm, workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # accounting needs a database, so only its answer is made up
    (tmp_path / "bin").mkdir()
    sacct = tmp_path / "bin" / "sacct"
    sacct.write_text("#!/bin/sh\necho 'CANCELLED by 1000'\n", encoding="utf-8")
    sacct.chmod(0o755)
    monkeypatch.setenv("PATH", f"{sacct.parent}:{os.environ['PATH']}")
    job = run(workspace, "true", additional_options=["--hold"]).start()
    cluster.run("scancel", str(job.number))
    assert "by user 1000" in job.end().cause


def test_a_supervisor_that_is_killed_makes_a_lost_run(workspace: Path) -> None:
    outcome = run(workspace, "kill -KILL $PPID; sleep 5").to_the_end()
    assert outcome.state is State.LOST
    assert "left no result" in outcome.cause


@pytest.mark.parametrize("after", ["exit 0", "wait; exit 0", "exec true"])
def test_a_process_that_is_killed_for_memory_is_no_success_even_if_the_script_ends_with_0(
    cluster: Slurm, workspace: Path, after: str
) -> None:
    if not cluster.is_memory_limited:
        pytest.skip("this cluster limits no memory: control groups of version 1 and root are needed")
    hungry = "python3 -c 'b = bytearray(400 << 20); print(len(b))'"
    outcome = run(workspace, f"{hungry}; {after}", additional_options=["--mem=60M"]).to_the_end()
    assert outcome.state is State.OUT_OF_MEMORY, outcome
    assert outcome.exit_status != 0
    assert outcome.advice is not None
    assert "--mem" in outcome.advice


# requests that cannot be met


def test_more_cores_than_any_node_has_end_the_run_with_slurms_reason(cluster: Slurm, workspace: Path) -> None:
    job = run(workspace, "true", cpus_per_task=128)
    outcome = job.to_the_end()
    assert (outcome.state, outcome.exit_status) == (State.REJECTED, 125)
    assert "no node of the partition has what it asks for (Slurm: PartitionConfig" in outcome.cause
    assert outcome.advice is not None
    assert "cpus_per_task" in outcome.advice
    assert cluster.job(job.number)["JobState"] == "CANCELLED"


def test_a_time_limit_above_the_partitions_ends_the_run(cluster: Slurm, workspace: Path) -> None:
    job = run(workspace, "true", queue="short", time_limit="1:00:00")
    outcome = job.to_the_end()
    assert outcome.state is State.REJECTED
    assert "more time than the partition gives" in outcome.cause
    assert cluster.job(job.number)["JobState"] == "CANCELLED"


def test_a_dependency_that_is_never_met_ends_the_run(cluster: Slurm, workspace: Path) -> None:
    failing = cluster.submit("exit 1")
    cluster.wait_for(failing, "FAILED")
    outcome = run(workspace, "true", additional_options=[f"--dependency=afterok:{failing}"]).to_the_end()
    assert outcome.state is State.REJECTED
    assert "depends on" in outcome.cause


def test_a_partition_that_closes_while_the_job_waits_ends_the_run(
    cluster: Slurm, workspace: Path, partition: str
) -> None:
    job = run(workspace, "true", queue=partition, additional_options=["--hold"]).start()
    number = job.number
    cluster.run("scontrol", "update", f"PartitionName={partition}", "State=DOWN")
    cluster.run("scontrol", "release", str(number))
    outcome = job.end()
    assert outcome.state is State.REJECTED
    assert "its partition is closed" in outcome.cause
    assert cluster.job(number)["JobState"] == "CANCELLED"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (
            {"queue": "no-such"},
            "queue: there is no partition 'no-such' on this cluster; there are closed, debug, short",
        ),
        ({"queue": "closed"}, "queue: the partition is closed (closed is DOWN)"),
        ({"reservation": "no-such"}, "sbatch refused the job: Batch job submission failed: Requested reservation is"),
        ({"additional_options": ["--mem=9999G"]}, "sbatch refused the job: Memory specification can not be satisfied"),
        (
            {"additional_options": ["--no-such-option"]},
            "sbatch refused the job: unrecognized option '--no-such-option'",
        ),
        ({"mail_type": "SOMETIMES"}, "sbatch refused the job: Invalid --mail-type specification"),
        ({"additional_options": ["--array=1-3"]}, "--array makes an array of jobs, and a run is one job"),
        ({"additional_options": ["-a1-3"]}, "-a makes an array of jobs"),
        ({"additional_options": ["--requeue"]}, "--requeue has the job run twice"),
        ({"additional_options": ["--wait"]}, "rompy waits for the job itself"),
        ({"additional_options": ["--wrap=true"]}, "--wrap runs another command"),
        ({"additional_options": ["--test-only"]}, "--test-only submits nothing"),
        ({"additional_options": ["--input=in.txt"]}, "--input cannot reach the command"),
        ({"additional_options": ["--exclusive", "other.sh"]}, "'other.sh' belongs to no option of sbatch"),
        ({"output_file": "/no/such/folder/out"}, "output_file: the folder /no/such/folder does not exist"),
        ({"error_file": "../nowhere/err"}, "does not exist, and Slurm makes none"),
        ({"output_file": "/dev/null/x"}, "output_file: /dev/null is not a folder"),
    ],
)
def test_what_cannot_be_submitted_is_told_before_a_job_waits(
    cluster: Slurm, workspace: Path, fields: dict[str, Any], words: str
) -> None:
    job = run(workspace, "touch began", **fields)
    outcome = job.to_the_end()
    assert (outcome.state, outcome.exit_status) == (State.REJECTED, 125)
    assert words in outcome.cause
    assert job.record.native == {}
    assert job.places.token not in cluster.run("squeue", "--format=%k").stdout
    assert not (workspace / "began").exists()


def test_a_working_dir_that_is_gone_is_no_reason_to_run_in_tmp(workspace: Path, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    job = run(workspace, "pwd", working_dir=folder)
    folder.rmdir()
    outcome = job.to_the_end()
    assert outcome.state is State.REJECTED
    assert f"{folder} is not there" in outcome.cause


def test_a_machine_without_sbatch_is_told_what_else_there_is(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    outcome = run(workspace, "true").to_the_end()
    assert (outcome.state, outcome.exit_status) == (State.REJECTED, 125)
    assert "there is no sbatch on this machine" in outcome.cause
    assert "type: local" in outcome.cause


def test_a_slurm_conf_that_is_not_there_is_named(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "PATIENCE", 1.0)
    monkeypatch.setenv("SLURM_CONF", "/nowhere/slurm.conf")
    outcome = run(workspace, "true").to_the_end()
    assert outcome.state is State.REJECTED
    assert "SLURM_CONF is /nowhere/slurm.conf" in outcome.cause


def test_waiting_in_the_queue_has_an_end(cluster: Slurm, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rompy.run.slurm.watch.QUEUE_LIMIT", timedelta(seconds=1))
    job = run(workspace, "true", additional_options=["--hold"])
    outcome = job.to_the_end()
    assert (outcome.state, outcome.exit_status) == (State.REJECTED, 125)
    assert "has waited in the queue" in outcome.cause
    assert cluster.job(job.number)["JobState"] == "CANCELLED"


# nodes that lack something


def test_output_that_cannot_be_opened_is_told_with_its_path(workspace: Path) -> None:
    job = run(workspace, "true", output_file="of-%j/out.txt")
    outcome = job.to_the_end()
    assert outcome.state is State.REJECTED
    assert f"of-{job.number}/out.txt" in outcome.cause
    assert "cannot be opened" in outcome.cause
    assert outcome.raw["ExitCode"] == "0:53"


def test_a_node_that_does_not_see_the_workspace_is_told(cluster: Slurm, workspace: Path) -> None:
    job = run(workspace, "touch began", additional_options=["--hold"]).start()
    number = job.number
    (job.places.private / "supervisor.py").unlink()
    cluster.run("scontrol", "release", str(number))
    outcome = job.end()
    assert (outcome.state, outcome.exit_status) == (State.REJECTED, 125)
    assert "disk that the nodes share" in (outcome.advice or "")
    assert "does not see" in job.log
    assert not (workspace / "began").exists()


def test_a_node_without_rompys_python_takes_its_own(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    assert run(workspace, "true").to_the_end().is_success


def test_a_job_that_begins_after_its_run_was_given_up_runs_nothing(cluster: Slurm, workspace: Path) -> None:
    job = run(workspace, "touch began", additional_options=["--hold"]).start()
    number = job.number
    (job.places.private / "spec.json").unlink()
    cluster.run("scontrol", "release", str(number))
    outcome = job.end()
    assert not outcome.is_success
    assert outcome.exit_status != 0
    assert not (workspace / "began").exists()
