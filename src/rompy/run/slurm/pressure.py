"""Ends a job: its supervisor is asked first, then Slurm."""

from __future__ import annotations

import time
from itertools import cycle
from typing import TYPE_CHECKING

from rompy.run.slurm.submit import cancel

if TYPE_CHECKING:
    from rompy.run.slurm.commands import JobName
    from rompy.run.slurm.job import Job

_AT_ONCE = 3.0
"""Seconds that the supervisor gets to kill everything."""
_SLACK = 5.0
"""Seconds that it gets beyond the grace, to end what remained and to write its result."""
_AGAIN = 5.0
"""Seconds between two requests to Slurm."""


class Pressure:
    """How far it went with ending a job.

    The shell of a job is the supervisor, so ``scancel --signal=TERM --batch`` has it end the model gracefully, and a
    second one has it kill every process, also those that a cluster without control groups loses sight of. Only what
    is left then is killed by Slurm.
    """

    def __init__(self, name: JobName, grace: float) -> None:
        self._name = name
        self._grace = grace
        self._signals = 0
        self._signalled = 0.0
        self._requested = 0.0
        self._requests = cycle(((), ("--signal=KILL", "--full")))

    def press(self, job: Job | None, *, is_urgent: bool) -> None:
        """Take the next step that is due; call it again until the job is over."""
        if job is None or job.is_waiting:
            # a job that begins at this moment is asked to end in the next step
            self._request(("--state=PENDING",) if job is not None and job.state == "PENDING" else ())
            return
        wanted = 2 if is_urgent else 1
        if self._signals < wanted:
            if cancel(self._name, "--signal=TERM", "--batch"):
                self._signals += 1
                self._signalled = time.monotonic()
            return
        patience = _AT_ONCE if is_urgent else self._grace + _SLACK
        if time.monotonic() > self._signalled + patience:
            self._request(None)

    def _request(self, options: tuple[str, ...] | None) -> None:
        if time.monotonic() < self._requested + _AGAIN:
            return
        self._requested = time.monotonic()
        cancel(self._name, *(next(self._requests) if options is None else options))
