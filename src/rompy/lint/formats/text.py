"""For people: each finding with the lines it stands on."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from rompy.lint.formats._fixes import option
from rompy.lint.formats._frame import elsewhere, frame
from rompy.lint.formats._style import SEVERITY_STYLES, printable
from rompy.lint.formats._summary import notes, summary
from rompy.lint.words import styled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.document import Source
    from rompy.lint.finding import Finding, Report
    from rompy.lint.formats._frame import Line

_TAB = "    "


def render(report: Report, *, colour: bool = False, quiet: bool = False) -> str:
    """Show every finding with a frame of its lines, carets under the place, and a summary."""
    blocks = [block(finding, report.sources.get(finding.place.file), colour=colour) for finding in report.findings]
    if quiet:
        return "\n\n".join(blocks)
    style = "green" if not report.findings else "bold"
    end = "\n".join([styled(summary(report), style, colour=colour), *notes(report)])
    return "\n\n".join([*blocks, end])


def block(finding: Finding, source: Source | None, *, colour: bool) -> str:
    """Show one finding, with a frame of lines where their text is known."""
    return "\n".join(_finding(finding, source, colour=colour))


def _finding(finding: Finding, source: Source | None, *, colour: bool) -> Iterator[str]:
    style = SEVERITY_STYLES[finding.severity]
    title = f"{finding.severity.value}[{finding.code} {finding.name}]"
    yield f"{styled(title, style, colour=colour)}: {styled(printable(finding.message), 'bold', colour=colour)}"
    start = finding.place.start
    lines = list(frame(finding, source)) if source is not None and source.text else []
    gutter = len(str(max([start.line, *(line.number for line in lines)])))
    arrow = styled(" " * gutter + "-->", "blue", colour=colour)
    yield f"{arrow} {printable(finding.place.file)}:{start.line}:{start.column}"
    bar = styled(" " * gutter + " |", "blue", colour=colour)
    if lines:
        yield bar
        for line in lines:
            yield from _line(line, gutter, style, colour=colour)
        yield bar
    note = styled(" " * gutter + " = ", "blue", colour=colour)
    for related in elsewhere(finding):
        place = f"{related.place.file}:{related.place.start.line}:{related.place.start.column}"
        yield f"{note}{styled('see', 'cyan', colour=colour)}: {printable(f'{place} {related.label}')}"
    if finding.help:
        yield f"{note}{styled('help', 'cyan', colour=colour)}: {printable(finding.help)}"
    if finding.fix:
        fix = f"{printable(finding.fix.title)} ({option(finding.fix)})"
        yield f"{note}{styled('fix', 'cyan', colour=colour)}: {fix}"


def _line(line: Line, gutter: int, style: str, *, colour: bool) -> Iterator[str]:
    """Yield a line, and below it a pointer for each of its marks."""
    if line.follows_gap:
        yield styled("." * (gutter + 2), "blue", colour=colour)
    prefix = styled(f"{line.number:>{gutter}} |", "blue", colour=colour)
    yield f"{prefix} {_expanded(line.text)}".rstrip()
    bar = styled(" " * gutter + " |", "blue", colour=colour)
    for mark in line.marks:
        before = _width(_expanded(line.text[: mark.start - 1]))
        width = max(1, _width(_expanded(line.text[mark.start - 1 : mark.end - 1])))
        sign, mark_style = ("-", "blue") if mark.is_related else ("^", style)
        label = f" {printable(mark.label)}" if mark.label else ""
        yield f"{bar} {' ' * before}{styled(sign * width + label, mark_style, colour=colour)}"


def _expanded(text: str) -> str:
    return printable(text.replace("\t", _TAB))


def _width(text: str) -> int:
    """Count the columns of a terminal that a text takes (Unicode Standard Annex 11; marks that combine take none)."""
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )
