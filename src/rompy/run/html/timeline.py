"""What a run did when, as one bar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rompy.run.measures import duration, moment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from rompy.run.record import Record

WIDTH = 1000
"""Of the bar, which is stretched to its place."""
_THIN = 4
"""So wide is a stretch at least."""


@dataclass(frozen=True)
class Stretch:
    """A part of the life of a run."""

    name: str
    begin: datetime
    end: datetime

    @property
    def seconds(self) -> float:
        """How long it took."""
        return max(0.0, (self.end - self.begin).total_seconds())


def stretches(record: Record, until: datetime) -> Iterator[Stretch]:
    """Tell the parts of a run in their order; one that is under way goes on until now."""
    times = record.times
    end = times.finished or until
    marks = [("preparing", times.created)]
    if times.submitted is not None:
        marks.append(("queued", times.submitted))
    if times.started is not None:
        marks.append(("running", times.started))
        if times.wall_seconds is not None and times.finished is not None:
            ended = times.started.timestamp() + times.wall_seconds
            if times.finished.timestamp() - ended > 1:
                marks.append(("ending", type(times.started).fromtimestamp(ended, times.started.tzinfo)))
    for (name, begin), (_, after) in zip(marks, [*marks[1:], ("", end)], strict=True):
        yield Stretch(name, begin, max(begin, after))


def timeline(record: Record, until: datetime) -> Iterator[str]:
    """Yield the bar, and the list of its parts."""
    parts = list(stretches(record, until))
    whole = sum(part.seconds for part in parts) or 1.0
    told = ", ".join(f"{part.name} {duration(part.seconds)}" for part in parts)
    yield '<div class="timeline">'
    yield f'<svg viewBox="0 0 {WIDTH} 10" preserveAspectRatio="none" role="img" aria-label="{told}">'
    x = 0.0
    for part in parts:
        width = max(part.seconds / whole * WIDTH, _THIN)
        yield f'<rect class="{part.name}" x="{min(x, WIDTH - _THIN):.1f}" y="0" width="{width:.1f}" height="10"/>'
        x += part.seconds / whole * WIDTH
    yield "</svg><ul>"
    for part in parts:
        since = f'<time datetime="{part.begin.isoformat()}">{moment(part.begin)}</time>'
        yield f'<li class="{part.name}"><b>{part.name}</b> {duration(part.seconds)} <span>from {since}</span></li>'
    if record.is_finished:
        end = record.times.finished or until
        yield f'<li class="over"><b>over</b> <time datetime="{end.isoformat()}">{moment(end)}</time></li>'
    yield "</ul></div>"
