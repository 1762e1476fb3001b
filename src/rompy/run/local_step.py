"""Carries out one step of a run on this machine, under a supervisor."""

from __future__ import annotations

import time
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rompy.errors import CannotStartError
from rompy.plan import CallModel, StartProcess
from rompy.run import ending, processes, supervised
from rompy.run.calling import calling
from rompy.run.outcome import Outcome, State
from rompy.run.record import Sample, Usage
from rompy.run.supervision import Progress, Result, Spec, read_progress, read_result
from rompy.run.tail import Tail

if TYPE_CHECKING:
    from pathlib import Path

    from rompy.run.execution import Execution
    from rompy.run.supervised import Supervised

_SHORTEST_WAIT, _LONGEST_WAIT = 0.005, 0.1
"""Seconds between two looks at a run: soon for one that ends soon, and a few times a second for a long one."""
_READ = 1024 * 1024
"""Bytes of the log that are read at a time."""
_LAST = 64 * 1024
"""Bytes of the log that are enough to show its last lines."""
_SAVE_EVERY = 10.0
"""Seconds between two records of a run that goes on."""
OVERDUE = 30.0
"""Seconds after which a supervisor that should have ended everything is broken."""

CPU_KIND = "all processes that were waited for by their parents"
SUM_KIND = "largest sum of resident memory of all processes, looked at about once a second; shared pages count in each"
LARGEST_KIND = "largest resident memory of a single process"


@dataclass(frozen=True)
class Files:
    """The files that a step shares with its supervisor."""

    spec: Path
    result: Path
    progress: Path
    errors: Path
    called: Path
    """How a call of the model ended, where it did not end well."""

    @classmethod
    def of(cls, execution: Execution, number: int) -> Files:
        """Name the files of a step by its number."""
        folder = execution.places.private
        names = ("spec", "result", "progress", "supervisor.err", "called")
        return cls(*(folder / f"{number}-{name}" for name in names))


