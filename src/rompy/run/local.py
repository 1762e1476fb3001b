"""Carries out runs on this machine, each under a supervisor."""

from __future__ import annotations

import signal
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from rompy.errors import CannotStartError, RompyError
from rompy.plan import CallModel, StartProcess
from rompy.run import processes
from rompy.run.execution import Leftover
from rompy.run.local_step import OVERDUE, Files, LocalStep, concluded, known, lost
from rompy.run.outcome import Outcome, State
from rompy.run.owner import Owner
from rompy.run.places import record_of, remembered
from rompy.run.supervision import read_progress, read_result

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.plan import Plan
    from rompy.run.execution import Execution

_ENDS_IN = 5.0
"""Seconds that a leftover gets between SIGTERM and SIGKILL."""


class LocalEngine:
    """Carries out runs on this machine."""

    def check(self, plan: Plan) -> None:
        """See that each step can start in its folder.

        Raises:
            CannotStartError: where a folder is missing, or a step is none for this machine.
        """
        if not plan.steps:
            message = f"there is nothing to do for {plan.run_id!r}: its plan has no steps"
            raise CannotStartError(message)
        for step in plan.steps:
            folder = _local(step).folder
            if not folder.is_dir():
                what = "is not a folder" if folder.exists() else "is not there"
                message = f"the working directory {folder} {what}; make it, or change working_dir"
                raise CannotStartError(message)

    def carry_out(self, execution: Execution) -> Outcome:
        """Run each step to its end, and whatever comes of it.

        A model's own ``run`` has failed where it gives False or raises; any other value is a success, None too.

        Raises:
            CannotStartError: where nothing was started.
        """
        began = time.monotonic()
        outcome = Outcome(State.REJECTED, "there was nothing to do")
        for number, step in enumerate(execution.plan.steps):
            left = max(0.0, execution.plan.timeout - (time.monotonic() - began))
            outcome = LocalStep(execution, _local(step), number, left).carry_out()
            if not outcome.is_success:
                break
        return outcome

    def resume(self, execution: Execution) -> Outcome:
        """Wait for the end of a run whose rompy is gone: its supervisor ends it.

        Raises:
            CannotStartError: where it ran on another machine.
        """
        record = execution.record
        owner = Owner.parse(record.owner)
        if owner is not None and owner.is_alive is None:
            message = f"the run {record.token[:8]} is on {record.host}, and processes can only be seen to there"
            raise CannotStartError(message)
        watcher = _process(record.native.get("supervisor"))
        if watcher is not None and not processes.wait_for_end(*watcher, execution.plan.grace + OVERDUE):
            processes.end_now(*watcher)
        number = record.native.get("step", 0)
        files = Files.of(execution, number if isinstance(number, int) else 0)
        last_seen = known(read_progress(files.progress, record.token))
        ended, left = processes.sweep(record.token, last_seen)
        result = read_result(files.result, record.token)
        if result is None:
            return lost(ended, left, "nothing tells how it ended: its rompy and its supervisor are gone")
        return concluded(execution, result, known_before=False)

    def leftovers(self) -> Iterator[Leftover]:
        """Find the processes of runs on this machine whose rompy is gone, supervisors before what they watch over."""
        names: dict[str, str] | None = None
        for process in processes.run_processes():
            owner = Owner.parse(process.owner)
            if owner is None or owner.is_alive is not False:
                continue
            names = _run_ids() if names is None else names
            yield Leftover("process", str(process.pid), process.token, names.get(process.token, ""))

    def end(self, leftover: Leftover) -> None:
        """End a process that was found: gracefully, then surely.

        Raises:
            RompyError: where it could not be ended.
        """
        for process in processes.run_processes():
            if str(process.pid) == leftover.name and process.token == leftover.token:
                break
        else:
            return
        # a supervisor ends what it watches over before itself; its second SIGTERM makes it hurry
        for number in (signal.SIGTERM, signal.SIGTERM, signal.SIGKILL):
            processes.send(process.pid, process.start, number)
            if processes.wait_for_end(process.pid, process.start, _ENDS_IN):
                return
        message = f"process {process.pid} of run {process.token[:8]} cannot be ended; is it another user's?"
        raise RompyError(message)

    def sweep(self) -> list[Leftover]:
        """End whatever runs whose rompy is gone left on this machine, and tell what could be ended."""
        ended = []
        for leftover in self.leftovers():
            with suppress(RompyError):
                self.end(leftover)
                ended.append(leftover)
        return ended


def _local(step: object) -> StartProcess | CallModel:
    if isinstance(step, StartProcess | CallModel):
        return step
    message = f"a plan for this machine cannot hold the step {type(step).__name__}"
    raise CannotStartError(message)


def _process(native: object) -> tuple[int, int] | None:
    """Read a process from a record."""
    match native:
        case {"pid": int(pid), "start": int(start)}:
            return pid, start
    return None


def _run_ids() -> dict[str, str]:
    names = {}
    for places in remembered():
        with suppress(RompyError):
            names[places.token] = record_of(places)[0].run_id
    return names
