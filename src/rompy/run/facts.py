"""Puts a record into words, section by section."""

from __future__ import annotations

import signal
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rompy.run.measures import amount, duration, moment, size

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.run.history import Run
    from rompy.run.record import Log, Result

UNMEASURED = "not measured"


@dataclass(frozen=True)
class Section:
    """A title, and what is to be said below it: labels with their texts."""

    title: str
    facts: tuple[tuple[str, str], ...]


def sections(run: Run) -> Iterator[Section]:
    """Tell everything of a record but its config and what the run wrote."""
    for title, facts in (
        ("Outcome", _outcome(run)),
        ("Times", _times(run)),
        ("Limits", _limits(run)),
        ("Usage", _usage(run)),
        ("Logs", _logs(run)),
        ("Run", _run(run)),
    ):
        told = tuple(facts)
        if told:
            yield Section(title, told)


def verdict(run: Run) -> str:
    """Say in one line what became of a run, or what it does now."""
    ended = run.record.ended
    return run.state if ended is None else f"{ended.state.replace('_', ' ')}: {ended.cause}"


def _outcome(run: Run) -> Iterator[tuple[str, str]]:
    yield "state", run.state.replace("_", " ")
    result = run.record.outcome
    if result is not None:
        yield from _result(result)
    elif run.is_orphaned:
        yield "advice", f"'rompy runs attach {run.name}' watches over it again, 'rompy runs stop {run.name}' ends it"
    ended = run.record.ended
    if ended is not None:
        yield "exit status", f"{ended.exit_status} of 'rompy run'"
    for left in run.record.left_behind:
        yield "left behind", left


def _result(result: Result) -> Iterator[tuple[str, str]]:
    yield "cause", result.cause
    if result.exit_code is not None:
        yield "exit code", f"{result.exit_code} of the model"
    if result.signal is not None:
        yield "signal", f"{_signal(result.signal)} ended the model"
    if result.stopped_by is not None:
        yield "stopped by", _signal(result.stopped_by)
    if result.advice:
        yield "advice", result.advice
    for evidence in result.evidence:
        yield "evidence", evidence
    for name, value in result.raw.items():
        yield "engine says", f"{name}: {value}"


def _signal(number: int) -> str:
    try:
        return f"{signal.Signals(number).name} ({number})"
    except ValueError:
        return f"signal {number}"


def _times(run: Run) -> Iterator[tuple[str, str]]:
    times = run.record.times
    for name, time in (
        ("created", times.created),
        ("submitted", times.submitted),
        ("started", times.started),
        ("finished", times.finished),
    ):
        if time is not None:
            yield name, moment(time)
    if times.queued_seconds is not None:
        yield "queued for", duration(times.queued_seconds)
    if times.wall_seconds is not None:
        yield "ran for", duration(times.wall_seconds)


def _limits(run: Run) -> Iterator[tuple[str, str]]:
    for limit in run.record.limits:
        yield limit.name.replace("_", " "), f"{amount(limit.value, limit.unit)}, enforced by {limit.enforced_by}"
    if run.record.grace_seconds is not None:
        yield "grace", f"{duration(run.record.grace_seconds)} between SIGTERM and SIGKILL"


def _usage(run: Run) -> Iterator[tuple[str, str]]:
    usage = run.record.usage
    yield "CPU time", _measured(usage.cpu_seconds, "seconds", usage.cpu_kind)
    wall = run.record.times.wall_seconds
    if usage.cpu_seconds is not None and wall:
        yield "CPU in use", f"{usage.cpu_seconds / wall:.2f} cores on average"
    yield "peak memory", _measured(usage.memory_peak_bytes, "bytes", usage.memory_kind)
    yield "samples", str(len(usage.samples)) if usage.samples else "none"


def _measured(value: float | None, unit: str, kind: str | None) -> str:
    if value is None:
        return UNMEASURED
    return amount(value, unit) + (f" ({kind})" if kind else "")


def _logs(run: Run) -> Iterator[tuple[str, str]]:
    for log in run.logs:
        yield "log", _log(log)
    if not run.logs:
        yield "log", why_no_log(run)


def _log(log: Log) -> str:
    try:
        told = size(Path(log.path).stat().st_size)
    except OSError:
        told = "not there" if log.bytes is None else f"not there; it had {size(log.bytes)}"
    cut = ", truncated: it lacks part of what the run wrote" if log.truncated else ""
    return f"{log.path} ({told}{cut})"


def why_no_log(run: Run) -> str:
    """Say why a run has no log."""
    if run.record.config.get("capture_output") is False:
        return "none: 'capture_output: false' sent what it wrote to the terminal of its rompy"
    if not run.record.is_finished:
        return "none yet"
    return "none: nothing was written" if run.record.times.started else "none: it never started"


def _run(run: Run) -> Iterator[tuple[str, str]]:
    record = run.record
    yield "run id", record.run_id
    yield "token", record.token
    yield "backend", record.backend
    yield "workspace", record.workspace
    yield "record", str(run.places.record)
    yield "host", record.host
    yield "user", record.user
    yield "watched by", _owner(run)
    yield "rompy", f"{record.rompy_version} on Python {record.python_version}"
    for name, value in record.native.items():
        yield from _named(name.replace("_", " "), value)
    if record.config_sha256 is not None:
        yield "config", f"sha256:{record.config_sha256}"


def _owner(run: Run) -> str:
    owner = run.owner
    if owner is None:
        return "unknown"
    process = f"process {owner.pid} on {owner.host}"
    if run.record.is_finished:
        return process
    return process + {True: ", alive", False: ", gone", None: ", which cannot be seen from here"}[run.is_watched]


def _named(name: str, value: object) -> Iterator[tuple[str, str]]:
    """Tell a name that the engine gave, or the parts of one."""
    if not isinstance(value, dict):
        yield name, str(value)
        return
    for part, inner in value.items():
        yield from _named(f"{name} {str(part).replace('_', ' ')}", inner)
