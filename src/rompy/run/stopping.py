"""Ends runs on request, also those of another rompy and those whose rompy is gone."""

from __future__ import annotations

import os
import signal
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rompy.errors import RompyError
from rompy.plan import GRACE
from rompy.run.adopt import take_over
from rompy.run.owner import is_running
from rompy.run.watch import POLL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rompy.run.history import Run
    from rompy.run.outcome import Outcome
    from rompy.run.owner import Owner

SLACK = 30.0
"""Seconds beyond the grace in which an engine may clean up and write down the end."""
_APART = 0.5
"""Seconds between two signals: those that come at once count as one."""


def end(run: Run, *, grace: float | None = None, at_once: bool = False) -> Outcome:
    """End a run, wait for its end, and tell what became of it; of one that is over, tell how it ended.

    Args:
        run: What is to be ended.
        grace: Seconds that the model gets to end by itself, at most those that the run began with.
        at_once: Whether it gets none.

    Raises:
        RompyError: where it could not be ended, or is not for this machine or user to end.
    """
    grace = 0.0 if at_once else grace
    while (ended := run.record.ended) is None:
        watched = run.is_watched
        if watched is None or run.owner is None:
            raise RompyError(_elsewhere(run))
        if watched:
            run = _asked(run, run.owner, grace)
        else:
            return take_over(run, grace=grace, ends=True)
    return ended


def _asked(run: Run, owner: Owner, grace: float | None) -> Run:
    """Ask the rompy of a run to end it, and give the run as it is when that rompy is done, or gone."""
    own = GRACE if run.record.grace_seconds is None else run.record.grace_seconds
    with _signals_to(owner) as send:
        send()
        until = time.monotonic() + (own if grace is None else min(grace, own))
        if grace is not None and grace < own:
            run = _settled(run, max(until, time.monotonic() + _APART))
            if _is_going_on(run):
                send()
                until = time.monotonic()
        run = _settled(run, until + SLACK)
    if _is_going_on(run):
        message = (
            f"run {run.name} of {run.record.run_id!r} was asked to end and has not by now ({run.state}); "
            f"'rompy runs stop --kill {run.name}' gives it no more time"
        )
        raise RompyError(message)
    return run


def _settled(run: Run, until: float) -> Run:
    """Wait until the run is over or its rompy is gone, or for some time."""
    while _is_going_on(run) and time.monotonic() < until:
        time.sleep(POLL)
        run = run.again()
    return run


def _is_going_on(run: Run) -> bool:
    return not run.record.is_finished and not run.is_orphaned


@contextmanager
def _signals_to(owner: Owner) -> Iterator[Callable[[], None]]:
    """Give what sends SIGTERM to a process and to no other that may get its number."""
    # not on macOS
    handle = _opened(owner.pid) if hasattr(os, "pidfd_open") else None

    def send() -> None:
        try:
            if handle is not None:
                signal.pidfd_send_signal(handle, signal.SIGTERM)
            elif is_running(owner.pid, owner.start):
                os.kill(owner.pid, signal.SIGTERM)
        except ProcessLookupError:
            # it ended by itself just now
            return
        except PermissionError as error:
            message = f"process {owner.pid}, which watches over the run, is another user's: {error.strerror}"
            raise RompyError(message) from error

    try:
        # the number may have been given to another process before the handle was opened
        yield send if is_running(owner.pid, owner.start) else _nothing
    finally:
        if handle is not None:
            os.close(handle)


def _opened(pid: int) -> int | None:
    try:
        return os.pidfd_open(pid)
    except OSError:
        # kernels before 5.3, and processes that have just ended
        return None


def _nothing() -> None:
    """Send nothing: the process is gone."""


def _elsewhere(run: Run) -> str:
    name = f"run {run.name} of {run.record.run_id!r}"
    owner = run.owner
    if owner is None:
        return f"{name} cannot be ended from here: its record does not say which process watches over it"
    return (
        f"{name} is watched over by process {owner.pid} on {owner.host}, which cannot be reached from here; "
        f"there, run: rompy runs stop {run.name}"
    )
