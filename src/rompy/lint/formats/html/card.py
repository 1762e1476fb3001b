"""One finding as HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rompy.lint.formats._fixes import option
from rompy.lint.formats._frame import Line, elsewhere, frame
from rompy.lint.formats.html.markup import escaped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.document import Source
    from rompy.lint.finding import Finding, Related
    from rompy.lint.formats._frame import Mark

_TAB = "    "


def card(finding: Finding, source: Source | None) -> Iterator[str]:
    """Yield a finding: what it says, the lines it stands on, and how it is mended."""
    severity, code = finding.severity.value, escaped(finding.code)
    start = finding.place.start
    yield f'<article class="{severity}" data-severity="{severity}" data-rule="{code}">'
    yield f'<h3><span class="severity">{severity}</span> {escaped(finding.message)}</h3>'
    place = f"line {start.line}, column {start.column}"
    yield f'<p class="about"><a href="#rule-{code}"><code>{code}</code> {escaped(finding.name)}</a> · {place}</p>'
    lines = "".join(_line(line, severity) for line in frame(finding, source)) if source and source.text else ""
    if lines:
        yield f'<pre class="frame" tabindex="0" aria-label="{place}"><code>{lines}</code></pre>'
    yield from map(_see_also, elsewhere(finding))
    if finding.help:
        yield f'<p class="advice"><b>Help</b><span>{escaped(finding.help)}</span></p>'
    if finding.fix:
        title = f"{escaped(finding.fix.title)} <code>{option(finding.fix)}</code>"
        yield f'<p class="advice"><b>Fix</b><span>{title}</span></p>'
    yield "</article>"


def _see_also(related: Related) -> str:
    place = related.place
    where = f"{place.file}:{place.start.line}:{place.start.column}"
    return f'<p class="advice"><b>See</b><span><code>{escaped(where)}</code> {escaped(related.label)}</span></p>'


def _line(line: Line, severity: str) -> str:
    gap = '<span class="gap">⋯</span>' if line.follows_gap else ""
    labels = "".join(f' <span class="label">{escaped(mark.label)}</span>' for mark in line.marks if mark.label)
    kind = "line marked" if line.marks else "line"
    text = f"{_marked(line, severity)}{labels}"
    return f'{gap}<span class="{kind}"><span class="number">{line.number}</span>{text}</span>'


def _marked(line: Line, severity: str) -> str:
    """Put each stretch of a line into the innermost of the marks that hold it."""
    ends = {column for mark in line.marks for column in (mark.start, max(mark.end, mark.start))}
    columns = sorted({1, len(line.text) + 1} | {column for column in ends if 1 <= column <= len(line.text) + 1})
    empty = {mark.start: mark for mark in line.marks if mark.end <= mark.start or mark.start > len(line.text)}
    parts = []
    for index, column in enumerate(columns):
        if column in empty:
            parts.append(f'<mark class="{_kind(empty[column], severity)} point">&#8203;</mark>')
        following = columns[index + 1] if index + 1 < len(columns) else column
        text = escaped(line.text[column - 1 : following - 1].replace("\t", _TAB))
        holding = [mark for mark in line.marks if mark.start <= column and following <= mark.end]
        if text and holding:
            innermost = min(holding, key=lambda mark: mark.end - mark.start)
            parts.append(f'<mark class="{_kind(innermost, severity)}">{text}</mark>')
        else:
            parts.append(text)
    return "".join(parts)


def _kind(mark: Mark, severity: str) -> str:
    return "related" if mark.is_related else severity
