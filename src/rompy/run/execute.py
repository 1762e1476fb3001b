"""Carries out a plan: holds the workspace, keeps the record, and sees to the end that nothing is left."""

from __future__ import annotations

import getpass
import platform
import re
import secrets
import socket
from contextlib import closing, contextmanager
from dataclasses import replace
from pkgutil import resolve_name
from typing import TYPE_CHECKING

from rompy import __version__
from rompy.backends.asking import plan_of
from rompy.errors import CannotStartError
from rompy.plan import BuildImage, Plan, RunContainer, SubmitJob
from rompy.run.execution import Audience, Engine, Execution, Nobody, Shielded
from rompy.run.outcome import Outcome, State
from rompy.run.owner import owner_of
from rompy.run.places import Places, held, remember
from rompy.run.record import Limit, Record, Result, Times, digest, now, shown_config
from rompy.run.stop import Stop, on_signals

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rompy.backends.base import BaseBackendConfig
    from rompy.plan import Runnable

ENGINES = {
    "local": "rompy.run.local:LocalEngine",
    "docker": "rompy.run.docker:DockerEngine",
    "slurm": "rompy.run.slurm:SlurmEngine",
}
"""Where each engine is; one is imported when it is needed."""

_TIME_LIMIT = re.compile("--time=(?:[0-9]+-)?[0-9]+:[0-9]+:[0-9]+")
"""The option as SlurmConfig writes it; additional options may write it in other ways."""
_TIMERS = {"local": "rompy's supervisor", "docker": "rompy", "slurm": "rompy's supervisor in the job"}
"""What ends a run whose time is over, by its engine."""


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
        PluginError: where the config is another package's, which breaks.
    """
    plan = plan_of(config, run)
    if grace is not None:
        plan = replace(plan, grace=grace)
    if stop is not None:
        with _begun(plan, run, config, stop, audience) as execution:
            return _carried_out(execution)
    with closing(Stop()) as own, on_signals(own), _begun(plan, run, config, own, audience) as execution:
        return _carried_out(execution)


def call(
    run: Runnable,
    config: BaseBackendConfig,
    backend: str,
    runner: Callable[[], object],
    audience: Audience | None = None,
) -> Outcome:
    """Call the ``run`` of a plugin's own class, which starts and ends things by itself, and keep a record of it.

    Args:
        run: What the run is for.
        config: What the plugin is given.
        backend: The type of the backend.
        runner: Calls the plugin; what it returns tells whether the run ended well.
        audience: Whom it is told to.

    Raises:
        WorkspaceBusyError, CannotStartError: as ``execute``.
    """
    plan = Plan(backend, run.run_id, run.workspace, (), config.timeout)
    with closing(Stop()) as stop, _begun(plan, run, config, stop, audience) as execution:
        execution.record.engine = backend
        execution.record.times.started = now()
        execution.enter("running")
        try:
            ended_well = bool(runner())
        except CannotStartError as error:
            return finish(execution, Outcome(State.REJECTED, str(error)))
        except Exception as error:  # noqa: BLE001 - a plugin may raise anything, and that is how its run ended
            # its message may hold a value of the environment
            cause = f"the {backend} backend raised {type(error).__name__}{_unless_secret(error, config)}"
            return finish(execution, Outcome(State.FAILED, cause))
        except BaseException as error:
            cause = f"the {backend} backend was interrupted by {type(error).__name__}"
            finish(execution, Outcome(State.CANCELLED, cause))
            raise
        state = State.SUCCEEDED if ended_well else State.FAILED
        verb = "ended well" if ended_well else "failed"
        return finish(execution, Outcome(state, f"the {backend} backend says that the run {verb}"))


@contextmanager
def _begun(
    plan: Plan, run: Runnable, config: BaseBackendConfig, stop: Stop, audience: Audience | None
) -> Iterator[Execution]:
    """Hold the workspace of a run, and begin its record."""
    from rompy.run.adopt import settle  # noqa: PLC0415 - adopt knows this module

    settle(plan.workspace)
    with held(plan.workspace, plan.run_id):
        places = Places(plan.workspace, secrets.token_hex(16))
        places.make()
        record = _record(plan, config, places)
        remember(places)
        execution = Execution(plan, run, record, places, stop, Shielded(audience or Nobody()))
        execution.save()
        if execution.is_unsaved:
            message = f"the record of the run cannot be written: {places.record}; is the disk full?"
            raise CannotStartError(message)
        yield execution


def _unless_secret(error: Exception, config: BaseBackendConfig) -> str:
    """Give the words of an error, unless a value of the environment is among them."""
    words = str(error)
    return "" if not words or any(value and value in words for value in config.env_vars.values()) else f": {words}"


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
    # a plan without steps is a plugin's, which keeps to its time by itself
    by = _TIMERS[name] if plan.steps else f"the {plan.backend} backend"
    limits = [Limit(name="timeout", value=plan.timeout, unit="seconds", enforced_by=by)]
    for step in plan.steps:
        if isinstance(step, RunContainer):
            limits.append(Limit(name="cpu", value=step.cpus, unit="cores", enforced_by="docker"))
            if step.memory is not None:
                limits.append(Limit(name="memory", value=step.memory, unit="bytes", enforced_by="docker"))
        if isinstance(step, SubmitJob):
            limits += [
                Limit(name="time_limit", value=_seconds(option), unit="seconds", enforced_by="slurm")
                for option in step.options
                if _TIME_LIMIT.fullmatch(option)
            ]
    return limits


def _seconds(option: str) -> float:
    """Read a time limit as ``TimeLimit`` allows it."""
    days, _, clock = option.removeprefix("--time=").rpartition("-")
    hours, minutes, seconds = map(int, clock.split(":"))
    return int(days or 0) * 86400 + hours * 3600 + minutes * 60 + seconds


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        # a number without a name, as in containers
        return "unknown"
