"""Carries out a plan: holds the workspace, keeps the record, and sees to the end that nothing is left."""

from __future__ import annotations

import getpass
import platform
import re
import secrets
import socket
from contextlib import closing
from dataclasses import replace
from pkgutil import resolve_name
from typing import TYPE_CHECKING

from rompy import __version__
from rompy.errors import CannotStartError
from rompy.plan import BuildImage, RunContainer, SubmitJob
from rompy.run.execution import Audience, Engine, Execution, Nobody
from rompy.run.outcome import Outcome, State
from rompy.run.owner import owner_of
from rompy.run.places import Places, held, remember
from rompy.run.record import Limit, Record, Result, Times, digest, now, shown_config
from rompy.run.stop import Stop, on_signals

if TYPE_CHECKING:
    from rompy.backends.base import BaseBackendConfig
    from rompy.plan import Plan, Runnable

ENGINES = {
    "local": "rompy.run.local:LocalEngine",
    "docker": "rompy.run.docker:DockerEngine",
    "slurm": "rompy.run.slurm:SlurmEngine",
}
"""Where each engine is; one is imported when it is needed."""

_TIME_LIMIT = re.compile("--time=(?:[0-9]+-)?[0-9]+:[0-9]+:[0-9]+")
"""The option as SlurmConfig writes it; additional options may write it in other ways."""


def engine(name: str) -> Engine:
    """Give an engine by its name."""
    found: Engine = resolve_name(ENGINES[name])()
    return found


def engine_name(plan: Plan) -> str:
    """Tell which engine carries out a plan, by its steps: the backend may be a plugin's."""
    for step in plan.steps:
        match step:
            case BuildImage() | RunContainer():
                return "docker"
            case SubmitJob():
                return "slurm"
    return "local"


def execute(
    run: Runnable,
    config: BaseBackendConfig,
    *,
    grace: float | None = None,
    audience: Audience | None = None,
    stop: Stop | None = None,
) -> Outcome:
    """Run what a config says, to its end.

    SIGINT, SIGTERM and SIGHUP end the run gracefully, and a second one at once, where this is the main thread.

    Args:
        run: What the run is for; its workspace holds the record and the log.
        config: What runs, and where.
        grace: Seconds between asking the model to end and ending it.
        audience: Whom it is told to while it goes on.
        stop: Asks for the end from another thread.

    Raises:
        NothingToRunError: where nothing says what to execute.
        WorkspaceBusyError: where a run goes on in the workspace.
        CannotStartError: where the workspace cannot be written.
    """
    plan = config.plan(run)
    if grace is not None:
        plan = replace(plan, grace=grace)
    from rompy.run.adopt import settle  # noqa: PLC0415 - adopt knows this module

    settle(plan.workspace)
    with held(plan.workspace, plan.run_id):
        places = Places(plan.workspace, secrets.token_hex(16))
        places.make()
        record = _record(plan, config, places)
        remember(places)
        if stop is not None:
            return _carried_out(Execution(plan, run, record, places, stop, audience or Nobody()))
        with closing(Stop()) as own, on_signals(own):
            return _carried_out(Execution(plan, run, record, places, own, audience or Nobody()))


def finish(execution: Execution, outcome: Outcome) -> Outcome:
    """Write down how a run ended."""
    record = execution.record
    record.times.finished = record.times.finished or now()
    if record.times.started is not None and record.times.wall_seconds is None:
        record.times.wall_seconds = (record.times.finished - record.times.started).total_seconds()
    record.outcome = Result.of(outcome)
    record.left_behind = list(outcome.left_behind)
    execution.enter("finished")
    execution.places.reserve.unlink(missing_ok=True)
    return outcome


def _carried_out(execution: Execution) -> Outcome:
    execution.save()
    if execution.is_unsaved:
        message = f"the record of the run cannot be written: {execution.places.record}; is the disk full?"
        raise CannotStartError(message)
    carrier = engine(engine_name(execution.plan))
    try:
        carrier.check(execution.plan)
        if execution.stop.is_requested:
            outcome = Outcome(State.CANCELLED, "it was stopped before it began", stopped_by=execution.stop.signal)
        else:
            outcome = carrier.carry_out(execution)
    except CannotStartError as error:
        outcome = Outcome(State.REJECTED, str(error))
    except BaseException as error:
        finish(execution, Outcome(State.UNKNOWN, f"rompy itself broke: {type(error).__name__}"))
        raise
    return finish(execution, outcome)


def _record(plan: Plan, config: BaseBackendConfig, places: Places) -> Record:
    shown = shown_config(config)
    return Record(
        run_id=plan.run_id,
        token=places.token,
        backend=plan.backend,
        engine=engine_name(plan),
        workspace=str(plan.workspace),
        config=shown,
        config_sha256=digest(shown),
        rompy_version=__version__,
        python_version=platform.python_version(),
        host=socket.gethostname(),
        user=_user(),
        owner=str(owner_of()),
        grace_seconds=plan.grace,
        times=Times(created=now()),
        limits=list(_limits(plan)),
    )


def _limits(plan: Plan) -> list[Limit]:
    name = engine_name(plan)
    by = {"local": "rompy's supervisor", "docker": "rompy", "slurm": "rompy's supervisor in the job"}[name]
    limits = [Limit(name="timeout", value=plan.timeout, unit="seconds", enforced_by=by)]
    for step in plan.steps:
        if isinstance(step, RunContainer):
            limits.append(Limit(name="cpu", value=step.cpus, unit="cores", enforced_by="docker"))
            if step.memory is not None:
                limits.append(Limit(name="memory", value=step.memory, unit="bytes", enforced_by="docker"))
        if isinstance(step, SubmitJob):
            options = dict(option.removeprefix("--").partition("=")[::2] for option in step.options)
            if "time" in options:
                limits.append(
                    Limit(name="time_limit", value=_seconds(options["time"]), unit="seconds", enforced_by="slurm")
                )
    return limits


def _seconds(limit: str) -> float:
    """Read a time limit as ``TimeLimit`` allows it."""
    days, _, clock = limit.rpartition("-")
    hours, minutes, seconds = map(int, clock.split(":"))
    return int(days or 0) * 86400 + hours * 3600 + minutes * 60 + seconds


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        # a number without a name, as in containers
        return "unknown"