class LocalStep:
    """A step that is carried out."""

    def __init__(self, execution: Execution, step: StartProcess | CallModel, number: int, timeout: float) -> None:
        self._execution = execution
        self._step = step
        self._number = number
        self._timeout = timeout
        self._files = Files.of(execution, number)
        self._tail = Tail(execution.places.log)
        self._seen = 0.0
        self._saved = time.monotonic()
        self._usage_before = execution.record.usage.model_copy()
        self._overdue = time.monotonic() + timeout + execution.plan.grace + OVERDUE

    def carry_out(self) -> Outcome:
        """Start it, watch over it to its end, and write down what it used.

        Raises:
            CannotStartError: where it could not be started.
        """
        execution = self._execution
        try:
            watcher = self._start()
        except OSError as error:
            message = f"the supervisor of the run could not be started: {error.strerror}"
            raise CannotStartError(message) from error
        with closing(self._tail):
            try:
                execution.record.native = {
                    "step": self._number,
                    "supervisor": {"pid": watcher.pid, "start": watcher.start},
                }
                execution.enter("running")
                answers = self._watch(watcher)
            except BaseException:
                self._end_for(watcher)
                raise
            finally:
                watcher.close()
            self._tell_rest()
        outcome = self._conclude(watcher, answers=answers)
        self._files.progress.unlink(missing_ok=True)
        return outcome

    def _start(self) -> Supervised:
        step, plan = self._step, self._execution.plan
        spec = Spec(
            token=self._execution.places.token,
            owner=self._execution.record.owner,
            argv=step.argv if isinstance(step, StartProcess) else (),
            folder=step.folder,
            environment=step.environment,
            timeout=self._timeout,
            grace=plan.grace,
            log=self._execution.places.log if step.captures_output else None,
            result=self._files.result,
            progress=self._files.progress,
            control=True,
        )
        errors = self._files.errors if step.captures_output else None
        if isinstance(step, StartProcess):
            return supervised.start(spec, self._files.spec, errors)
        run = getattr(self._execution.run.config, "run", None)
        return supervised.call(spec, calling(run, self._execution.run.model, step.model, self._files.called), errors)

    def _watch(self, watcher: Supervised) -> bool:
        """Wait for the end; tell whether the supervisor came to it by itself."""
        stop = self._execution.stop
        asked = 0
        wait = _SHORTEST_WAIT
        while watcher.status() is None:
            if stop.is_requested and asked == 0:
                asked = 1
                watcher.stop()
                self._overdue = min(self._overdue, time.monotonic() + self._execution.plan.grace + OVERDUE)
                self._execution.enter("stopping")
            if stop.is_urgent and asked == 1:
                asked = 2
                watcher.kill()
                self._overdue = min(self._overdue, time.monotonic() + OVERDUE)
            if time.monotonic() > self._overdue:
                processes.end_now(watcher.pid, watcher.start)
                processes.wait_for_end(watcher.pid, watcher.start, OVERDUE)
                return False
            has_more = self._tell()
            self._note_progress()
            self._execution.audience.tick(self._execution.record)
            wait = min(wait * 1.3, _LONGEST_WAIT)
            stop.wait(0.0 if has_more else wait)
        return True

    def _tell(self) -> bool:
        """Tell what was written into the log; tell whether there is more."""
        if not self._step.captures_output:
            return False
        data = self._tail.read(_READ)
        if len(data) == _READ and not self._step.streams_output:
            # nobody reads it, so its end is enough
            self._tail.skip(_LAST)
        if data:
            self._execution.audience.output(data if self._step.streams_output else data[-_LAST:])
        return len(data) == _READ

    def _tell_rest(self) -> None:
        while self._tell():
            if self._execution.stop.is_urgent:
                self._tail.skip(_LAST)

    def _note_progress(self) -> None:
        try:
            changed = self._files.progress.stat().st_mtime
        except OSError:
            return
        if changed == self._seen:
            return
        self._seen = changed
        progress = read_progress(self._files.progress, self._execution.places.token)
        if progress is None:
            return
        record = self._execution.record
        is_new = "process" not in record.native
        _note_process(self._execution, progress)
        record.usage = _used(self._usage_before, progress, None)
        if is_new or time.monotonic() - self._saved > _SAVE_EVERY:
            self._saved = time.monotonic()
            self._execution.save()

    def _end_for(self, watcher: Supervised) -> None:
        """End a run because rompy itself broke."""
        watcher.stop()
        watcher.close()
        if not _ended(watcher, self._execution.plan.grace + OVERDUE):
            processes.end_now(watcher.pid, watcher.start)
            _ended(watcher, OVERDUE)
            processes.sweep(self._execution.places.token, self._known())

    def _known(self) -> list[tuple[int, int]]:
        return known(read_progress(self._files.progress, self._execution.places.token))

    def _conclude(self, watcher: Supervised, *, answers: bool) -> Outcome:
        execution = self._execution
        result = read_result(self._files.result, execution.places.token)
        if result is None:
            return self._conclude_lost(watcher, answers=answers)
        if result.error is not None:
            argv = self._step.argv if isinstance(self._step, StartProcess) else (self._step.model,)
            has_shell = isinstance(self._step, CallModel) or argv[:2] == ("/bin/sh", "-c")
            message = ending.not_started(
                result.error, argv, self._step.folder, execution.places.log, has_shell=has_shell
            )
            raise CannotStartError(message)
        record = execution.record
        record.usage = self._usage_before
        outcome = concluded(execution, result)
        if not self._step.captures_output:
            record.logs = []
        if isinstance(self._step, CallModel) and result.cause == "exited":
            return self._of_call(outcome)
        return outcome

    def _of_call(self, outcome: Outcome) -> Outcome:
        """Say how the model's own run ended, in place of the command."""
        name = f"the run() of {self._step.model}" if isinstance(self._step, CallModel) else "the command"
        with suppress(OSError):
            said = self._files.called.read_text(encoding="utf-8")
            advice = "see the log for where it was raised" if said.startswith("raised") else outcome.advice
            return replace(outcome, cause=f"{name} {said}", advice=advice)
        return replace(outcome, cause=outcome.cause.replace("the command", name))

    def _conclude_lost(self, watcher: Supervised, *, answers: bool) -> Outcome:
        execution = self._execution
        ended, left = processes.sweep(execution.places.token, self._known())
        if self._step.captures_output:
            execution.keep_log()
        if not answers:
            outcome = lost(ended, left, "its supervisor did not answer and was killed")
            state = State.CANCELLED if execution.stop.is_requested else State.TIMEOUT
            return replace(outcome, state=state, stopped_by=execution.stop.signal)
        status = watcher.status() or 0
        how = f"was ended by {ending.signal_name(-status)}" if status < 0 else f"broke with exit status {status}"
        said = ""
        with suppress(OSError):
            said = self._files.errors.read_bytes()[-2000:].decode("utf-8", "replace").strip().rpartition("\n")[2]
        return lost(ended, left, f"the supervisor, process {watcher.pid}, {how}", *([said] if said else []))


