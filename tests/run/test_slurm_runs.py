"""Runs of jobs on a real Slurm: what they are given, what they write, and what is recorded of them."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from engines import Slurm
from jobs import JobRun
from rompy.backends import SlurmConfig
from rompy.plan import Folder
from rompy.run import Outcome, State, execute
from rompy.run.record import read

if TYPE_CHECKING:
    from engines import Slurm

HELD = {"additional_options": ["--hold"]}
"""A job that does not begin, so that it can be looked at."""


@pytest.fixture(autouse=True)
def cluster(slurm: Slurm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Slurm:
    monkeypatch.setenv("SLURM_CONF", str(slurm.conf))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return slurm


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return tmp_path / "a run"


def run(workspace: Path, command: str, **fields: Any) -> JobRun:
    return JobRun(workspace, SlurmConfig(command=command, **fields))


def test_a_command_runs_as_a_job_and_its_output_is_the_log_of_the_run(workspace: Path) -> None:
    job = run(workspace, "echo out; echo err >&2; echo $SLURM_JOB_ID; pwd")
    outcome = job.to_the_end()
    assert outcome.is_success, outcome
    assert outcome.exit_status == 0
    assert job.log.splitlines() == ["out", "err", str(job.number), str(workspace)]
    assert job.heard.written.decode() == job.log


def test_the_whole_of_it_through_execute(workspace: Path) -> None:
    outcome = execute(Folder("hindcast", workspace), SlurmConfig(command="echo done"))
    assert outcome.is_success, outcome
    assert (workspace / "run.log").read_text(encoding="utf-8") == "done\n"
    record = read(workspace / "run.json")
    assert record.state == "succeeded"
    assert record.native["job"]["id"].isdecimal()


FIELDS = [
    ({"nodes": 1}, {"NumNodes": "1-1"}),
    ({"ntasks": 2}, {"NumTasks": "2"}),
    ({"cpus_per_task": 2}, {"CPUs/Task": "2"}),
    ({"time_limit": "0:42:00"}, {"TimeLimit": "00:42:00"}),
    ({"time_limit": "1-02:03:00"}, {"TimeLimit": "1-02:03:00"}),
    ({"queue": "short", "time_limit": "0:01:00"}, {"Partition": "short"}),
    ({}, {"Partition": "debug", "TimeLimit": "01:00:00", "NumNodes": "1-1", "NumTasks": "1", "CPUs/Task": "1"}),
    ({"account": "ocean"}, {"Account": "ocean"}),
    ({"mail_type": "END,FAIL", "mail_user": "me@example.org"}, {"MailType": "END,FAIL", "MailUser": "me@example.org"}),
    ({"job_name": "swan-hindcast"}, {"JobName": "swan-hindcast"}),
    (
        {"output_file": "out-%j.txt"},
        {"StdOut": "{workspace}/out-{number}.txt", "StdErr": "{workspace}/out-{number}.txt"},
    ),
    ({"error_file": "err-%j.txt"}, {"StdErr": "{workspace}/err-{number}.txt", "StdOut": "{workspace}/run.log"}),
    ({}, {"StdOut": "{workspace}/run.log", "WorkDir": "{workspace}", "Requeue": "0", "Comment": "rompy:{token}"}),
    ({"additional_options": ["--hold", "--nice=7 --mem 300M"]}, {"Nice": "7", "MinMemoryNode": "300M"}),
    ({"additional_options": ["--hold", "--comment='mine, too'"]}, {"Comment": "mine, too"}),
]


@pytest.mark.parametrize(("fields", "seen"), FIELDS, ids=[",".join(seen) for _, seen in FIELDS])
def test_every_field_is_seen_by_slurm(
    cluster: Slurm, workspace: Path, fields: dict[str, Any], seen: dict[str, str]
) -> None:
    job = run(workspace, "true", **{**HELD, **fields}).start()
    words = cluster.run("scontrol", "show", "job", str(job.number)).stdout.replace(" \n", "\n").split("\n")
    pairs = [part for line in words for part in (line.strip(), *line.split())]
    for name, value in seen.items():
        expected = value.format(workspace=workspace, number=job.number, token=job.places.token)
        assert f"{name}={expected}" in pairs, pairs
    job.stop.request()
    assert job.end().state is State.CANCELLED


def test_the_quality_of_service_is_asked_for(cluster: Slurm, workspace: Path) -> None:
    # without accounting, as here, Slurm keeps it to itself
    job = run(workspace, "true", qos="normal", **HELD).start()
    script = cluster.run("scontrol", "write", "batch_script", str(job.number), "-").stdout
    job.stop.request()
    assert job.end().state is State.CANCELLED
    assert "#SBATCH --qos=normal" in script.splitlines()


def test_a_reservation_is_used(cluster: Slurm, workspace: Path) -> None:
    name = f"rompy-{os.getpid()}"
    made = ("scontrol", "create", "reservation", f"reservationname={name}", "starttime=now", "duration=10")
    cluster.run(*made, f"users={os.environ.get('USER', 'root')}", "nodecnt=1", "flags=overlap,ignore_jobs")
    try:
        job = run(workspace, "echo $SLURM_JOB_RESERVATION", reservation=name)
        assert job.to_the_end().is_success
        assert job.log == f"{name}\n"
    finally:
        cluster.run("scontrol", "delete", f"reservation={name}")


def test_names_may_hold_whatever_a_line_may(workspace: Path) -> None:
    name = 'a "job" \'s \\ name # JobState=COMPLETED $HOME `x` é'
    job = run(workspace, 'printf %s "$SLURM_JOB_NAME"; exit 3', job_name=name)
    outcome = job.to_the_end()
    assert (outcome.state, outcome.exit_code) == (State.FAILED, 3)
    assert job.log == name


VALUES = {
    "COMMA": "a,b=c,ALL",
    "LINES": "one\ntwo\n",
    "QUOTES": 'it\'s "so" `x` $(y) $HOME \\ !',
    "EMPTY": "",
    "UNICODE": "wave height ŝ",
    "with.dot": "x",
}


@pytest.mark.parametrize("options", [[], ["--export=NONE"], ["--export=ALL,X=1"]], ids=["all", "none", "some"])
def test_environment_values_arrive_exactly(workspace: Path, options: list[str]) -> None:
    job = run(workspace, "env -0", env_vars=VALUES, additional_options=options)
    assert job.to_the_end().is_success
    arrived = dict(pair.partition("=")[::2] for pair in job.log.split("\0") if pair)
    assert {name: arrived.get(name) for name in VALUES} == VALUES


def test_the_environment_of_rompy_is_the_jobs_unless_the_user_says_otherwise(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OF_ROMPY", "here")
    everything = run(workspace, "echo ${OF_ROMPY-gone}")
    assert everything.to_the_end().is_success
    assert everything.log == "here\n"
    nothing = run(workspace, "echo ${OF_ROMPY-gone}", additional_options=["--export=NONE"])
    assert nothing.to_the_end().is_success
    assert nothing.log == "gone\n"


def test_what_the_shell_has_for_sbatch_does_not_change_what_the_config_says(
    cluster: Slurm, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "SBATCH_JOB_NAME": "other",
        "SBATCH_TIMELIMIT": "5",
        "SBATCH_REQUEUE": "1",
        "SBATCH_WAIT": "1",
        "SBATCH_ARRAY_INX": "1-2",
        "SQUEUE_STATES": "FAILED",
        "SLURM_TIME_FORMAT": "relative",
    }.items():
        monkeypatch.setenv(name, value)
    job = run(workspace, "true", job_name="mine", **HELD).start()
    seen = cluster.run("scontrol", "show", "job", str(job.number)).stdout
    job.stop.request()
    assert job.end().state is State.CANCELLED
    assert "JobName=mine" in seen
    assert "TimeLimit=01:00:00" in seen
    assert "Requeue=0" in seen
    assert "ArrayJobId" not in seen


def test_values_of_the_environment_are_in_no_script_record_or_process_list(cluster: Slurm, workspace: Path) -> None:
    secret = "a-very-secret-value"  # noqa: S105 - made up
    job = run(workspace, "sleep 30", env_vars={"KEY": secret}).start()
    job.wait(lambda: job.record.phase == "running", "the job runs")
    job.wait(lambda: not (job.places.private / "spec.json").exists(), "the supervisor has read its spec")
    lists = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
    written = [path.read_bytes() for path in workspace.rglob("*") if path.is_file()]
    told = [cluster.run("scontrol", "show", "job", str(job.number)).stdout.encode(), repr(job.execution.plan).encode()]
    told.append(cluster.run("scontrol", "write", "batch_script", str(job.number), "-").stdout.encode())
    job.stop.request()
    job.end()
    assert not any(secret.encode() in text for text in [*lists, *written, *told])


def test_the_file_with_the_values_is_the_users_alone_and_goes_with_the_run(workspace: Path) -> None:
    job = run(workspace, "true", env_vars={"KEY": "x"}, **HELD).start()
    spec = job.places.private / "spec.json"
    assert job.number
    assert stat.S_IMODE(spec.stat().st_mode) == 0o600
    assert stat.S_IMODE(job.places.private.stat().st_mode) == 0o700
    job.stop.request()
    job.end()
    assert not spec.exists()


def test_the_script_that_was_submitted_stays_in_the_workspace(cluster: Slurm, workspace: Path) -> None:
    job = run(workspace, "echo 'this very command'")
    assert job.to_the_end().is_success
    script = (workspace / "run.sh").read_text(encoding="utf-8")
    assert "#     echo 'this very command'" in script
    assert cluster.run("scontrol", "write", "batch_script", str(job.number), "-").stdout.strip() == script.strip()


def test_a_command_of_many_lines_with_pipes_and_functions_runs_in_bash(workspace: Path) -> None:
    command = (
        "set -euo pipefail\nf() { printf '%s\\n' {1..3}; }\nf | while read -r n; do echo \"<$n>\"; done\n[[ a == a ]]"
    )
    job = run(workspace, command)
    assert job.to_the_end().is_success
    assert job.log == "<1>\n<2>\n<3>\n"


def test_output_and_errors_go_to_the_files_that_the_config_names(workspace: Path) -> None:
    job = run(workspace, "echo out; echo err >&2", output_file="logs/deep/o-%j", error_file="logs/e-%x", job_name="me")
    assert job.to_the_end().is_success
    out, err = workspace / f"logs/deep/o-{job.number}", workspace / "logs/e-me"
    assert (out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8")) == ("out\n", "err\n")
    assert [(log.path, log.bytes) for log in job.record.logs] == [(str(out), 4), (str(err), 4)]
    assert sorted(job.heard.written.decode().splitlines()) == ["err", "out"]


def test_a_folder_may_be_called_like_a_pattern(tmp_path: Path) -> None:
    job = run(tmp_path / "50%j of it", "echo here", output_file="o-%j.txt")
    assert job.to_the_end().is_success
    assert (tmp_path / "50%j of it" / f"o-{job.number}.txt").read_text(encoding="utf-8") == "here\n"


def test_the_job_starts_in_its_working_dir_and_the_log_is_in_the_workspace(workspace: Path, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    job = run(workspace, "pwd", working_dir=folder)
    assert job.to_the_end().is_success
    assert job.log == f"{folder}\n"


def test_output_is_heard_while_the_job_runs(workspace: Path) -> None:
    job = run(workspace, "echo first; until test -e go; do sleep 0.1; done; echo second").start()
    job.wait(lambda: job.heard.written == b"first\n", "the first line is heard")
    (workspace / "go").touch()
    assert job.end().is_success
    assert job.heard.written == b"first\nsecond\n"


def test_the_phases_of_a_job_are_told_and_so_is_why_it_waits(workspace: Path) -> None:
    job = run(workspace, "sleep 1", additional_options=["--begin=now+2"])
    assert job.to_the_end().is_success
    assert job.heard.phases == ["submitted", "queued", "running", "finished"]
    assert job.heard.told("waiting for the time it may begin (Slurm: BeginTime)")
    times = job.record.times
    assert times.queued_seconds is not None
    assert times.queued_seconds >= 1
    assert times.wall_seconds is not None
    assert 1 <= times.wall_seconds < 60
    assert times.submitted is not None
    assert times.started is not None
    assert times.finished is not None
    assert times.submitted <= times.started <= times.finished


def test_the_record_says_what_the_job_was_and_what_it_used(workspace: Path) -> None:
    job = run(workspace, "python3 -c 'b = bytearray(50 << 20); sum(range(3000000))'; sleep 2")
    outcome = job.to_the_end()
    assert outcome.is_success
    native = job.record.native["job"]
    assert native["id"] == str(job.number)
    assert native["cluster"].startswith("rompy")
    assert native["nodes"]
    assert native["restarts"] == 0
    assert outcome.raw["JobState"] == "COMPLETED"
    assert outcome.raw["ExitCode"] == "0:0"
    usage = job.record.usage
    assert usage.cpu_seconds is not None
    assert usage.cpu_seconds > 0
    assert usage.memory_peak_bytes is not None
    assert {limit.name: limit.enforced_by for limit in job.record.limits} == {
        "timeout": "rompy's supervisor in the job",
        "time_limit": "slurm",
    }


def test_two_jobs_run_at_once_and_know_nothing_of_each_other(tmp_path: Path) -> None:
    jobs = [run(tmp_path / name, f"echo {name}; sleep 1").start() for name in ("one", "two")]
    assert all(job.end().is_success for job in jobs)
    assert [job.log for job in jobs] == ["one\n", "two\n"]
    assert jobs[0].number != jobs[1].number


def test_a_second_run_in_a_workspace_leaves_the_files_of_the_first(workspace: Path) -> None:
    first, second = run(workspace, "echo 1"), None
    assert first.to_the_end().is_success
    second = run(workspace, "echo 2")
    assert second.to_the_end().is_success
    assert second.log == "2\n"
    assert (first.places.private / "run.log").read_text(encoding="utf-8") == "1\n"
    assert "echo 1" in (first.places.private / "run.sh").read_text(encoding="utf-8")


def test_tasks_on_two_nodes_are_started_by_srun(
    private_slurm: Any, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    two = private_slurm(nodes=2)
    monkeypatch.setenv("SLURM_CONF", str(two.conf))
    job = run(workspace, "echo $SLURM_NTASKS $SLURM_NNODES; srun sh -c 'echo $SLURMD_NODENAME $ROMPY_T'",
              nodes=2, ntasks=2, env_vars={"ROMPY_T": "a b"})  # fmt: skip
    outcome: Outcome = job.to_the_end()
    assert outcome.is_success, (outcome, job.log)
    first, *rest = job.log.splitlines()
    assert first == "2 2"
    assert sorted(rest) == sorted(f"{node} a b" for node in two.nodes)
