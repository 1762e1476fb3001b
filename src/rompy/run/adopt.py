"""Watches over runs again whose rompy is gone, by what their records say."""

from __future__ import annotations

import signal
from contextlib import closing
from typing import TYPE_CHECKING

from rompy.errors import RunRecordError, WorkspaceBusyError
from rompy.plan import GRACE, Folder, Plan
from rompy.run.execute import ENGINES, engine, finish
from rompy.run.execution import Audience, Engine, Execution, Nobody
from rompy.run.history import at, look
from rompy.run.outcome import Outcome, State
from rompy.run.owner import owner_of
from rompy.run.places import FormerPlaces, Places, held, place_of, remember
from rompy.run.stop import Stop, on_signals

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    from rompy.run.history import Run
    from rompy.run.record import Record

_LONGEST = 86400
"""Seconds, the longest timeout that a config can ask for."""


def take_over(run: Run, *, grace: float | None = None, audience: Audience | None = None, ends: bool = False) -> Outcome:
    """Watch over a run again, to its end, and write down how it ended.

    SIGINT, SIGTERM and SIGHUP end the run from now on, as they do in ``execute``.

    Args:
        run: A run whose rompy is gone.
        grace: Seconds between asking the model to end and ending it; None is what the run began with.
        audience: Whom it is told to while it goes on.
        ends: Whether the run is asked to end at once, and what is left of it is ended too.

    Raises:
        WorkspaceBusyError: where somebody else watches over it by now.
        CannotStartError: where the engine is not there to be asked, or the workspace cannot be written.
        RunRecordError: where the record is not there, or not for this version to write.
        RompyError: where something could not be ended.
    """
    with _held(run), closing(Stop()) as stop, on_signals(stop):
        run = look(run.places)
        ended = run.record.ended
        if ended is not None:
            return ended
        _check(run)
        carrier = engine(engine_of(run.record))
        plan = _plan(run, grace)
        run.record.owner = str(owner_of())
        whom = audience or Nobody()
        execution = Execution(plan, Folder(plan.run_id, plan.workspace), run.record, run.places, stop, whom)
        execution.save()
        if place_of(run.record.token) is None:
            # whoever looks for what is left over must find that somebody watches over this
            remember(Places(run.places.workspace, run.record.token))
        if ends:
            stop.request(signal.SIGTERM)
        outcome = carrier.resume(execution) if run.record.native else None
        swept = _swept(carrier, run.record.token) if ends or outcome is None else 0
        return finish(execution, outcome or _unseen(swept))


def settle(workspace: Path) -> None:
    """End what a run left in a workspace whose rompy was killed, and write down how it ended.

    Only processes of this machine are ended unasked: a container or a job goes on for hours without its rompy, and
    somebody may want it to.

    Raises:
        RompyError: where something could not be ended.
    """
    try:
        run = at(workspace)
    except RunRecordError:
        return
    is_local = (run.record.engine or run.record.backend) == "local"
    if is_local and run.is_orphaned and not run.is_from_later_version:
        take_over(run)


def engine_of(record: Record) -> str:
    """Tell which engine carried out a run.

    Raises:
        RunRecordError: where this version has no such engine.
    """
    name = record.engine or record.backend
    if name not in ENGINES:
        message = f"run {record.token[:8]} of {record.run_id!r} was carried out by {name!r}, which this rompy has not"
        raise RunRecordError(message)
    return name


def _held(run: Run) -> AbstractContextManager[None]:
    token = run.record.token
    if isinstance(run.places, FormerPlaces):
        # its workspace is another run's by now
        return held(run.places.private, run.record.run_id, adopting=token)
    return held(run.places.workspace, run.record.run_id, adopting=token)


def _check(run: Run) -> None:
    if run.is_watched is not False:
        message = f"run {run.name} of {run.record.run_id!r} is watched over by another rompy: {run.record.owner}"
        raise WorkspaceBusyError(message)
    if run.is_from_later_version:
        message = (
            f"{run.places.record}: a later rompy ({run.record.rompy_version}) wrote this, and this one would lose "
            "what it cannot read; use that one"
        )
        raise RunRecordError(message)


def _plan(run: Run, grace: float | None) -> Plan:
    """Make a plan of what is left to do: to wait."""
    record = run.record
    timeout = next((int(limit.value) for limit in record.limits if limit.name == "timeout"), _LONGEST)
    if grace is None:
        grace = GRACE if record.grace_seconds is None else record.grace_seconds
    return Plan(record.backend, record.run_id, run.places.workspace, (), timeout, grace)


def _swept(carrier: Engine, token: str) -> int:
    """End what is left of a run, and tell how much it was."""
    left = [found for found in carrier.leftovers() if found.token == token]
    for found in left:
        carrier.end(found)
    return len(left)


def _unseen(swept: int) -> Outcome:
    """Tell how a run ended whose rompy was gone before it wrote down what it had started."""
    if swept:
        return Outcome(State.CANCELLED, "its rompy was killed as it began, and what had been started was ended later")
    return Outcome(State.LOST, "its rompy was killed before it had started anything")
