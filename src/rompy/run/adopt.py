"""Watches over runs again whose rompy is gone, by what their records say."""

from __future__ import annotations

import signal
from contextlib import closing
from typing import TYPE_CHECKING

from rompy.backends.hidden import SECRET_FIELDS
from rompy.backends.registry import config_class
from rompy.errors import RompyError, RunRecordError, WorkspaceBusyError
from rompy.plan import GRACE, Folder, Plan, Step
from rompy.run.execute import ENGINES, engine, finish
from rompy.run.execution import Audience, Execution, Nobody, Shielded
from rompy.run.history import at, look
from rompy.run.owner import owner_of
from rompy.run.places import FormerPlaces, Places, held, place_of, remember
from rompy.run.stop import Stop, on_signals

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    from rompy.run.history import Run
    from rompy.run.outcome import Outcome
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
        ends: Whether the run is asked to end at once.

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
        whom = Shielded(audience or Nobody())
        execution = Execution(plan, Folder(plan.run_id, plan.workspace), run.record, run.places, stop, whom)
        execution.save()
        if place_of(run.record.token) is None:
            # whoever looks for what is left over must find that somebody watches over this
            remember(Places(run.places.workspace, run.record.token))
        if ends:
            stop.request(signal.SIGTERM)
        return finish(execution, carrier.resume(execution))


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
    return Plan(record.backend, record.run_id, run.places.workspace, _steps(run), timeout, grace)


def _steps(run: Run) -> tuple[Step, ...]:
    """Make the steps of a run again, so that its engine knows what to do at the end; secret values are empty in them.

    There are none where the config cannot be read by now, as that of a package that is not there, or where the model
    itself said what to run.
    """
    data = dict(run.record.config)
    for name in SECRET_FIELDS & data.keys():
        if isinstance(data[name], list):
            data[name] = dict.fromkeys(map(str, data[name]), "")
    try:
        config = config_class(run.record.backend).model_validate(data, context={"host": False})
        return config.plan(Folder(run.record.run_id, run.places.workspace)).steps
    except (RompyError, ValueError, KeyError):
        return ()
