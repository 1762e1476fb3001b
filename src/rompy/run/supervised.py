"""Starts a supervisor on this machine and holds it: asks it to stop, and hears of its end."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import threading
import traceback
import warnings
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

from rompy.run import supervisor
from rompy.run.execution import OWNER_VARIABLE, TOKEN_VARIABLE
from rompy.run.owner import start_of
from rompy.run.supervision import command_line

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from rompy.run.supervision import Spec

_STARTING = threading.Lock()
"""Held while a process is started: a fork in another thread would take over pipes that are not noted yet."""
_controls: set[int] = set()
"""This process's ends of control pipes, which a forked process must not hold: they would outlive rompy."""


class Supervised:
    """A supervisor that this process started.

    It sees the end of this process by the end of the control pipe, so it ends the run however this process ends.
    """

    def __init__(self, pid: int, control: int, popen: subprocess.Popen[bytes] | None = None) -> None:
        self.pid = pid
        self.start = start_of(pid) or 0
        self._control: int | None = control
        self._popen = popen
        self._status: int | None = None

    def status(self) -> int | None:
        """Give how it ended: its exit status, or the negative number of a signal; None while it runs."""
        if self._status is not None:
            return self._status
        if self._popen is not None:
            self._status = self._popen.poll()
            return self._status
        try:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
        except ChildProcessError:
            # the program that uses rompy has waited for it
            self._status = 0
        else:
            self._status = os.waitstatus_to_exitcode(status) if pid else None
        return self._status

    def stop(self) -> None:
        """Ask it to end the run gracefully."""
        self._say(b"stop\n")

    def kill(self) -> None:
        """Ask it to end the run at once."""
        self._say(b"kill\n")

    def _say(self, word: bytes) -> None:
        if self._control is not None:
            # it may have ended by now
            with suppress(OSError):
                os.write(self._control, word)

    def close(self) -> None:
        """Let go of the control pipe, which ends the run if it goes on."""
        if self._control is not None:
            with _STARTING:
                _controls.discard(self._control)
                os.close(self._control)
            self._control = None


def start(spec: Spec, path: Path, errors: Path | None) -> Supervised:
    """Start a supervisor that executes a command.

    Args:
        spec: What it is to do, with ``control``.
        path: Where the spec is written for it.
        errors: The file for what the supervisor itself writes; None lets it and the command write where this process
            does.

    Raises:
        OSError: where it cannot be started; the spec is gone then.
    """
    spec.write(path)
    # not the environment of the command: it may hold what keeps a Python from starting
    environment = {**os.environ, TOKEN_VARIABLE: spec.token, OWNER_VARIABLE: spec.owner}
    own = None if errors is None else os.open(errors, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        with _STARTING:
            reading, writing = os.pipe()
            try:
                popen = subprocess.Popen(  # noqa: S603 - this Python
                    command_line(path), stdin=reading, stdout=own, stderr=own, env=environment, start_new_session=True
                )
            except BaseException:
                os.close(writing)
                path.unlink(missing_ok=True)
                raise
            finally:
                os.close(reading)
            _controls.add(writing)
    finally:
        if own is not None:
            os.close(own)
    return Supervised(popen.pid, writing, popen)


def call(spec: Spec, function: Callable[[], int], errors: Path | None) -> Supervised:
    """Start a supervisor that calls a function in a process of its own and takes its value for an exit status.

    Both processes are forked, so the function may be anything. It must not raise.

    Args:
        spec: What the supervisor is to do, with ``control``; its argv is not executed.
        function: What is called.
        errors: As in ``start``.

    Raises:
        OSError: where it cannot be started.
    """
    _flush()
    with _STARTING, warnings.catch_warnings():
        # from 3.12 on a fork beside other threads warns; the child takes none of their locks
        warnings.simplefilter("ignore", DeprecationWarning)
        reading, writing = os.pipe()
        try:
            pid = os.fork()
        except OSError:
            os.close(reading)
            os.close(writing)
            raise
        if pid == 0:
            _supervise_forked(spec, function, errors, reading, writing)
        os.close(reading)
        _controls.add(writing)
    return Supervised(pid, writing)


def _supervise_forked(
    spec: Spec, function: Callable[[], int], errors: Path | None, reading: int, writing: int
) -> NoReturn:
    """Be the forked supervisor, which never returns to what this process was before."""
    status = 125
    try:
        for handle in {*_controls, writing}:
            os.close(handle)
        _controls.clear()
        # what is called may run something with rompy too
        _STARTING.release()
        os.dup2(reading, 0)
        if reading:
            os.close(reading)
        if errors is not None:
            own = os.open(errors, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
            os.dup2(own, 1)
            os.dup2(own, 2)
            os.close(own)
        status = supervisor.supervise(spec.data(), function)
    except BaseException:  # noqa: BLE001 - nothing may get out of here
        os.write(2, traceback.format_exc().encode(errors="backslashreplace"))
    finally:
        os._exit(status)


def _flush() -> None:
    """Write out what is buffered, or a forked process would write it again."""
    for stream in (sys.stdout, sys.stderr):
        # a program may have closed or replaced them
        with suppress(AttributeError, OSError, ValueError):
            stream.flush()
    flush_c()


def flush_c() -> None:
    """Write out what the C library has buffered of this process, as libraries in C and Fortran use it."""
    ctypes.CDLL(None).fflush(None)
