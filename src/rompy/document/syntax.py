"""Says what a syntax error of YAML means for the person who wrote the file, and where it really stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import yaml

from rompy.document.fault import Fault
from rompy.document.source import Source, Span

if TYPE_CHECKING:
    from yaml.error import MarkedYAMLError

_ALIAS = re.compile(r"\*([^\s,\[\]{}]*)")
_COLON = re.compile(r":(?:\s|$)")
_KEY_WITHOUT_SPACE = re.compile(r"^\s*[\w.-]+:[^\s:/]")


def syntax_fault(error: MarkedYAMLError, source: Source) -> Fault:
    """Turn an error of libyaml or PyYAML into a fault in our words at the place to mend."""
    problem = error.problem or "the text is not YAML"
    offset = _offset(error.problem_mark, source)
    context = _offset(error.context_mark, source) if error.context_mark else None
    if "undefined alias" in problem:
        return _undefined_alias(offset, source)
    if "could not find expected ':'" in problem and context is not None:
        return _missing_colon(context, source)
    if "mapping values are not allowed" in problem:
        return _misplaced_colon(offset, source)
    if "quoted scalar" in (error.context or "") and "end of stream" in problem and context is not None:
        return _syntax(
            Span(context, context + 1),
            "This quote is never closed",
            f"end the text with {source.text[context]}",
        )
    if re.search(r"'[\]}]'", problem) and context is not None:
        return _unclosed_bracket(context, offset, source)
    if "cannot start any token" in problem:
        return _reserved_character(offset, source)
    if "unknown escape character" in problem:
        start = source.text.rfind("\\", 0, offset + 1)
        escape = source.text[start : start + 2]
        return _syntax(
            Span(start, start + 2),
            f"{escape} is no escape that YAML knows",
            "write \\\\ for a backslash, or use single quotes",
        )
    if "expected key" in problem or "<block end>" in problem or "'-' indicator" in problem:
        return _unexpected(offset, source)
    return _syntax(_rest_of_line(offset, source), f"This is not valid YAML: {_plain(problem)}")


def _syntax(span: Span, message: str, advice: str | None = None, *related: tuple[Span, str]) -> Fault:
    return Fault("syntax_error", span, message, advice, related)


def _offset(mark: yaml.error.Mark | None, source: Source) -> int:
    """Give a mark's place, moved back to the last visible character where it stands at the end of the file."""
    offset = min(mark.index if mark else 0, len(source.text))
    visible = len(source.text.rstrip())
    return offset if offset < visible else max(0, visible - 1)


def _rest_of_line(offset: int, source: Source) -> Span:
    end = source.line_span(source.position(offset).line).end
    text = source.text[offset:end]
    return Span(offset, offset + max(1, len(text.split(" #")[0].rstrip())))


def _undefined_alias(offset: int, source: Source) -> Fault:
    match = _ALIAS.match(source.text, offset)
    name = match[1] if match else ""
    span = Span(offset, match.end() if match else offset + 1)
    return Fault(
        "undefined_alias",
        span,
        f"The alias *{name} has no anchor &{name} before it",
        f"put &{name} at the value that is meant, or quote the text if it should start with *",
    )


def _missing_colon(offset: int, source: Source) -> Fault:
    span = _rest_of_line(offset, source)
    if _KEY_WITHOUT_SPACE.match(source.text[offset : span.end]):
        return _syntax(span, "A space is missing after the colon", "write 'key: value'")
    return _syntax(span, "This line has no colon, so it is neither a key nor a part of a value", "write 'key: value'")


def _misplaced_colon(offset: int, source: Source) -> Fault:
    """Tell the three causes of a colon out of place apart.

    The parser only says that the colon may not stand there: because a value holds ``: ``, because the line is
    indented too far, or because the line before is no ``key: value`` and so runs on into this one.
    """
    line = source.position(offset).line
    start, end = source.line_span(line)
    first = _COLON.search(source.text, start, end)
    if first is not None and first.start() < offset:
        return _syntax(Span(offset, offset + 1), "A second ': ' stands in one value", "put the value in quotes")
    key = start + len(source.text[start:offset]) - len(source.text[start:offset].lstrip())
    above = line - 1
    while above > 1 and not source.line(above).strip():
        above -= 1
    if above < 1 or _COLON.search(source.line(above)):
        return _syntax(
            Span(key, offset),
            "This key is indented more than the keys above it",
            "start it in the column of the other keys",
        )
    above_start = source.line_span(above).start
    return _missing_colon(above_start + len(source.line(above)) - len(source.line(above).lstrip()), source)


def _unclosed_bracket(context: int, offset: int, source: Source) -> Fault:
    bracket = source.text[context]
    closing = "]" if bracket == "[" else "}"
    at_end = not source.text[offset + 1 :].strip()
    if at_end or source.position(offset).line > source.position(context).line:
        return _syntax(Span(context, context + 1), f"This {bracket} is never closed", f"end it with {closing}")
    return _syntax(
        Span(offset, offset + 1),
        f"A comma or {closing} is missing before this",
        None,
        (Span(context, context + 1), "opened here"),
    )


def _reserved_character(offset: int, source: Source) -> Fault:
    character = source.text[offset : offset + 1]
    if character == "\t":
        width = len(source.text[offset:]) - len(source.text[offset:].lstrip("\t"))
        return _syntax(Span(offset, offset + width), "A tab cannot indent YAML", "use spaces")
    return _syntax(Span(offset, offset + 1), f"No value can start with {character}", "put the value in quotes")


def _unexpected(offset: int, source: Source) -> Fault:
    quote = _quoted_text_that_ran_on(offset, source)
    if quote is not None:
        last = source.position(offset).line
        return _syntax(
            Span(quote, quote + 1),
            f"This quote is not closed on its line, and the text runs on to line {last}",
            f"end the text with {source.text[quote]}",
        )
    span = _rest_of_line(offset, source)
    line_start = source.line_span(source.position(offset).line).start
    if source.text[line_start:offset].strip():
        return _syntax(
            span,
            "This cannot follow what stands before it on the line",
            "quote the value, or start a new line",
        )
    return _syntax(span, "The indentation of this line fits no line above it", "start it in the column of its siblings")


def _quoted_text_that_ran_on(offset: int, source: Source) -> int | None:
    """Find the quote of a text of several lines that ends on the line of the error, right before it."""
    line_start = source.line_span(source.position(offset).line).start
    found = None
    try:
        for token in yaml.scan(source.text, Loader=yaml.SafeLoader):
            if token.start_mark.index >= offset:
                break
            if isinstance(token, yaml.ScalarToken) and token.style in {'"', "'"}:
                ends_here = line_start <= token.end_mark.index <= offset
                found = token.start_mark.index if ends_here and token.start_mark.index < line_start else None
    except yaml.YAMLError:
        pass
    return found


def _plain(problem: str) -> str:
    return problem.replace("did not find", "there is no").removeprefix("found ")
