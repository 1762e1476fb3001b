"""Courses over time as drawings with axes; the labels are text of the page, so that they stay legible on any screen."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

from rompy.run.html.markup import escaped
from rompy.run.measures import amount, duration, rounded
from rompy.run.usage import summary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.run.usage import Course

WIDTH, HEIGHT = 1000, 300
"""The grid of a drawing, which is stretched to its place."""
_POINTS = 600
"""More are not seen apart."""
_ROWS = 20
"""Of the table of values."""
_TICKS = 5
_SPANS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400)
"""Seconds between two marks of the axis of time."""


def chart(course: Course) -> Iterator[str]:
    """Yield a course as a figure: its drawing, and its values as a table."""
    title = f"{course.name}: {course.missing or summary(course)}"
    name = course.name.lower()
    yield f'<figure class="chart" id="chart-{name}">'
    if course.missing is not None:
        yield f"<figcaption>{escaped(title)}</figcaption></figure>"
        return
    yield f'<figcaption>{escaped(title)} <output aria-live="polite"></output></figcaption>'
    step = _step(course.top, course.unit)
    top = math.ceil(course.top / step) * step
    span = next((span for span in _SPANS if course.points[-1][0] / span <= _TICKS), 0)
    if not span:
        span = math.ceil(course.points[-1][0] / _TICKS / _SPANS[-1]) * _SPANS[-1]
    end = math.ceil(course.points[-1][0] / span) * span
    points = [
        (seconds / end * WIDTH, HEIGHT - value / top * HEIGHT, seconds, value)
        for seconds, value in course.thinned(_POINTS)
    ]
    marks = [
        [round(x, 1), round(y, 1), f"after {duration(seconds)}: {rounded(value, course.unit)}"]
        for x, y, seconds, value in points
    ]
    yield f'<div class="plot" tabindex="0" data-marks="{escaped(json.dumps(marks))}">'
    yield '<ol class="up" aria-hidden="true">'
    lines = round(top / step)
    yield from (f"<li>{escaped(amount(number * step, course.unit))}</li>" for number in range(lines, -1, -1))
    yield "</ol>"
    yield f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none" role="img" aria-label="{escaped(title)}">'
    for number in range(1, lines):
        y = HEIGHT - number / lines * HEIGHT
        yield f'<line class="grid" x1="0" x2="{WIDTH}" y1="{y:.1f}" y2="{y:.1f}"/>'
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y, _, _ in points)
    yield f'<polygon class="area" points="{points[0][0]:.1f},{HEIGHT} {path} {points[-1][0]:.1f},{HEIGHT}"/>'
    yield f'<polyline class="course" points="{path}"/>'
    if course.near_limit is not None:
        y = HEIGHT - course.near_limit / top * HEIGHT
        yield f'<line class="limit" x1="0" x2="{WIDTH}" y1="{y:.1f}" y2="{y:.1f}"/>'
    yield f'<line class="cursor" x1="0" x2="0" y1="0" y2="{HEIGHT}" hidden/>'
    yield "</svg>"
    yield '<ol class="along" aria-hidden="true">'
    yield from (f"<li>{_tick(number * span)}</li>" for number in range(round(end / span) + 1))
    yield "</ol></div>"
    yield from _table(course)
    yield "</figure>"


def _step(top: float, unit: str) -> float:
    """Give a round distance between the lines of a drawing, of which there are two to five."""
    base = 1024 ** int(math.log(max(top, 1), 1024)) if unit == "bytes" else 1
    rough = top / base / _TICKS
    magnitude = 10 ** math.floor(math.log10(rough))
    return float(next(step for step in (1, 2, 5, 10) if rough <= step * magnitude * (1 + 1e-9)) * magnitude * base)


def _tick(seconds: int) -> str:
    return "0" if seconds == 0 else duration(seconds).replace(".0 s", " s")


def _table(course: Course) -> Iterator[str]:
    yield "<details><summary>Values</summary><table>"
    yield f"<thead><tr><th>since the start</th><th>{escaped(course.name)}</th></tr></thead><tbody>"
    for seconds, value in course.thinned(_ROWS):
        yield f"<tr><td>{duration(seconds)}</td><td>{rounded(value, course.unit)}</td></tr>"
    yield "</tbody></table></details>"
