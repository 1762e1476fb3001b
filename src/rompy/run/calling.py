"""Calls a model's own run, as the whole work of a process."""

from __future__ import annotations

import io
import os
import sys
import threading
import traceback
from contextlib import suppress
from typing import TYPE_CHECKING

from rompy.run.supervised import flush_c

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def calling(run: object, model: object, name: str, called: Path) -> Callable[[], int]:
    """Give the call of a model's own ``run``, with its exit status, for a process of its own.

    It has failed where it gives False or raises; any other value is a success, None too.

    Args:
        run: The method.
        model: What it is called with.
        name: The class of the model's config.
        called: The file that tells of a failure: that it gave False, or the class of what it raised.
    """

    def call() -> int:
        # the old ones stay where they are: their buffers are another process's
        former = sys.stdin, sys.stdout, sys.stderr
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - a handle, open to the end
        sys.stdout, sys.stderr = _stream(1), _stream(2)
        try:
            status = _called(run, model, name, called)
            for thread in threading.enumerate():
                if thread is not threading.current_thread() and not thread.daemon:
                    thread.join()
        except BaseException:  # noqa: BLE001 - as an exception in the main thread ends a program
            traceback.print_exc()
            status = 1
        for stream in (sys.stdout, sys.stderr, *former[1:]):
            with suppress(AttributeError, OSError, ValueError):
                stream.flush()
        flush_c()
        return status

    return call


def _called(run: object, model: object, name: str, called: Path) -> int:
    if not callable(run):
        sys.stderr.write(f"{name} has no run()\n")
        return 1
    try:
        value = run(model)
    except SystemExit as error:
        if isinstance(error.code, int) or error.code is None:
            return error.code or 0
        sys.stderr.write(f"{error.code}\n")
        return 1
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is the model's
        traceback.print_exc()
        # its text may hold anything, a password too, and belongs into the log alone
        called.write_text(f"raised {type(error).__name__}", encoding="utf-8")
        return 1
    if value is False:
        called.write_text("gave False", encoding="utf-8")
        return 1
    return 0


def _stream(handle: int) -> io.TextIOWrapper:
    raw = os.fdopen(handle, "wb", 0, closefd=False)
    return io.TextIOWrapper(raw, encoding="utf-8", errors="backslashreplace", write_through=True)
