"""Asks a run to end, from a signal or from another thread."""

from __future__ import annotations

import os
import select
import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stop:
    """Whether a run is to end, and how soon.

    A first request asks the model to end and gives it its grace; a second ends it at once. What waits for the run
    waits in ``wait``, which a request wakes.
    """

    def __init__(self) -> None:
        self._requests = 0
        self._signal: int | None = None
        # an Event could deadlock: a signal may come while this very thread holds its lock
        self._waking, self._wake = os.pipe()
        os.set_blocking(self._wake, False)
        os.set_blocking(self._waking, False)

    @property
    def is_requested(self) -> bool:
        """Whether the run is to end."""
        return self._requests > 0

    @property
    def is_urgent(self) -> bool:
        """Whether it is to end without grace."""
        return self._requests > 1

    @property
    def signal(self) -> int | None:
        """The number of the signal that asked first; None where nothing or no signal asked."""
        return self._signal

    def request(self, signal_number: int | None = None) -> None:
        """Ask for the end."""
        if self._signal is None:
            self._signal = signal_number
        self._requests += 1
        try:
            os.write(self._wake, b"\0")
        except BlockingIOError:
            return

    def wait(self, seconds: float) -> bool:
        """Wait until the next request, or for some seconds; tell whether there was one."""
        readable, _, _ = select.select([self._waking], [], [], max(0.0, seconds))
        if not readable:
            return False
        os.read(self._waking, 64)
        return True

    def close(self) -> None:
        """Give the pipe back."""
        os.close(self._waking)
        os.close(self._wake)


@contextmanager
def on_signals(stop: Stop) -> Iterator[None]:
    """Turn SIGINT, SIGTERM and SIGHUP into requests to stop; only the main thread of a program can."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def request(number: int, _frame: FrameType | None) -> None:
        stop.request(number)

    before = {number: signal.getsignal(number) for number in SIGNALS}
    # a program that was started to ignore a signal (nohup) goes on to ignore it
    heeded = [number for number, handler in before.items() if handler not in {signal.SIG_IGN, None}]
    for number in heeded:
        signal.signal(number, request)
    try:
        yield
    finally:
        for number in heeded:
            signal.signal(number, before[number])
