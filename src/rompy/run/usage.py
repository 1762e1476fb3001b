"""Turns the samples of a record into courses over time."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rompy.run.record import Record


@dataclass(frozen=True)
class Course:
    """How something went while a run went on."""

    name: str
    unit: str
    """cores or bytes."""
    points: tuple[tuple[float, float], ...]
    """Seconds since the start of the run, and the value then."""
    limit: float | None
    """What it may not go beyond; None where nothing says so."""
    missing: str | None
    """Why there is nothing to draw; None where there is."""

    @property
    def top(self) -> float:
        """The largest of its values and its limit."""
        return max([value for _, value in self.points] + ([self.limit] if self.limit else []), default=0.0)


def cpu(record: Record) -> Course:
    """Give the cores that the run kept busy, from one sample to the next: 1.0 is one core all the time."""
    measured = [
        (sample.seconds, sample.cpu_seconds) for sample in record.usage.samples if sample.cpu_seconds is not None
    ]
    points = tuple(
        (now, max(0.0, used - used_before) / (now - before))
        for (before, used_before), (now, used) in pairwise(measured)
        if now > before
    )
    if points:
        # a rate holds from the sample before
        points = ((measured[0][0], points[0][1]), *points)
    return Course("CPU", "cores", points, _limit(record, "cpu"), None if points else _missing(len(measured)))


def memory(record: Record) -> Course:
    """Give the memory that all processes of the run held together."""
    points = tuple(
        (sample.seconds, float(sample.memory_bytes))
        for sample in record.usage.samples
        if sample.memory_bytes is not None
    )
    missing = None if len(points) > 1 else _missing(len(points))
    return Course("Memory", "bytes", points if len(points) > 1 else (), _limit(record, "memory"), missing)


def _limit(record: Record, name: str) -> float | None:
    return next((limit.value for limit in record.limits if limit.name == name), None)


def _missing(samples: int) -> str:
    if samples == 0:
        return "nothing can be drawn: it was never measured, as in runs that are over at once"
    return "nothing can be drawn: it was measured once, and a course needs two measurements"
