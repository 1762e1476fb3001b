"""Carries out plans of jobs."""

from __future__ import annotations

import shutil
import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from rompy.errors import CannotStartError, RompyError, RunRecordError
from rompy.plan import SubmitJob
from rompy.run.execution import Leftover
from rompy.run.outcome import Outcome, State
from rompy.run.owner import Owner
from rompy.run.places import Places, record_of, remembered
from rompy.run.record import Sample, Usage, now
from rompy.run.slurm import checks
from rompy.run.slurm.commands import JobName, NoAnswerError, NoSuchJobError, RefusedError, call, require
from rompy.run.slurm.ending import Ended, outcome_of
from rompy.run.slurm.files import JobFiles
from rompy.run.slurm.job import show
from rompy.run.slurm.submit import cancel, find, mine, submit
from rompy.run.slurm.watch import ENDING, Followable, Watch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.plan import Plan
    from rompy.run.execution import Execution
    from rompy.run.record import Record
    from rompy.run.supervision import Result

_FINAL = frozenset({"COMPLETED", "CANCELLED", "FAILED", "TIMEOUT", "NODE_FAIL", "BOOT_FAIL", "OUT_OF_MEMORY"}) | {
    "PREEMPTED",
    "DEADLINE",
    "REVOKED",
}
_RESULT_PATIENCE = 10.0
"""Seconds in which a shared disk shows what a node wrote."""


class SlurmEngine:
    """Submits jobs and follows them."""

    def check(self, plan: Plan) -> None:
        """See that the job can be submitted.

        Raises:
            CannotStartError: where it cannot.
        """
        checks.check(plan, _step(plan))

    def carry_out(self, execution: Execution) -> Outcome:
        """Submit the job, follow it to its end, and see that it is gone.

        Raises:
            CannotStartError: where no job was submitted.
        """
        step, record = _step(execution.plan), execution.record
        files = JobFiles(execution.places)
        checks.make_output_folders(step)
        # written down beforehand: where rompy is killed while it submits, the job is found by its token
        record.native = {"job": {"id": None, "cluster": None}}
        record.times.submitted = now()
        execution.enter("submitted")
        try:
            name = submit(execution, step, files)
        except BaseException:
            record.native = {}
            raise
        return self._followed(execution, name, files)

    def resume(self, execution: Execution) -> Outcome:
        """Follow a job again whose rompy is gone.

        Raises:
            CannotStartError: where Slurm is not there to be asked.
        """
        require("scontrol", "squeue", "scancel")
        files = JobFiles(execution.places)
        name = _noted(execution.record)
        if name is None:
            name = _found(execution.places.token)
        if name is None:
            files.disarm()
            return Outcome(State.UNKNOWN, "Slurm knows no job of this run: it was never submitted, or forgotten since")
        return self._followed(execution, name, files)

    def leftovers(self) -> Iterator[Leftover]:
        """Find the jobs of this user whose rompy is dead.

        Raises:
            CannotStartError: where Slurm is not there to be asked.
        """
        require("scontrol", "squeue", "scancel")
        try:
            jobs = [(name, state, token) for name, state, token in mine() if state not in _FINAL]
        except (NoAnswerError, RefusedError) as error:
            message = f"Slurm cannot be asked for jobs: {error}"
            raise CannotStartError(message) from error
        places = {place.token: place for place in remembered()}
        for name, state, token in jobs:
            record = _record(places.get(token))
            owner = None if record is None else Owner.parse(record.owner)
            if record is not None and owner is not None and owner.is_alive is False:
                yield Leftover("job", str(name), token, record.run_id, f"{state.lower()}, in {record.workspace}")

    def end(self, leftover: Leftover) -> None:
        """Cancel a job and see that it is gone.

        Raises:
            RompyError: where it is not.
        """
        name = JobName.parse(leftover.name)
        if name is None:
            message = f"{leftover.name!r} is no number of a job"
            raise RompyError(message)
        end = time.monotonic() + ENDING
        cancel(name)
        while time.monotonic() < end:
            try:
                if show(name).is_over:
                    return
            except NoSuchJobError:
                return
            except (NoAnswerError, RefusedError):
                cancel(name)
            time.sleep(0.2)
        message = f"job {name} does not end; see 'scontrol show job {name.number}'"
        raise RompyError(message)

    def _followed(self, execution: Execution, name: JobName, files: JobFiles) -> Outcome:
        record = execution.record
        job = {**record.native.get("job", {}), "id": name.number, "cluster": name.cluster or _cluster()}
        record.native = {**record.native, "job": job}
        execution.save()
        try:
            seen = Watch(execution, name, files).to_the_end()
        finally:
            # a job that is cancelled, or left behind, before it began must not begin the model any more
            is_armed = files.disarm()
        result = files.read_result(0.0 if is_armed or not seen.is_over else _patience(seen))
        if result is not None:
            _note_result(record, result)
        if seen.job is not None:
            record.times.finished = seen.job.ended if result is None else record.times.finished
        stopped_by = execution.stop.signal if execution.stop.is_requested else None
        output = seen.job.output if seen.job else None
        return outcome_of(Ended(name, execution.plan, seen, result, _accounting(name, seen), stopped_by, output))


def _step(plan: Plan) -> SubmitJob:
    for step in plan.steps:
        if isinstance(step, SubmitJob):
            return step
    message = f"the plan of {plan.run_id!r} submits no job"
    raise CannotStartError(message)


def _noted(record: Record) -> JobName | None:
    job: Any = record.native.get("job")
    number = job.get("id") if isinstance(job, dict) else None
    return JobName(number) if isinstance(number, str) and number.isdecimal() else None


def _found(token: str) -> JobName | None:
    try:
        return find(token)
    except (NoAnswerError, RefusedError) as error:
        message = f"Slurm cannot be asked for the job of the run: {error}"
        raise CannotStartError(message) from error


def _record(places: Places | None) -> Record | None:
    if places is None:
        return None
    try:
        return record_of(places)[0]
    except RunRecordError:
        return None


def _cluster() -> str | None:
    """Give the name of the cluster, as its configuration has it."""
    with suppress(NoAnswerError, NoSuchJobError, RefusedError):
        for line in call("scontrol", "show", "config").splitlines():
            name, _, value = line.partition("=")
            if name.strip() == "ClusterName":
                return value.strip()
    return None


def _patience(seen: Followable) -> float:
    """Give the seconds to wait for a result: none where the job cannot have written one."""
    job = seen.job
    has_written = job is None or (job.started is not None and job.state in {"COMPLETED", "FAILED"})
    return _RESULT_PATIENCE if has_written else 1.0


def _accounting(name: JobName, seen: Followable) -> str | None:
    """Ask sacct for the state of a job where only it can tell more, and where it is there."""
    is_asked = not seen.is_known or (seen.ending is None and seen.job is not None and seen.job.state == "CANCELLED")
    if not is_asked or shutil.which("sacct") is None:
        return None
    with suppress(NoAnswerError, NoSuchJobError, RefusedError):
        words = ("--jobs", name.number, "--allocations", "--noheader", "--parsable2", "--format=State")
        return call("sacct", *name.of_cluster, *words).strip() or None
    return None


def _note_result(record: Record, result: Result) -> None:
    """Write down when the command ran, and what it used."""
    record.times.started = record.times.started or datetime.fromtimestamp(result.started, UTC)
    record.times.finished = datetime.fromtimestamp(result.finished, UTC)
    record.times.wall_seconds = result.wall_seconds
    record.usage = Usage(
        cpu_seconds=result.cpu_seconds,
        cpu_kind="processes on the job's first node that were waited for by their parents",
        # no process at all was seen where it says 0
        memory_peak_bytes=result.memory_peak_bytes or None,
        memory_kind="largest sum of resident memory on the job's first node, seen about once a second",
        samples=[
            Sample(seconds=at, cpu_seconds=cpu, memory_bytes=memory or None) for at, cpu, memory in result.samples
        ],
    )
