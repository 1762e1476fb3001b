"""Watches over a container until it has ended, and ends it where its time is over or somebody asks for it."""

from __future__ import annotations

import time
from enum import Enum
from typing import TYPE_CHECKING

from rompy.errors import EngineAwayError, EngineRefusalError
from rompy.run.docker.ending import Wish, gone, outcome_of
from rompy.run.docker.moment import moment
from rompy.run.docker.usage import Meter
from rompy.run.docker.waiting import TICK
from rompy.run.outcome import Outcome, State
from rompy.run.record import now

if TYPE_CHECKING:
    from rompy.run.docker.daemon import Container, Event
    from rompy.run.docker.logs import ContainerLog
    from rompy.run.docker.site import Site

RECONNECT_SECONDS = 60.0
"""How long an engine that went away is waited for, as one that is restarted comes back."""
_LONGEST_LOOK = 1.0
"""Seconds between looks at a container that has run for long."""
_SAVE_SECONDS = 10.0
_LATE_EVENTS = 0.25
"""Seconds after the end of a container by which the engine has noted who ended it."""
_LATE_MEMORY = 2.0
"""Seconds after the end of a container by which a busy engine has noted that it was for memory.

The kernel's two notices, of the end and of why, come to the engine apart from each other.
"""
_KILLED = 137
"""The exit status of what was ended by SIGKILL, as the kernel ends what needs too much memory."""


class _Force(Enum):
    """What was done to end the container."""

    NONE = 0
    TERMINATED = 1
    KILLED = 2


class Watch:
    """One container under watch."""

    def __init__(self, site: Site, container: str, log: ContainerLog) -> None:
        self._site = site
        self._execution = site.execution
        self._daemon = site.daemon
        self._id = container
        self._log = log
        self._start = time.monotonic()
        self._force = _Force.NONE
        self._wish: Wish | None = None
        self._kill_at = 0.0
        self._away_since: float | None = None
        self._was_engine_away = False
        self._over_since: float | None = None

    def ended(self) -> tuple[Container | None, Outcome]:
        """Wait for the end; the container is None where it, or the engine, is gone."""
        execution = self._execution
        started = execution.record.times.started
        elapsed = 0.0 if started is None else max(0.0, (now() - started).total_seconds())
        meter = Meter(self._daemon, self._id, execution.record.usage, elapsed)
        next_look = next_save = 0.0
        while True:
            self._log.pump()
            execution.audience.tick(execution.record)
            self._press()
            if time.monotonic() >= next_look:
                outcome = self._look()
                if outcome is not None:
                    return outcome
                meter.read()
                next_look = time.monotonic() + self._pause()
            if time.monotonic() >= next_save:
                execution.keep_log(truncated=self._log.is_truncated)
                execution.save()
                next_save = time.monotonic() + _SAVE_SECONDS
            execution.stop.wait(TICK)

    def _pause(self) -> float:
        if self._force is not _Force.NONE:
            return TICK
        return min(_LONGEST_LOOK, max(TICK, (time.monotonic() - self._start) / 20))

    def _look(self) -> tuple[Container | None, Outcome] | None:
        try:
            container = self._daemon.container(self._id)
        except (EngineAwayError, EngineRefusalError) as error:
            return self._away(error)
        self._away_since = None
        if container is None:
            self._log.finish()
            return None, gone(self._events(), self._wish)
        if not container.is_over or self._may_be_for_memory(container):
            return None
        self._log.finish()
        # one that was restarted within a moment is known by that alone
        self._was_engine_away |= self._log.has_broken
        events = self._events(container) if self._wish is None else []
        return container, outcome_of(
            container, self._site.step, self._wish, events, was_engine_away=self._was_engine_away
        )

    def _may_be_for_memory(self, container: Container) -> bool:
        """Tell whether a container was ended, by nobody known, and the engine may yet say that it was for memory."""
        is_explained = container.is_oom_killed or self._wish is not None or self._was_engine_away
        if container.exit_code != _KILLED or is_explained or self._site.step.memory is None:
            return False
        self._over_since = self._over_since or time.monotonic()
        return time.monotonic() < self._over_since + _LATE_MEMORY

    def _away(self, error: Exception) -> tuple[None, Outcome] | None:
        """Wait for an engine that does not answer; one that never comes back has taken the result with it."""
        self._was_engine_away = True
        moment_now = time.monotonic()
        if self._away_since is None:
            self._away_since = moment_now
            self._execution.audience.progress(f"Docker's engine does not answer; waiting for it ({error})")
        is_over = moment_now - self._away_since > RECONNECT_SECONDS
        if not is_over and not self._execution.stop.is_urgent:
            return None
        self._log.close()
        name = self._execution.record.native.get("container", {}).get("name", self._id)
        left = (f"container {name} (its engine does not answer)",)
        if self._wish is not None or self._execution.stop.is_requested:
            state, said = State.CANCELLED, "it was stopped while Docker's engine did not answer"
        else:
            state, said = State.LOST, f"Docker's engine did not answer for {RECONNECT_SECONDS:.0f} s"
        return None, Outcome(
            state,
            said,
            advice="start the engine again, and see 'rompy runs clean' for the container",
            stopped_by=self._execution.stop.signal,
            left_behind=left,
        )

    def _press(self) -> None:
        """End the container where it is time to, first by SIGTERM, and by SIGKILL after its grace."""
        stop = self._execution.stop
        if self._force is _Force.NONE and (stop.is_requested or self._site.clock.is_timed_out):
            if stop.is_requested:
                by = "" if stop.signal is None else f" by signal {stop.signal}"
                wish = Wish(State.CANCELLED, f"it was stopped{by}", stop.signal)
            else:
                wish = Wish(State.TIMEOUT, f"its time of {self._execution.plan.timeout} s was over")
            if self._execution.record.phase != "stopping":
                self._execution.enter("stopping")
            if self._sent("SIGTERM", wish):
                self._kill_at = time.monotonic() + self._execution.plan.grace
        is_due = stop.is_urgent or time.monotonic() >= self._kill_at
        if self._force is _Force.TERMINATED and is_due and self._sent("SIGKILL", self._wish):
            self._force = _Force.KILLED

    def _sent(self, name: str, wish: Wish | None) -> bool:
        try:
            is_sent = self._daemon.send_signal(self._id, name)
        except (EngineAwayError, EngineRefusalError):
            # the next round tries again
            return False
        if self._force is _Force.NONE:
            # what had ended before it could be asked to has ended in its own way
            self._force = _Force.TERMINATED
            self._wish = wish if is_sent else None
        return True

    def _events(self, container: Container | None = None) -> list[Event]:
        started = self._execution.record.times.started
        since = time.time() - (time.monotonic() - self._start) if started is None else started.timestamp()
        finished = None if container is None else moment(container.finished)
        until = time.time() if finished is None else finished.timestamp() + _LATE_EVENTS
        try:
            return self._daemon.events(self._id, since - 1, until)
        except (EngineAwayError, EngineRefusalError):
            return []
