"""What libyaml or PyYAML says of a text that is no YAML, without the wording and the places that differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rompy.document.fault import Fault
from rompy.document.source import Source, Span

if TYPE_CHECKING:
    import yaml
    from yaml.error import MarkedYAMLError


@dataclass(frozen=True)
class Problem:
    """An error of a YAML parser."""

    source: Source
    says: str
    offset: int
    """Where the parser could not go on."""
    doing: str
    """What it was in the middle of, in its words."""
    context: int | None
    """Where that began."""

    @classmethod
    def of(cls, error: MarkedYAMLError, source: Source) -> Problem:
        """Read an error of libyaml or PyYAML."""
        return cls(
            source,
            error.problem or "the text is not YAML",
            _offset(error.problem_mark, source),
            error.context or "",
            _offset(error.context_mark, source) if error.context_mark else None,
        )

    def rest_of_line(self) -> Span:
        """Give the text from the place of the problem to the end of its line."""
        return rest_of_line(self.offset, self.source)


def syntax(span: Span, message: str, advice: str | None = None, *related: tuple[Span, str]) -> Fault:
    """Make a fault of a text that is no YAML."""
    return Fault("syntax_error", span, message, advice, related)


def rest_of_line(offset: int, source: Source) -> Span:
    """Give the text from a place to the end of its line, without a comment."""
    end = source.line_span(source.position(offset).line).end
    text = source.text[offset:end]
    return Span(offset, offset + max(1, len(text.split(" #")[0].rstrip())))


def _offset(mark: yaml.error.Mark | None, source: Source) -> int:
    """Give a mark's place, moved back to the last visible character where it stands at the end of the file."""
    offset = min(mark.index if mark else 0, len(source.text))
    visible = len(source.text.rstrip())
    return offset if offset < visible else max(0, visible - 1)
