"""Draws what a run used over time, in a terminal.

Bars of block characters are all that this needs: plotting libraries bring a binary kernel or numpy with them, or have
no way to draw on terminals without Unicode.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rompy.run.measures import amount, duration, rounded
from rompy.run.usage import cpu, memory, summary

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rompy.run.history import Run
    from rompy.run.usage import Course

_BLOCKS = " ▁▂▃▄▅▆▇█"
_ASCII = " .:#"
_HEIGHT = 8
"""Lines of a drawing."""
_LEFT = 11
"""Columns for the values of its axis."""


def plots(run: Run, *, width: int, is_ascii: bool) -> Iterator[str]:
    """Draw the cores and the memory that a run used."""
    for number, course in enumerate((cpu(run.record), memory(run.record))):
        if number:
            yield ""
        yield from plot(course, width=width, is_ascii=is_ascii)


def plot(course: Course, *, width: int, is_ascii: bool = False) -> Iterator[str]:
    """Draw one course as bars below a title; a limit that is known is a line across."""
    if course.missing is not None:
        yield f"{course.name}: {course.missing}"
        return
    yield f"{course.name}: {summary(course)}"
    columns = max(width - _LEFT - 2, 25)
    # a little room above the highest, so that a line at the limit is seen
    top = course.top * 1.05
    marks = _ASCII if is_ascii else _BLOCKS
    bars = _resampled(course, columns)
    limit = course.near_limit
    line = None if limit is None else min(int(limit / top * _HEIGHT), _HEIGHT - 1)
    for row in reversed(range(_HEIGHT)):
        cells = "".join(_cell(value / top * _HEIGHT - row, marks, is_line=row == line) for value in bars)
        label = {_HEIGHT - 1: rounded(top, course.unit), 0: amount(0, course.unit)}.get(row, "")
        if row == line and limit is not None:
            label = amount(limit, course.unit)
        yield f"{label:>{_LEFT}} {'|' if is_ascii else '┤'}{cells.rstrip()}"
    first, last = course.points[0][0], course.points[-1][0]
    rule = ("-" if is_ascii else "─") * columns
    yield f"{'':>{_LEFT}} {'+' if is_ascii else '└'}{rule}"
    begin, end = ("0 s" if first == 0 else duration(first)), duration(last)
    yield f"{'':>{_LEFT}}  {begin:<{columns - len(end)}}{end}"


def _cell(eighths: float, marks: str, *, is_line: bool) -> str:
    """Draw the part of a bar that falls into one row."""
    filled = marks[max(0, min(len(marks) - 1, round(eighths * (len(marks) - 1))))]
    return "-" if is_line and filled == marks[0] else filled


def _resampled(course: Course, columns: int) -> Sequence[float]:
    """Give a value for each column: the highest of the samples in it, or the course between two samples."""
    first, last = course.points[0][0], course.points[-1][0]
    step = (last - first) / columns
    values = []
    index = 0
    for column in range(columns):
        start, end = first + column * step, first + (column + 1) * step
        inside = []
        while index < len(course.points) and (course.points[index][0] <= end or column == columns - 1):
            inside.append(course.points[index][1])
            index += 1
        values.append(max(inside) if inside else _between(course, index, (start + end) / 2))
    return values


def _between(course: Course, index: int, moment: float) -> float:
    """Give the value between the sample before an index and the one at it."""
    (before, low), (after, high) = course.points[index - 1], course.points[index]
    return low + (high - low) * (moment - before) / (after - before)
