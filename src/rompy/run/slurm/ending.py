"""Tells how a job ended, from what Slurm, the supervisor in the job and rompy itself know."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rompy.run.outcome import Outcome, State
from rompy.run.slurm.reasons import REASONS_THAT_NEVER_CLEAR
from rompy.run.slurm.script import NOTHING_TO_RUN_WITH
from rompy.run.slurm.watch import QUEUE_LIMIT, Followable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.plan import Plan
    from rompy.run.slurm.commands import JobName
    from rompy.run.slurm.job import Job
    from rompy.run.supervision import Result

_LOST = {
    "BOOT_FAIL": "its node did not boot",
    "LAUNCH_FAILED": "it could not be launched",
    "NODE_FAIL": "a node of it failed",
    "RECONFIG_FAIL": "its node could not be configured",
    "REVOKED": "another cluster took it",
}
_NO_OUTPUT = "0:53"
"""What ``ExitCode`` is where slurmd could not open the file of the output (measured, Slurm 22.05)."""


@dataclass(frozen=True)
class Ended:
    """Everything that is known of the end of a job."""

    name: JobName
    plan: Plan
    seen: Followable
    result: Result | None
    accounting: str | None = None
    """What sacct says of its state, where it was asked."""
    stopped_by: int | None = None
    output: str | None = None
    """The file of the job's output."""


def outcome_of(ended: Ended) -> Outcome:
    """Tell how a job ended; only what everybody calls a success is one."""
    state, cause, advice = _told(ended)
    result = ended.result
    left = []
    if not ended.seen.is_over:
        left.append(f"job {ended.name}")
    if result is not None:
        left += [f"process {pid} of job {ended.name}" for pid, _ in result.left]
    return Outcome(
        state,
        cause,
        exit_code=None if result is None else result.exit_code,
        signal=None if result is None else result.signal,
        evidence=tuple(_evidence(ended)),
        raw={
            **(ended.seen.job.raw if ended.seen.job else {}),
            **({"sacct": ended.accounting} if ended.accounting else {}),
        },
        advice=advice,
        stopped_by=ended.stopped_by if state is State.CANCELLED else None,
        left_behind=tuple(left),
    )


Told = tuple[State, str, str | None]


def _told(ended: Ended) -> Told:
    seen, result = ended.seen, ended.result
    job = seen.job
    has_run = result is not None or (job is not None and job.started is not None)
    if seen.ending is not None and not (result is not None and result.cause == "exited"):
        told = _ended_by_rompy(ended, has_run=has_run)
        if told is not None:
            return told
    if not seen.is_over:
        return (
            State.UNKNOWN,
            f"Slurm's controller has not answered, and job {ended.name} should be over by now",
            f"see 'scontrol show job {ended.name.number}' when it answers again",
        )
    if not seen.is_known:
        return _forgotten(ended)
    if job is None:
        return State.UNKNOWN, f"Slurm does not know job {ended.name}", None
    return _by_slurm(ended, job)


def _ended_by_rompy(ended: Ended, *, has_run: bool) -> Told | None:
    ending, plan = ended.seen.ending, ended.plan
    if ending is None:
        return None
    advice = None
    if not ended.seen.is_over:
        advice = f"the job is still there: try 'scancel {ended.name.number}'"
    if ended.result is not None and ended.result.cause == "timeout":
        return _timeout(ended)
    match ending.cause:
        case "stopped":
            by = "" if ended.stopped_by is None else f" by {signal.Signals(ended.stopped_by).name}"
            return State.CANCELLED, f"the run was stopped{by}" + ("" if has_run else " before the job began"), advice
        case "overdue":
            words = f"the job went on after its timeout of {plan.timeout} s: its supervisor did not end it, rompy did"
            return State.TIMEOUT, words, advice
        case "endless" if not has_run and ending.wait is not None:
            words = f"the job would have waited for ever: {ending.wait.words}"
            return State.REJECTED, words, advice or ending.wait.advice
        case "queue" if not has_run and ending.wait is not None:
            words = f"the job has waited in the queue for {QUEUE_LIMIT.days} days, {ending.wait.words}"
            return State.REJECTED, words, advice or "choose another 'queue', or ask for less"
    return None


def _forgotten(ended: Ended) -> Told:
    """Tell of a job that the controller has forgotten by now (slurm.conf's manual, MinJobAge)."""
    if ended.accounting is not None and not ended.accounting.startswith("COMPLETED"):
        words = f"job {ended.name} is forgotten by Slurm's controller; its accounting says {ended.accounting}"
        by_accounting = {"CANCELLED": State.CANCELLED, "TIMEOUT": State.TIMEOUT, "OUT_OF_MEMORY": State.OUT_OF_MEMORY}
        state = by_accounting.get(ended.accounting.split()[0])
        if state is not None:
            return state, words, None
        if ended.accounting in _LOST:
            return State.LOST, words, None
    if ended.result is not None:
        return _by_result(ended, ended.result)
    return (
        State.UNKNOWN,
        f"job {ended.name} is forgotten by Slurm's controller, and its supervisor has left no result",
        f"see 'sacct -j {ended.name.number}', where the cluster has accounting, and the log",
    )


