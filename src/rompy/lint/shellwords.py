"""Reads shell commands as far as rules need it: words, operators, and quotes that do not end."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from rompy.lint.expression import Expression

_BLANKS = " \t"
_OPERATOR = Expression(r"\n|&&|\|\||;;|\|&|&>>?|<<<|<<-?|>>|>\||[<>]&|<>|[;&|<>()]")
"""Operators of the shell, the longest first (POSIX.1-2017, Shell Command Language, section 2.10.2), and bash's."""


_ENDS = frozenset(" \t\n;&|<>()")
"""What ends a word: a blank, or the first character of an operator."""


class Word(NamedTuple):
    """A word of a command, or an operator between words."""

    text: str
    """As it is written, quotes included."""
    is_operator: bool = False
    start: int = 0
    """Where it stands in the command."""
    bare: str = ""
    """What stands outside of single quotes, quotes and escaped characters left out."""
    unquoted: str = ""
    """What stands outside of all quotes."""


class Reading(NamedTuple):
    """A command read as the shell reads it."""

    words: tuple[Word, ...]
    unclosed: int | None = None
    """Where a quote stands that nothing ends."""
    is_sure: bool = True
    """Whether all of it could be read: a here-document or a substitution may hold anything."""


@lru_cache(maxsize=8)
def read_command(text: str) -> Reading:
    """Read a command (POSIX.1-2017, Shell Command Language, section 2.3)."""
    is_sure = not re.search(r"<<|`|\$\(|\$\{|\$'", text)
    words: list[Word] = []
    at = 0
    while at < len(text):
        if text[at] in _BLANKS or text.startswith("\\\n", at):
            at += 1 if text[at] in _BLANKS else 2
            continue
        if text[at] == "#":
            end = text.find("\n", at)
            at = len(text) if end < 0 else end
            continue
        operator = _OPERATOR.match(text, at)
        if operator:
            words.append(Word(operator[0], is_operator=True, start=at))
            at = operator.end()
            continue
        word, at, unclosed = _word(text, at)
        words.append(word)
        if unclosed is not None:
            return Reading(tuple(words), unclosed, is_sure)
    return Reading(tuple(words), None, is_sure)


def _word(text: str, start: int) -> tuple[Word, int, int | None]:
    bare: list[str] = []
    unquoted: list[str] = []
    at, unclosed = start, None
    while at < len(text) and text[at] not in _ENDS:
        match text[at]:
            case "\\":
                at += 2
            case "'":
                end = text.find("'", at + 1)
                unclosed = at if end < 0 else None
                at = len(text) if end < 0 else end + 1
            case '"':
                inside = re.compile(r"((?:[^\"\\]|\\.)*)(\"?)", re.DOTALL).match(text, at + 1)
                unclosed = at if not inside or not inside[2] else None
                bare.append(re.sub(r"\\.", "", inside[1], flags=re.DOTALL) if inside else "")
                at = inside.end() if inside and unclosed is None else len(text)
            case character:
                bare.append(character)
                unquoted.append(character)
                at += 1
    word = Word(text[start:at], start=start, bare="".join(bare), unquoted="".join(unquoted))
    return word, at, unclosed