def lost(ended: int, left: list[int], *evidence: str) -> Outcome:
    """Give the outcome of a run whose supervisor is gone, after so many of its processes were ended."""
    swept = (f"ended {ended} of its processes that went on",) if ended else ()
    return Outcome(
        State.LOST,
        "its supervisor is gone, and with it how the command ended",
        evidence=(*evidence, *swept),
        advice="see with 'dmesg' whether the kernel ended the supervisor because memory ran out, and run it again",
        left_behind=tuple(f"process {pid} could not be ended" for pid in left),
    )


def concluded(execution: Execution, result: Result, *, known_before: bool = True) -> Outcome:
    """Write down what a supervisor says in the end, and tell the outcome."""
    record = execution.record
    _note_process(execution, result)
    record.times.finished = datetime.fromtimestamp(result.finished, UTC)
    record.times.wall_seconds = round((record.times.wall_seconds or 0.0) + result.wall_seconds, 3)
    record.usage = _used(record.usage if known_before else Usage(), result, result.max_rss_bytes)
    execution.keep_log(truncated=result.lost_bytes > 0)
    return ending.outcome_of(result, execution.plan, stopped_by=execution.stop.signal)


def _note_process(execution: Execution, said: Progress | Result) -> None:
    record = execution.record
    if said.process is not None:
        pid, start = said.process
        record.native = {**record.native, "process": {"pid": pid, "start": start}}
    if record.times.started is None:
        record.times.started = datetime.fromtimestamp(said.started, UTC)


def _used(before: Usage, said: Progress | Result, largest: int | None) -> Usage:
    """Add what a step used to what those before it did."""
    peaks = [
        (peak, kind)
        for peak, kind in (
            (before.memory_peak_bytes, before.memory_kind),
            (said.memory_peak_bytes, SUM_KIND),
            (largest, LARGEST_KIND),
        )
        if peak is not None
    ]
    peak, kind = max(peaks, key=lambda pair: pair[0], default=(None, None))
    base = before.samples[-1].seconds if before.samples else 0.0
    used = before.cpu_seconds or 0.0
    rows = [Sample(seconds=base + at, cpu_seconds=used + cpu, memory_bytes=memory) for at, cpu, memory in said.samples]
    cpu = before.cpu_seconds if said.cpu_seconds is None else round(used + said.cpu_seconds, 3)
    return Usage(
        cpu_seconds=cpu,
        cpu_kind=None if cpu is None else CPU_KIND,
        memory_peak_bytes=peak,
        memory_kind=kind,
        samples=[*before.samples, *rows],
    )


def known(progress: Progress | None) -> list[tuple[int, int]]:
    """Give the processes that were last seen to run."""
    if progress is None:
        return []
    return [(pid, start) for pid, start in progress.processes if start is not None]


def _ended(watcher: Supervised, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while watcher.status() is None:
        if time.monotonic() > deadline:
            return False
        time.sleep(_SHORTEST_WAIT)
    return True