def _by_slurm(ended: Ended, job: Job) -> Told:
    result = ended.result
    match job.state:
        case "OUT_OF_MEMORY":
            words = "a process of the job was killed because the job had used up its memory"
            return State.OUT_OF_MEMORY, words, "ask for more: '--mem=...' or '--mem-per-cpu=...' in additional_options"
        case "TIMEOUT" if result is None or result.cause != "timeout":
            return (
                State.TIMEOUT,
                f"Slurm ended the job at its time limit of {job.fields.get('TimeLimit')}",
                ("raise 'time_limit', if the queue allows it (sinfo)"),
            )
        case "DEADLINE":
            return State.TIMEOUT, "Slurm ended the job at its deadline", None
        case "PREEMPTED":
            return State.CANCELLED, "Slurm ended the job in favour of one of higher priority", "run it again"
        case "CANCELLED" if result is None or result.cause != "timeout":
            return _cancelled(ended, job)
        case state if state in _LOST:
            return State.LOST, f"the job is lost: {_LOST[state]} ({job.nodes or 'no node'})", "run it again"
    if result is not None:
        return _by_result(ended, result)
    return _without_result(ended, job)


def _cancelled(ended: Ended, job: Job) -> Told:
    if job.started is None or ended.result is None:
        known = REASONS_THAT_NEVER_CLEAR.get(job.reason)
        if known is not None:
            return State.REJECTED, f"Slurm cancelled the job: {known[0]} (Slurm: {job.reason})", known[1]
    by = (ended.accounting or "").partition(" by ")[2]
    who = f" by user {by}" if by else ""
    return State.CANCELLED, f"the job was cancelled outside of rompy{who} (scancel)", None


def _by_result(ended: Ended, result: Result) -> Told:
    job = ended.seen.job
    match result.cause:
        case "timeout":
            return _timeout(ended)
        case "stopped" | "owner_gone":
            return State.CANCELLED, "somebody outside of rompy sent SIGTERM to the job", None
        case "not_started":
            return _not_started(ended, result)
    if result.exit_code != 0 and result.oom_kills:
        words = "a process of the job was killed because the job had used up its memory"
        return State.OUT_OF_MEMORY, words, "ask for more: '--mem=...' or '--mem-per-cpu=...' in additional_options"
    if result.signal is not None:
        return State.FAILED, f"the command was ended by {_signal_name(result.signal)}", None
    if result.exit_code:
        return State.FAILED, f"the command ended with {result.exit_code}", None
    if job is not None and ended.seen.is_known and (job.state, job.exit_code) != ("COMPLETED", 0):
        said = f"{job.state}, {job.fields.get('ExitCode')}"
        return State.FAILED, f"the command ended with 0, and Slurm calls the job {said}", None
    return State.SUCCEEDED, "the command ended with 0", None


def _timeout(ended: Ended) -> Told:
    return State.TIMEOUT, f"the job has used up its timeout of {ended.plan.timeout} s", "raise 'timeout'"


def _not_started(ended: Ended, result: Result) -> Told:
    error = result.error
    said = os.strerror(error.errno) if error is not None and error.errno is not None else "for a reason unknown"
    where = f"on {_nodes(ended)}"
    match error.stage if error is not None else "command":
        case "folder":
            words = f"the command was not started: its folder cannot be entered {where} ({said})"
            return State.REJECTED, words, "choose a 'working_dir' that the nodes see"
        case "log":
            return State.REJECTED, f"the command was not started: its log cannot be written {where} ({said})", None
    return State.REJECTED, f"the command was not started: bash cannot be executed {where} ({said})", None


def _without_result(ended: Ended, job: Job) -> Told:
    """Tell of a job that is over, and whose supervisor has left nothing."""
    code = job.fields.get("ExitCode", "")
    if code == _NO_OUTPUT:
        words = f"the file for the job's output cannot be opened on {_nodes(ended)}: {ended.output}"
        return State.REJECTED, words, "its folder has to be there, and on a disk that the nodes share"
    if job.exit_code == NOTHING_TO_RUN_WITH:
        words = f"the job could not start the command on {_nodes(ended)}; its output says what is missing there"
        return State.REJECTED, words, "the workspace has to be on a disk that the nodes share, and nodes need python3"
    if job.started is None:
        return State.REJECTED, f"Slurm gave the job up before it began (Slurm: {job.state}, {job.reason})", None
    words = f"Slurm calls the job {job.state} ({code}), and its supervisor has left no result"
    if job.state == "COMPLETED":
        return State.UNKNOWN, words, f"is {ended.plan.workspace} on a disk that the nodes share?"
    return State.LOST, words, "its supervisor was killed, or its node does not see the workspace; the log may tell"


def _nodes(ended: Ended) -> str:
    return (ended.seen.job.nodes if ended.seen.job else None) or "its node"


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _evidence(ended: Ended) -> Iterator[str]:
    job, result = ended.seen.job, ended.result
    if job is not None:
        yield from (f"{name}={job.fields[name]}" for name in ("JobState", "Reason", "ExitCode") if name in job.fields)
    if ended.accounting is not None:
        yield f"sacct: {ended.accounting}"
    if not ended.seen.is_known:
        yield "the controller does not know the job any more"
    if result is None:
        yield "no result of the supervisor"
        return
    how = result.exit_code if result.signal is None else _signal_name(result.signal)
    yield f"supervisor: {result.cause}, {how}"
    if result.oom_kills:
        yield f"killed for memory: {result.oom_kills}"
    if result.outlived:
        yield f"processes that outlived the command, and were ended: {result.outlived}"
