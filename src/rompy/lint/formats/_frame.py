"""Which lines of a text show a finding, and what is marked on each."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.document import Source
    from rompy.lint.finding import Finding, Related


class Mark(NamedTuple):
    """A stretch of a line that belongs to a finding; columns count from 1, and ``end`` is exclusive."""

    start: int
    end: int
    label: str = ""
    is_related: bool = False


class Line(NamedTuple):
    """A line to show."""

    number: int
    text: str
    marks: tuple[Mark, ...] = ()
    follows_gap: bool = False
    """Whether lines are left out before it."""


def frame(finding: Finding, source: Source) -> Iterator[Line]:
    """Yield the lines of a finding and of its related places in this file, in order, each after the line before it."""
    marks: dict[int, list[Mark]] = {}
    places = [(finding.place, "", False), *((related.place, related.label, True) for related in finding.related)]
    for place, label, is_related in sorted(places, key=lambda item: item[0].start):
        if place.file == finding.place.file and place.start.line <= source.line_count:
            mark = Mark(place.start.column, place.end.column, label, is_related)
            marks.setdefault(place.start.line, []).append(mark)
    last = 0
    for number in marks:
        is_helped = number > 1 and source.line(number - 1).strip() and last < number - 1
        for shown in range(number - 1 if is_helped else number, number + 1):
            yield Line(shown, source.line(shown), tuple(marks.get(shown, ())), follows_gap=0 < last < shown - 1)
            last = shown


def elsewhere(finding: Finding) -> tuple[Related, ...]:
    """Give the related places that stand in other files."""
    return tuple(related for related in finding.related if related.place.file != finding.place.file)
