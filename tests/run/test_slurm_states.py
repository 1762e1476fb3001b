"""What is read from what Slurm says of a job, also where no cluster of a test can be brought to say it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rompy.errors import CannotStartError
from rompy.plan import Plan
from rompy.run import State
from rompy.run.slurm.commands import JobName
from rompy.run.slurm.ending import Ended, outcome_of
from rompy.run.slurm.job import Job, read, seconds
from rompy.run.slurm.options import check_options, value_of
from rompy.run.slurm.reasons import why
from rompy.run.slurm.watch import Seen
from rompy.run.supervision import Result

PLAN = Plan("slurm", "hindcast", Path("/data/hindcast"), (), 3600)


def job(state: str, **fields: str) -> Job:
    return Job({"JobState": state, "NodeList": "n1", "ExitCode": "0:0", **fields})


def result(**fields: Any) -> Result:
    given: dict[str, Any] = dict.fromkeys(Result.model_fields)
    given |= {
        "token": "t",
        "supervisor": (1, 1),
        "started": 0.0,
        "finished": 1.0,
        "wall_seconds": 1.0,
        "cause": "exited",
    }
    given |= {"outlived": 0, "killed": 0, "left": [], "samples": [], "log_bytes": 0, "lost_bytes": 0, **fields}
    return Result.model_validate(given)


def ended(seen: Job | None, found: Result | None, **fields: Any) -> Ended:
    return Ended(JobName("7"), PLAN, Seen(seen, is_over=True, is_known=seen is not None, ending=None), found, **fields)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("BOOT_FAIL", State.LOST),
        ("NODE_FAIL", State.LOST),
        ("REVOKED", State.LOST),
        ("DEADLINE", State.TIMEOUT),
        ("TIMEOUT", State.TIMEOUT),
        ("PREEMPTED", State.CANCELLED),
        ("OUT_OF_MEMORY", State.OUT_OF_MEMORY),
    ],
)
def test_a_state_of_slurm_that_is_no_success_is_none_whatever_the_command_ended_with(
    state: str, expected: State
) -> None:
    for found in (None, result(exit_code=0)):
        outcome = outcome_of(ended(job(state), found))
        assert outcome.state is expected
        assert outcome.exit_status != 0


@pytest.mark.parametrize(
    ("state", "code"), [("COMPLETED", "0:15"), ("FAILED", "1:0"), ("CANCELLED", "0:0"), ("NEW_STATE", "0:0")]
)
def test_only_completed_with_0_and_a_result_of_0_are_a_success(state: str, code: str) -> None:
    assert outcome_of(ended(job("COMPLETED"), result(exit_code=0))).is_success
    assert not outcome_of(ended(job(state, ExitCode=code), result(exit_code=0))).is_success
    assert not outcome_of(ended(job("COMPLETED"), None)).is_success
    assert not outcome_of(ended(job("COMPLETED"), result(exit_code=3))).is_success


@pytest.mark.parametrize(
    ("accounting", "expected"),
    [
        ("COMPLETED", State.SUCCEEDED),
        ("CANCELLED by 1000", State.CANCELLED),
        ("OUT_OF_MEMORY", State.OUT_OF_MEMORY),
        ("NODE_FAIL", State.LOST),
        (None, State.SUCCEEDED),
    ],
)
def test_accounting_is_heard_where_the_controller_has_forgotten_the_job(
    accounting: str | None, expected: State
) -> None:
    assert outcome_of(ended(None, result(exit_code=0), accounting=accounting)).state is expected


@pytest.mark.parametrize(
    ("stage", "words"), [("folder", "its folder cannot be entered on n1"), ("command", "bash cannot be executed on n1")]
)
def test_a_node_that_cannot_start_the_command_is_told(stage: str, words: str) -> None:
    found = result(cause="not_started", error={"stage": stage, "errno": 2})
    outcome = outcome_of(ended(job("FAILED", ExitCode="125:0"), found))
    assert outcome.state is State.REJECTED
    assert words in outcome.cause


def test_a_process_that_cannot_be_ended_is_left_behind() -> None:
    outcome = outcome_of(ended(job("COMPLETED"), result(exit_code=0, left=[(12, 34)])))
    assert outcome.left_behind == ("process 12 of job 7",)


def test_nothing_that_a_user_may_write_is_taken_for_a_field() -> None:
    fields = read(
        "JobId=7 JobName=a UserId=x JobState=COMPLETED ExitCode=0:0\n"
        "   UserId=root(0) GroupId=root(0)\n"
        "   JobState=FAILED Reason=NonZeroExitCode\n"
        "   Restarts=0 ExitCode=1:0\n"
        "   Command=/a JobState=COMPLETED/run.sh\n"
        "   WorkDir=/a ExitCode=0:0\n"
        "   StdOut=/a b/out=1.txt\n"
    )
    assert fields["JobState"] == "FAILED"
    assert fields["ExitCode"] == "1:0"
    assert fields["JobName"] == "a UserId=x JobState=COMPLETED ExitCode=0:0"
    assert fields["StdOut"] == "/a b/out=1.txt"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("00:01:00", 60), ("1-02:03:04", 93784), ("05:00", 300), ("UNLIMITED", None), ("Partition_Limit", None)],
)
def test_durations_are_read_as_slurm_prints_them(text: str, expected: int | None) -> None:
    assert seconds(text) == expected


@pytest.mark.parametrize(
    ("reason", "is_endless", "words"),
    [
        ("Priority", False, "behind jobs of higher priority (Slurm: Priority)"),
        ("ReqNodeNotAvail,_UnavailableNodes:n1", False, "for nodes that are down, drained or reserved"),
        ("Nodes_required_for_job_are_DOWN,_DRAINED_or_reserved", False, "for nodes that are down"),
        ("PartitionDown", True, "its partition is closed (Slurm: PartitionDown)"),
        ("InvalidQOS", True, "there is no such quality of service"),
        ("AssocMaxJobsLimit", False, "for what Slurm calls AssocMaxJobsLimit"),
    ],
)
def test_reasons_are_told_in_words_and_endless_ones_apart(reason: str, is_endless: bool, words: str) -> None:
    wait = why(job("PENDING", Reason=reason))
    assert wait.is_endless is is_endless
    assert words in wait.words


def test_the_last_value_of_an_option_counts_however_it_is_written() -> None:
    options = ("--partition=a", "-p", "b", "--part=c")
    assert value_of(options, "partition") == "c"
    assert value_of(options, "account") is None


def test_an_option_of_a_sites_plugin_may_have_a_value() -> None:
    check_options(["--sites-own", "value", "--exclusive"])
    with pytest.raises(CannotStartError, match="belongs to no option"):
        check_options(["--exclusive", "other.sh"])


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("12\n", JobName("12")),
        ("12;big\n", JobName("12", "big")),
        ("Welcome!\n12\n", JobName("12")),
        ("Submitted batch job", None),
        ("", None),
    ],
)
def test_the_answer_of_sbatch_is_read(said: str, name: JobName | None) -> None:
    assert JobName.parse(said) == name
