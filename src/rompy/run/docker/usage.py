"""Measures what a container uses while it runs."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING

from rompy.errors import EngineAwayError, EngineRefusalError
from rompy.run.record import Sample

if TYPE_CHECKING:
    from rompy.run.docker.daemon import Daemon
    from rompy.run.record import Usage

MOST_SAMPLES = 240
"""Beyond these every second one goes, and they are taken half as often."""
_FIRST_INTERVAL = 0.5
_LONGEST_INTERVAL = 60.0


class Meter:
    """Notes what a container uses, often at first and seldom in a long run."""

    def __init__(self, daemon: Daemon, container: str, usage: Usage, elapsed: float = 0.0) -> None:
        self._daemon = daemon
        self._container = container
        self._usage = usage
        self._start = time.monotonic() - elapsed
        self._interval = _FIRST_INTERVAL
        self._next = 0.0

    def read(self) -> None:
        """Take a sample where it is time for one."""
        moment = time.monotonic()
        if moment < self._next:
            return
        self._next = moment + self._interval
        # what cannot be measured now is null, or as it was
        with suppress(EngineAwayError, EngineRefusalError):
            figures = self._daemon.figures(self._container)
            if figures is None:
                return
            usage = self._usage
            usage.cpu_seconds, usage.cpu_kind = (
                figures.cpu_seconds,
                "all processes of the container, at the last sample",
            )
            if figures.memory_peak is not None:
                usage.memory_peak_bytes = figures.memory_peak
                usage.memory_kind = "the cgroup's own count of all processes, file cache included"
            elif figures.memory is not None:
                usage.memory_peak_bytes = max(usage.memory_peak_bytes or 0, figures.memory)
                usage.memory_kind = "the largest sample of all processes, without inactive file cache"
            seconds = round(moment - self._start, 3)
            usage.samples.append(Sample(seconds=seconds, cpu_seconds=figures.cpu_seconds, memory_bytes=figures.memory))
            if len(usage.samples) > MOST_SAMPLES:
                del usage.samples[1::2]
                self._interval = min(2 * self._interval, _LONGEST_INTERVAL)
