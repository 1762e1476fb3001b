"""One run under way: its plan, its record, and what is told of it."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from rompy.run.record import Log, Record, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rompy.plan import Plan, Runnable
    from rompy.run.outcome import Outcome
    from rompy.run.places import Places
    from rompy.run.stop import Stop

_LOGGER = logging.getLogger("rompy")

TOKEN_VARIABLE = "ROMPY_RUN_TOKEN"  # noqa: S105 - the name of a variable
"""Names the run in the environment of each of its processes."""
OWNER_VARIABLE = "ROMPY_RUN_OWNER"
"""Names the process that watches over the run, as ``Owner`` writes it."""


class Audience(Protocol):
    """Whom a run is told to while it goes on: the command line, or nobody."""

    def phase(self, record: Record) -> None:
        """Hear that the run went on to its next phase."""

    def progress(self, text: str) -> None:
        """Hear a line about the phase: a step of a build, a reason for waiting."""

    def output(self, chunk: bytes) -> None:
        """Hear what the model wrote; called only with what went into the log, in its order."""

    def tick(self, record: Record) -> None:
        """Hear that the run still goes on, a few times a second."""


class Nobody:
    """An audience that does not listen."""

    def phase(self, record: Record) -> None:
        """Ignore it."""

    def progress(self, text: str) -> None:
        """Ignore it."""

    def output(self, chunk: bytes) -> None:
        """Ignore it."""

    def tick(self, record: Record) -> None:
        """Ignore it."""


class Shielded:
    """An audience that cannot harm the run: one that fails, as a pipe that nobody reads, is not told any more."""

    def __init__(self, audience: Audience) -> None:
        self._audience = audience

    def phase(self, record: Record) -> None:
        """Pass it on."""
        with self._shield():
            self._audience.phase(record)

    def progress(self, text: str) -> None:
        """Pass it on."""
        with self._shield():
            self._audience.progress(text)

    def output(self, chunk: bytes) -> None:
        """Pass it on."""
        with self._shield():
            self._audience.output(chunk)

    def tick(self, record: Record) -> None:
        """Pass it on."""
        with self._shield():
            self._audience.tick(record)

    @contextmanager
    def _shield(self) -> Iterator[None]:
        try:
            yield
        except Exception:
            # a model that runs for hours is worth more than what is told of it, which its log and its record have too
            _LOGGER.exception("the run goes on, and is told no more")
            self._audience = Nobody()


@dataclass
class Execution:
    """One run under way; engines change its record and save it."""

    plan: Plan
    run: Runnable
    record: Record
    places: Places
    stop: Stop
    audience: Audience = field(default_factory=Nobody)
    is_unsaved: bool = False
    """Whether the last attempt to save the record failed, as on a full disk."""

    def enter(self, phase: str) -> None:
        """Go on to the next phase, and say so."""
        self.record.phase = phase
        self.save()
        self.audience.phase(self.record)

    def save(self) -> None:
        """Write the record down; a disk that is full does not end a run, and the next save tries again."""
        self.is_unsaved = not (self._is_written() or (self._gives_up_reserve() and self._is_written()))

    def _is_written(self) -> bool:
        try:
            write(self.record, self.places.record)
        except OSError:
            return False
        return True

    def _gives_up_reserve(self) -> bool:
        """Make room on a full disk for the end of the run, which nothing may keep from being written down."""
        if self.record.outcome is None or not self.places.reserve.exists():
            return False
        self.places.reserve.unlink()
        return True

    def keep_log(self, path: Path | None = None, *, truncated: bool = False) -> None:
        """Note a log, that of the run where none is named, with its size as it is now."""
        path = path or self.places.log
        try:
            size = path.stat().st_size
        except OSError:
            size = None
        self.record.logs = [
            *(log for log in self.record.logs if log.path != str(path)),
            Log(path=str(path), bytes=size, truncated=truncated),
        ]


@dataclass(frozen=True)
class Leftover:
    """Something of a run that goes on although nobody watches over it."""

    kind: str
    """process, container, image or job."""
    name: str
    """As its engine knows it: a process number, a container's id, a job's number."""
    token: str
    run_id: str
    detail: str = ""


class Engine(Protocol):
    """Carries out plans of one kind."""

    def check(self, plan: Plan) -> None:
        """See that the run can start: is the engine there, the image, the partition.

        Raises:
            CannotStartError: where it cannot; the message says what to do.
        """

    def carry_out(self, execution: Execution) -> Outcome:
        """Run to the end, whatever end that is, and leave nothing behind.

        Raises:
            CannotStartError: where nothing was started.
        """

    def resume(self, execution: Execution) -> Outcome:
        """Watch over a run again whose rompy is gone, by what its record says, to its end."""

    def leftovers(self) -> Iterator[Leftover]:
        """Find what runs on this machine, or for this user, whose owner is dead; runs of living owners are not touched.

        Raises:
            CannotStartError: where the engine is not there to be asked.
        """

    def end(self, leftover: Leftover) -> None:
        """End what was found, and see that it is gone.

        Raises:
            RompyError: where it could not be ended.
        """
