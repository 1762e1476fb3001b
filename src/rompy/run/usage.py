"""Turns the samples of a record into courses over time."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from rompy.run.measures import amount, rounded

if TYPE_CHECKING:
    from rompy.run.record import Record

_FAR = 4
"""A limit that many times above all values is told and not drawn."""


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
    def peak(self) -> float:
        """The largest of its values."""
        return max((value for _, value in self.points), default=0.0)

    @property
    def near_limit(self) -> float | None:
        """The limit, where a drawing of both shows more than a flat line."""
        return self.limit if self.limit is not None and self.limit <= _FAR * self.peak else None

    @property
    def top(self) -> float:
        """The largest value of a drawing."""
        return max(self.peak, self.near_limit or 0.0) or (self.limit or 1.0)

    def thinned(self, number: int) -> tuple[tuple[float, float], ...]:
        """Give at most so many points: of those that are close together the highest."""
        if len(self.points) <= number:
            return self.points
        size = -(-len(self.points) // number)
        groups = (self.points[start : start + size] for start in range(0, len(self.points), size))
        return tuple(max(group, key=lambda point: point[1]) for group in groups)


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
    return Course("CPU", "cores", points, _limit(record, "cpu"), None if points else _missing(record, len(measured)))


def memory(record: Record) -> Course:
    """Give the memory that all processes of the run held together."""
    points = tuple(
        (sample.seconds, float(sample.memory_bytes))
        for sample in record.usage.samples
        if sample.memory_bytes is not None
    )
    missing = None if len(points) > 1 else _missing(record, len(points))
    return Course("Memory", "bytes", points if len(points) > 1 else (), _limit(record, "memory"), missing)


def summary(course: Course) -> str:
    """Say the most that there was, and the limit."""
    limit = "" if course.limit is None else f", the limit is {amount(course.limit, course.unit)}"
    return f"at most {rounded(course.peak, course.unit)}{limit}"


def _limit(record: Record, name: str) -> float | None:
    return next((limit.value for limit in record.limits if limit.name == name), None)


def _missing(record: Record, samples: int) -> str:
    if record.times.started is None:
        return "nothing can be drawn: it has not started yet" if record.outcome is None else "it never started"
    if samples == 0:
        return "nothing can be drawn: it was not measured, as in a run that is over at once"
    return "nothing can be drawn: it was measured once, and a course needs two measurements"
