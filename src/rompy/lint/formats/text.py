"""For people: each finding with the lines it stands on."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from rompy.lint.formats._style import SEVERITY_STYLES, printable, styled
from rompy.lint.formats._summary import summary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.document import Source
    from rompy.lint.finding import Finding, Place, Report

_TAB = "    "


def render(report: Report, *, colour: bool = False) -> str:
    """Show every finding with a frame of its lines, carets under the place, and a summary."""
    blocks = [
        "\n".join(_finding(finding, report.sources.get(finding.place.file), colour=colour))
        for finding in report.findings
    ]
    style = "green" if not report.findings else "bold"
    return "\n\n".join([*blocks, styled(summary(report), style, colour=colour)])


def _finding(finding: Finding, source: Source | None, *, colour: bool) -> Iterator[str]:
    style = SEVERITY_STYLES[finding.severity]
    title = f"{finding.severity.value}[{finding.code} {finding.name}]"
    yield f"{styled(title, style, colour=colour)}: {styled(printable(finding.message), 'bold', colour=colour)}"
    start = finding.place.start
    lines = [start.line, *(related.place.start.line for related in finding.related)]
    gutter = len(str(max(lines)))
    arrow = styled(" " * gutter + "-->", "blue", colour=colour)
    yield f"{arrow} {finding.place.file}:{start.line}:{start.column}"
    bar = styled(" " * gutter + " |", "blue", colour=colour)
    if source is not None and source.text:
        yield bar
        yield from _frame(finding, source, gutter, colour=colour)
        yield bar
    if finding.help:
        note = styled(" " * gutter + " = ", "blue", colour=colour)
        yield f"{note}{styled('help', 'cyan', colour=colour)}: {printable(finding.help)}"


def _frame(finding: Finding, source: Source, gutter: int, *, colour: bool) -> Iterator[str]:
    """Yield the line before the finding, its own line with carets, and the lines of related places in their order."""
    style = SEVERITY_STYLES[finding.severity]
    marks = [(finding.place, "^", "", style)]
    marks += [(related.place, "-", f" {related.label}", "blue") for related in finding.related]
    marks.sort(key=lambda mark: mark[0].start)
    last = 0
    for place, sign, label, mark_style in marks:
        number = place.start.line
        first = number - 1 if number > 1 and source.line(number - 1).strip() and last < number - 1 else number
        if last and first > last + 1:
            yield styled("." * (gutter + 2), "blue", colour=colour)
        for shown in range(max(first, last + 1), number + 1):
            prefix = styled(f"{shown:>{gutter}} |", "blue", colour=colour)
            yield f"{prefix} {_expanded(source.line(shown))}".rstrip()
        last = max(last, number)
        bar = styled(" " * gutter + " |", "blue", colour=colour)
        yield f"{bar} {_pointer(place, source, sign, label, mark_style, colour=colour)}"


def _pointer(place: Place, source: Source, sign: str, label: str, style: str, *, colour: bool) -> str:  # noqa: PLR0913
    line = source.line(place.start.line)
    before = _width(_expanded(line[: place.start.column - 1]))
    width = max(1, _width(_expanded(line[place.start.column - 1 : place.end.column - 1])))
    return " " * before + styled(sign * width + label, style, colour=colour)


def _expanded(text: str) -> str:
    return printable(text.replace("\t", _TAB))


def _width(text: str) -> int:
    """Count the columns of a terminal that a text takes (Unicode Standard Annex 11; marks that combine take none)."""
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )
