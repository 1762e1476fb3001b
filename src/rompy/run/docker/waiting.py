"""How long a run may go on: its timeout, and whether somebody asked for its end."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rompy.run.execution import Execution

TICK = 0.1
"""Seconds between looks."""


class EndedEarlyError(Exception):
    """The time of a run is over, or somebody stopped it, before its container was there."""


class Clock:
    """The time that a run has, and its wish to end."""

    def __init__(self, execution: Execution, elapsed: float = 0.0) -> None:
        self._execution = execution
        self.end = time.monotonic() - elapsed + execution.plan.timeout

    @property
    def is_timed_out(self) -> bool:
        """Whether the time is over."""
        return time.monotonic() >= self.end

    @property
    def is_stopped(self) -> bool:
        """Whether somebody asked for the end."""
        return self._execution.stop.is_requested

    def check(self) -> None:
        """See that the run may go on.

        Raises:
            EndedEarlyError: where it may not.
        """
        if self.is_stopped or self.is_timed_out:
            raise EndedEarlyError

    def wait(self, seconds: float = TICK) -> None:
        """Wait a little, and let the audience know that the run goes on; a request to stop ends the wait.

        Raises:
            EndedEarlyError: as ``check``.
        """
        self._execution.stop.wait(min(seconds, max(0.0, self.end - time.monotonic())))
        self._execution.audience.tick(self._execution.record)
        self.check()
