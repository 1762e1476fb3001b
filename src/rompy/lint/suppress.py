"""Comments that keep findings quiet: ``# rompy-lint: ignore[CODE]`` on a line, ``ignore-file[CODE]`` for a file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from rompy.document import Span
from rompy.lint.selection import exactness

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rompy.document import Document, Source
    from rompy.lint.rule import Rule

_COMMENT = r"(?:^|(?<=\s))#[ \t]*rompy-lint:[ \t]*(?P<kind>ignore-file|ignore)\b[ \t]*(?:\[(?P<codes>[^\]\r\n]*)\])?"


class Suppression(NamedTuple):
    """One such comment."""

    span: Span
    """Where it stands, from its ``#`` on."""
    line: int | None
    """The line whose findings it keeps quiet; None for the whole file."""
    names: tuple[tuple[str, Span], ...]
    """The codes or names in brackets, each with its place."""

    def covers(self, rule: Rule, line: int) -> bool:
        """Tell whether it keeps a finding of a rule on a line quiet."""
        return self.line in {None, line} and exactness(rule, [name for name, _ in self.names]) >= 0


def suppressions(source: Source, documents: Sequence[Document]) -> Iterator[Suppression]:
    """Yield the comments of a text; JSON has none."""
    if source.is_json or "rompy-lint" not in source.text:
        return
    for match in re.finditer(_COMMENT, source.text, re.MULTILINE):
        if any(document.holds_text(match.start()) for document in documents):
            continue
        number = source.position(match.start()).line
        line_start = source.line_span(number).start
        is_alone = not source.text[line_start : match.start()].strip()
        line = None if match["kind"] == "ignore-file" else _next_line(source, number) if is_alone else number
        yield Suppression(Span(*match.span()), line, tuple(_names(match)))


def _next_line(source: Source, number: int) -> int:
    """Give the next line that is neither blank nor a comment."""
    for following in range(number + 1, source.line_count + 1):
        text = source.line(following).strip()
        if text and not text.startswith("#"):
            return following
    return number


def _names(match: re.Match[str]) -> Iterator[tuple[str, Span]]:
    if match["codes"] is None:
        return
    for part in re.finditer(r"[^,\s]+", match["codes"]):
        start = match.start("codes") + part.start()
        yield part[0], Span(start, start + len(part[0]))
