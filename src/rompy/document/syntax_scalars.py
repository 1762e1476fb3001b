"""Says what is wrong with a text in quotes, a block of text, an alias or an anchor."""

from __future__ import annotations

import re
import sys

from rompy.document.fault import Fault
from rompy.document.problem import Problem, syntax
from rompy.document.source import Source, Span

QUOTES = frozenset("\"'")

_DIGITS = {"x": 2, "u": 4, "U": 8}
_LONG_ESCAPE = re.compile(r"\\U([0-9a-fA-F]{8})")
_NAME = re.compile(r"[*&]([\w-]*)")


def scalar_fault(problem: Problem) -> Fault | None:
    """Make the fault of a single value that is not written as it should be; None where the problem is another."""
    if "undefined alias" in problem.says:
        return _undefined_alias(problem)
    if problem.context is None:
        return None
    if "second occurrence" in problem.says:
        return _second_anchor(problem, problem.context)
    if "block scalar" in problem.doing and "tab" not in problem.says:
        message = f"Nothing can follow {problem.source.text[problem.context]} on its line"
        return syntax(problem.rest_of_line(), message, "start the text on the next line, or quote the value")
    if problem.doing in {"while scanning an alias", "while scanning an anchor"}:
        sign = problem.source.text[problem.context]
        what = "an alias" if sign == "*" else "an anchor"
        span = Span(problem.context, problem.context + 1)
        return syntax(span, f"A value that starts with {sign} is {what}, and this is none", "put the value in quotes")
    if problem.source.text[problem.context] in QUOTES:
        return _quoted_fault(problem, problem.context)
    return None


def _quoted_fault(problem: Problem, quote: int) -> Fault | None:
    text = problem.source.text
    if any(part in problem.says for part in ("end of stream", "document separator", "document indicator")):
        return syntax(Span(quote, quote + 1), "This quote is never closed", f"end the text with {text[quote]}")
    start = text.rfind("\\", 0, problem.offset + 1)
    escape = text[start : start + 2]
    advice = "write \\\\ for a backslash, or use single quotes"
    if "unknown escape character" in problem.says:
        return syntax(Span(start, start + 2), f"{escape} is no escape that YAML knows", advice)
    if "decimal number" in problem.says:
        message = f"{escape} is not followed by {_DIGITS[escape[1:]]} hexadecimal digits"
        return syntax(Span(start, start + 2), message, advice)
    return _no_character(start, problem.source) if "Unicode character" in problem.says else None


def number_fault(source: Source) -> Fault:
    """Make the fault of a number in an escape that no character has, which PyYAML stumbles over."""
    for match in _LONG_ESCAPE.finditer(source.text):
        if int(match[1], 16) > sys.maxunicode:
            return _no_character(match.start(), source)
    return syntax(Span(0, 1), "A directive or a tag of this text is not valid YAML", "remove it")


def _no_character(start: int, source: Source) -> Fault:
    span = Span(start, start + 2 + _DIGITS[source.text[start + 1]])
    return syntax(span, "This escape stands for no character", "write the character itself")


def _undefined_alias(problem: Problem) -> Fault:
    name, span = _name(problem)
    return Fault(
        "undefined_alias",
        span,
        f"The alias *{name} has no anchor &{name} before it",
        f"put &{name} at the value that is meant, or quote the text if it should start with *",
    )


def _second_anchor(problem: Problem, first: int) -> Fault:
    name, span = _name(problem)
    message = f"The anchor &{name} is set a second time"
    return syntax(span, message, "name one of the two otherwise", (Span(first, first + 1), "the first one is here"))


def _name(problem: Problem) -> tuple[str, Span]:
    """Give the name of the alias or anchor at a problem, and where it stands."""
    match = _NAME.match(problem.source.text, problem.offset)
    return (match[1], Span(*match.span())) if match else ("", Span(problem.offset, problem.offset + 1))
