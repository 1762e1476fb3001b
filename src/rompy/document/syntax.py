"""Says what a syntax error of YAML means for the person who wrote the file, and where it really stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import yaml

from rompy.document.problem import Problem, rest_of_line, syntax
from rompy.document.source import Source, Span
from rompy.document.syntax_scalars import QUOTES, scalar_fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yaml.error import MarkedYAMLError

    from rompy.document.fault import Fault

_LAST_WORD = re.compile(r"[^\s,\[\]{}]+\s*$")
_LONGEST_KEY = 1024
_COLON = re.compile(r":(?:\s|$)")
_KEY_WITHOUT_SPACE = re.compile(r"^\s*[\w.-]+:[^\s:/]")


def syntax_fault(error: MarkedYAMLError, source: Source) -> Fault:
    """Turn an error of libyaml or PyYAML into a fault in our words at the place to mend."""
    problem = Problem.of(error, source)
    return (
        scalar_fault(problem)
        or _bracket_fault(problem)
        or _key_fault(problem)
        or _line_fault(problem)
        or syntax(problem.rest_of_line(), f"This is not valid YAML: {_plain(problem.says)}")
    )


def _bracket_fault(problem: Problem) -> Fault | None:
    source, offset, context = problem.source, problem.offset, problem.context
    if re.search(r"'[\]}]'", problem.says) and context is not None and source.text[context] in "[{":
        return _unclosed_bracket(context, offset, source)
    if source.text[offset : offset + 1] in {"]", "}"} and context != offset:
        return syntax(Span(offset, offset + 1), f"This {source.text[offset]} closes nothing", "remove it, or quote it")
    return _missing_value(offset, source) if "node content" in problem.says else None


def _key_fault(problem: Problem) -> Fault | None:
    if "could not find expected ':'" in problem.says and problem.context is not None:
        return _missing_colon(problem.context, problem.source)
    if "unexpected ':'" in problem.says:
        span = Span(problem.offset, problem.offset + 1)
        return syntax(span, "A space is missing after the colon", "write 'key: value', or quote the text")
    if "mapping values are not allowed" in problem.says:
        return _misplaced_colon(problem.offset, problem.source)
    return None


def _line_fault(problem: Problem) -> Fault | None:
    source, offset = problem.source, problem.offset
    if "tab character" in problem.says or "cannot start any token" in problem.says:
        return _reserved_character(offset, source)
    if "sequence entries are not allowed" in problem.says:
        message = "A list cannot start on the line of its key"
        return syntax(problem.rest_of_line(), message, "start it on the next line, or quote the value")
    if "tag handle" in problem.says:
        return syntax(problem.rest_of_line(), "The prefix of this tag is declared by no %TAG line", "remove the tag")
    if source.line(source.position(offset).line).startswith("%"):
        return _directive(offset, source)
    if "<document start>" in problem.says:
        return _after_the_document(problem)
    if any(part in problem.says for part in ("expected key", "<block end>", "'-' indicator")):
        return _unexpected(problem)
    return None


def _missing_colon(offset: int, source: Source) -> Fault:
    span = rest_of_line(offset, source)
    if _KEY_WITHOUT_SPACE.match(source.text[offset : span.end]):
        return syntax(span, "A space is missing after the colon", "write 'key: value'")
    return syntax(span, "This line has no colon, so it is neither a key nor a part of a value", "write 'key: value'")


def _misplaced_colon(offset: int, source: Source) -> Fault:
    """Tell the three causes of a colon out of place apart.

    The parser only says that the colon may not stand there: because a value holds ``: ``, because the line is
    indented too far, or because the line before is no ``key: value`` and so runs on into this one.
    """
    line = source.position(offset).line
    start, end = source.line_span(line)
    first = _COLON.search(source.text, start, end)
    if first is not None and first.start() < offset:
        return syntax(Span(offset, offset + 1), "A second ': ' stands in one value", "put the value in quotes")
    key = start + len(source.text[start:offset]) - len(source.text[start:offset].lstrip())
    above = line - 1
    while above > 1 and not source.line(above).strip():
        above -= 1
    if source.text.startswith("---", start):
        return syntax(Span(start, start + 3), "A key cannot start on the line of ---", "start it on the next line")
    if offset - key > _LONGEST_KEY:
        return syntax(Span(key, offset), f"A key has no more than {_LONGEST_KEY} characters", "write a shorter one")
    if above < 1 or _COLON.search(source.line(above)):
        return syntax(
            Span(key, offset),
            "This key is indented more than the keys above it",
            "start it in the column of the other keys",
        )
    above_start = source.line_span(above).start
    return _missing_colon(above_start + len(source.line(above)) - len(source.line(above).lstrip()), source)


def _unclosed_bracket(context: int, offset: int, source: Source) -> Fault:
    """Tell a bracket that is never closed from a comma that is missing inside it, by where the next line begins."""
    bracket, found = source.text[context], source.text[offset]
    closing = "]" if bracket == "[" else "}"
    opened = (Span(context, context + 1), "opened here")
    if found in "]}":
        return syntax(Span(offset, offset + 1), f"This {found} closes no {bracket}", f"end it with {closing}", opened)
    outside = _indentation(offset, source) <= _indentation(context, source)
    other_line = source.position(offset).line > source.position(context).line
    if not source.text[offset + 1 :].strip() or (other_line and outside):
        return _never_closed(context, source)
    if found == ":":
        word = _LAST_WORD.search(source.text, context + 1, offset)
        offset = word.start() if word else offset
    # the { of a template opens a mapping of its own where no quotes stand around it
    is_template = found == "{" and source.text[offset - 1] == "$"
    advice = "put the text with the template in quotes" if is_template else None
    return syntax(Span(offset, offset + 1), f"A comma or {closing} is missing before this", advice, opened)


def _never_closed(bracket: int, source: Source) -> Fault:
    character = source.text[bracket]
    closing = "]" if character == "[" else "}"
    return syntax(Span(bracket, bracket + 1), f"This {character} is never closed", f"end it with {closing}")


def _indentation(offset: int, source: Source) -> int:
    line = source.line(source.position(offset).line)
    return len(line) - len(line.lstrip())


def _missing_value(offset: int, source: Source) -> Fault:
    if not source.text[offset + 1 :].strip():
        opened = [token.start_mark.index for token in _tokens_before(offset + 1, source) if _opens(token)]
        closed = sum(_closes(token) for token in _tokens_before(offset + 1, source))
        if len(opened) > closed:
            return _never_closed(opened[-1], source)
    return syntax(Span(offset, offset + 1), "A value is missing before this", "write the value, or quote the text")


def _opens(token: yaml.Token) -> bool:
    return isinstance(token, yaml.FlowSequenceStartToken | yaml.FlowMappingStartToken)


def _closes(token: yaml.Token) -> bool:
    return isinstance(token, yaml.FlowSequenceEndToken | yaml.FlowMappingEndToken)


def _directive(offset: int, source: Source) -> Fault:
    start, end = source.line_span(source.position(offset).line)
    if source.text.startswith("%YAML ", start):
        return syntax(Span(start, end), "This version of YAML is not read", "remove the line")
    message = "A line that starts with % is a directive, and YAML has no such directive here"
    return syntax(Span(start, end), message, "put the text in quotes, or remove the line")


def _after_the_document(problem: Problem) -> Fault:
    source, offset = problem.source, problem.offset
    line_start = source.line_span(source.position(offset).line).start
    first = len(source.text) - len(source.text.lstrip())
    if not source.text[line_start:offset].strip() and _indentation(first, source) > _indentation(offset, source):
        return _unexpected(problem)
    message = "The value of this document is complete, and this follows it"
    return syntax(rest_of_line(offset, source), message, "remove it, or start another document with ---")


def _reserved_character(offset: int, source: Source) -> Fault:
    character = source.text[offset : offset + 1]
    if character == "\t":
        width = len(source.text[offset:]) - len(source.text[offset:].lstrip("\t"))
        return syntax(Span(offset, offset + width), "A tab cannot indent YAML", "use spaces")
    return syntax(Span(offset, offset + 1), f"No value can start with {character}", "put the value in quotes")


def _unexpected(problem: Problem) -> Fault:
    source, offset = problem.source, problem.offset
    quote = _quoted_text_that_ran_on(offset, source)
    if quote is not None:
        last = source.position(offset).line
        return syntax(
            Span(quote, quote + 1),
            f"This quote is not closed on its line, and the text runs on to line {last}",
            f"end the text with {source.text[quote]}",
        )
    span = rest_of_line(offset, source)
    line_start = source.line_span(source.position(offset).line).start
    before = source.text[line_start:offset].rstrip()
    if before[-1:] and before[-1] in QUOTES:
        return syntax(span, "The quotes end before this", "quote the whole value, and double a quote inside")
    if before:
        return syntax(
            span,
            "This cannot follow what stands before it on the line",
            "quote the value, or start a new line",
        )
    if problem.context is not None and source.position(problem.context).column == source.position(offset).column:
        if source.text.startswith("-", offset):
            return syntax(span, "A list item cannot stand among keys", "indent it under a key, or write 'key: value'")
        return syntax(span, "A key cannot stand among the items of a list", "start it with '- ', or indent it")
    return syntax(span, "The indentation of this line fits no line above it", "start it in the column of its siblings")


def _quoted_text_that_ran_on(offset: int, source: Source) -> int | None:
    """Find the quote of a text of several lines that ends on the line of the error, right before it."""
    line_start = source.line_span(source.position(offset).line).start
    found = None
    for token in _tokens_before(offset, source):
        if isinstance(token, yaml.ScalarToken) and token.style in {'"', "'"}:
            ends_here = line_start <= token.end_mark.index <= offset
            found = token.start_mark.index if ends_here and token.start_mark.index < line_start else None
    return found


def _tokens_before(offset: int, source: Source) -> Iterator[yaml.Token]:
    """Yield the tokens of a text up to a place, or to where PyYAML cannot go on."""
    try:
        for token in yaml.scan(source.text, Loader=yaml.SafeLoader):
            if token.start_mark.index >= offset:
                return
            yield token
    except (yaml.YAMLError, ValueError):
        return


def _plain(problem: str) -> str:
    missing = re.sub(r"did not find (the )?expected|^expected", "missing", problem)
    return re.sub(r",? but found .*", "", missing, flags=re.DOTALL).removeprefix("found ")
