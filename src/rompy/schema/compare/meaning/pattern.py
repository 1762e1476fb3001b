r"""Patterns of schemas: not anchored, and read in two ways.

JSON Schema asks for ECMA-262 (validation, 6.3.3), where ``\d`` and ``\w`` are ASCII, and editors read patterns so.
Python's and Rust's regular expressions, and so jsonschema and pydantic, take digits and letters of every script.
``$`` is the very end in both readings, although Python lets a line end follow.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Final, TypeAlias

from rompy.schema.compare.meaning.language import EVERY, LAST, ranges, shared, without

if TYPE_CHECKING:
    from rompy.schema.compare.meaning.language import Language, Languages, Ranges


class UnreadablePatternError(Exception):
    """A pattern that is no regular expression, or says what a regular language cannot."""


_LINE_ENDS: Final[Ranges] = ((0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029))
_DIGITS: Final[Ranges] = ((0x30, 0x39),)
_WORD: Final[Ranges] = ((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A))
_SPACE: Final[Ranges] = (
    (0x09, 0x0D),
    (0x20, 0x20),
    (0xA0, 0xA0),
    (0x1680, 0x1680),
    (0x2000, 0x200A),
    (0x2028, 0x2029),
    (0x202F, 0x202F),
    (0x205F, 0x205F),
    (0x3000, 0x3000),
    (0xFEFF, 0xFEFF),
)
_SETS: Final[dict[str, Ranges]] = {
    "d": _DIGITS,
    "D": without(EVERY, _DIGITS),
    "w": _WORD,
    "W": without(EVERY, _WORD),
    "s": _SPACE,
    "S": without(EVERY, _SPACE),
}
CLASSES: Final = re.compile(r"\\[dDwWsS]")
"""What the two readings differ in."""


class Reading(Enum):
    """Whose rules a pattern is read by."""

    ECMA = "ecma"
    UNICODE = "unicode"


@cache
def _sets(reading: Reading) -> dict[str, Ranges]:
    """Give the characters of each class."""
    if reading is Reading.ECMA:
        return _SETS
    every = "".join(chr(code) for low, high in EVERY for code in range(low, min(high, sys.maxunicode) + 1))
    found: dict[str, Ranges] = {}
    for name in "dws":
        runs = ((ord(run[0][0]), ord(run[0][-1])) for run in re.finditer(rf"\{name}+", every))
        # a run may jump over the surrogates, which are no characters
        found[name] = shared(ranges(runs), EVERY)
        found[name.upper()] = without(EVERY, found[name])
    return found


_CONTROLS: Final = {"t": 0x09, "n": 0x0A, "v": 0x0B, "f": 0x0C, "r": 0x0D, "0": 0x00}
_MOST_REPEATS: Final = 2000
"""A count beyond this makes more states than are worth looking at."""


@dataclass(frozen=True, slots=True)
class Signs:
    """One character out of some."""

    characters: Ranges


@dataclass(frozen=True, slots=True)
class Start:
    """The start of the string."""


@dataclass(frozen=True, slots=True)
class End:
    """The end of the string."""


@dataclass(frozen=True, slots=True)
class Look:
    """What must follow, or must not, without being consumed."""

    body: Choice
    positive: bool


@dataclass(frozen=True, slots=True)
class Times:
    """A repetition."""

    body: Item
    least: int
    most: int | None


@dataclass(frozen=True, slots=True)
class Choice:
    """Alternatives, each a sequence."""

    options: tuple[tuple[Item, ...], ...]


Item: TypeAlias = "Signs | Start | End | Look | Times | Choice"


class _Reader:
    """Reads the text of one pattern."""

    def __init__(self, text: str, reading: Reading) -> None:
        self.text = text
        self.place = 0
        self.reading = reading

    def peek(self, ahead: int = 0) -> str:
        place = self.place + ahead
        return self.text[place] if place < len(self.text) else ""

    def take(self) -> str:
        sign = self.peek()
        if not sign:
            raise UnreadablePatternError(f"{self.text!r} ends too early")
        self.place += 1
        return sign

    def takes(self, text: str) -> bool:
        if self.text.startswith(text, self.place):
            self.place += len(text)
            return True
        return False

    def choice(self) -> Choice:
        options = [self.sequence()]
        while self.takes("|"):
            options.append(self.sequence())
        return Choice(tuple(options))

    def sequence(self) -> tuple[Item, ...]:
        items: list[Item] = []
        while self.peek() not in {"", "|", ")"}:
            items.append(self.quantified(self.item()))
        return tuple(items)

    def item(self) -> Item:
        sign = self.take()
        match sign:
            case "^":
                return Start()
            case "$":
                return End()
            case ".":
                return Signs(without(EVERY, _LINE_ENDS))
            case "(":
                return self.group()
            case "[":
                return Signs(self.set())
            case "\\":
                return Signs(self.escape(in_set=False))
            case "*" | "+" | "?":
                raise UnreadablePatternError(f"nothing to repeat in {self.text!r}")
            case _:
                return Signs(_one(ord(sign)))

    def group(self) -> Item:
        look: bool | None = None
        if self.takes("?"):
            if self.takes("="):
                look = True
            elif self.takes("!"):
                look = False
            elif self.peek() in {"P", "<"} and not self.text.startswith(("<=", "<!"), self.place):
                self.takes("P")
                if not self.takes("<"):
                    raise UnreadablePatternError(f"{self.text!r} refers to a group")
                while self.take() != ">":
                    pass
            elif not self.takes(":"):
                raise UnreadablePatternError(f"a group of {self.text!r} is not one of a regular language")
        body = self.choice()
        if not self.takes(")"):
            raise UnreadablePatternError(f"a group of {self.text!r} is not closed")
        return body if look is None else Look(body, look)

    def quantified(self, item: Item) -> Item:
        counts = self.counts()
        if counts is None:
            return item
        self.takes("?")
        if self.peek() in {"*", "+", "?"} or isinstance(item, Start | End | Look):
            raise UnreadablePatternError(f"what {self.text!r} repeats cannot be repeated")
        return Times(item, *counts)

    def counts(self) -> tuple[int, int | None] | None:
        if self.takes("*"):
            return 0, None
        if self.takes("+"):
            return 1, None
        if self.takes("?"):
            return 0, 1
        if self.peek() != "{":
            return None
        stop = self.text.find("}", self.place)
        least, comma, most = self.text[self.place + 1 : stop].partition(",")
        if stop < 0 or not _is_count(least) or not (most == "" or _is_count(most)):
            return None
        self.place = stop + 1
        highest = int(most) if most else None if comma else int(least)
        if int(least) > _MOST_REPEATS or (highest or 0) > _MOST_REPEATS or (highest or int(least)) < int(least):
            raise UnreadablePatternError(f"a count of {self.text!r} is out of range")
        return int(least), highest

    def set(self) -> Ranges:
        negative = self.takes("^")
        pairs: list[tuple[int, int]] = []
        while not self.takes("]"):
            low = self.set_member()
            if self.peek() == "-" and self.peek(1) not in {"]", ""} and _is_single(low):
                self.take()
                high = self.set_member()
                if not _is_single(high):
                    pairs.extend([*low, *high, (0x2D, 0x2D)])
                elif high[0][0] < low[0][0]:
                    raise UnreadablePatternError(f"a range of {self.text!r} runs backwards")
                else:
                    pairs.append((low[0][0], high[0][0]))
            else:
                pairs.extend(low)
        characters = ranges(pairs)
        return without(EVERY, characters) if negative else characters

    def set_member(self) -> Ranges:
        sign = self.take()
        return self.escape(in_set=True) if sign == "\\" else _one(ord(sign))

    def escape(self, *, in_set: bool) -> Ranges:
        sign = self.take()
        if sign in _SETS:
            return _sets(self.reading)[sign]
        if sign == "0" and self.peek().isdigit():
            raise UnreadablePatternError(f"{self.text!r} holds an octal number")
        if sign in _CONTROLS:
            return _one(_CONTROLS[sign])
        if sign == "b" and in_set:
            return _one(0x08)
        if sign in {"x", "u"}:
            return _one(self.code(sign))
        if sign == "c" and self.peek().isascii() and self.peek().isalpha():
            return _one(ord(self.take()) % 32)
        if sign.isascii() and sign.isalnum():
            raise UnreadablePatternError(f"'\\{sign}' of {self.text!r} is not of a regular language")
        return _one(ord(sign))

    def code(self, sign: str) -> int:
        if sign == "u" and self.takes("{"):
            digits = self.text[self.place : self.text.find("}", self.place)]
            self.place += len(digits) + 1
        else:
            width = 2 if sign == "x" else 4
            digits = self.text[self.place : self.place + width]
            self.place += width
            if len(digits) < width:
                raise UnreadablePatternError(f"{self.text!r} ends in a character's number")
        if not digits or any(digit not in "0123456789abcdefABCDEF" for digit in digits) or int(digits, 16) > LAST:
            raise UnreadablePatternError(f"{digits!r} in {self.text!r} is no character's number")
        return int(digits, 16)


def parse(pattern: str, reading: Reading = Reading.ECMA) -> Choice:
    """Read a pattern.

    Raises:
        UnreadablePatternError: where it is no regular expression or says what a regular language cannot.
    """
    reader = _Reader(pattern, reading)
    choice = reader.choice()
    if reader.place < len(pattern):
        raise UnreadablePatternError(f"a bracket of {pattern!r} was not opened")
    return choice


def language_of(pattern: str, languages: Languages, reading: Reading = Reading.ECMA) -> Language:
    """Give the strings in which a pattern matches somewhere.

    Raises:
        UnreadablePatternError: where that is no regular language.
    """
    writer = _Writer(languages)
    choice = parse(pattern, reading)
    first = writer.choice(choice, languages.anything, at_start=True)
    later = writer.choice(choice, languages.anything, at_start=False)
    some_before = languages.sequence(languages.character(EVERY), languages.sequence(languages.anything, later))
    return languages.either([first, some_before])


class _Writer:
    """Turns what was read into a language; ``after`` is what follows, so that looking ahead is an intersection."""

    def __init__(self, languages: Languages) -> None:
        self.languages = languages

    def choice(self, choice: Choice, after: Language, *, at_start: bool) -> Language:
        return self.languages.either(self.sequence(option, after, at_start=at_start) for option in choice.options)

    def sequence(self, items: tuple[Item, ...], after: Language, *, at_start: bool) -> Language:
        starts = [at_start]
        for place, item in enumerate(items):
            starts.append(starts[-1] and self.stays(item, items[place + 1 :]))
        for item, start in zip(reversed(items), reversed(starts[:-1]), strict=True):
            after = self.item(item, after, at_start=start)
        return after

    def stays(self, item: Item, later: tuple[Item, ...]) -> bool:
        """Tell whether what follows an item at the start of the string is at the start too."""
        match item:
            case Start() | End() | Look():
                return True
            case Choice(options) if len(options) == 1 and all(
                isinstance(one, Start | End | Look) for one in options[0]
            ):
                return True
        if _may_be_empty(item) and any(_says_start(one) for one in later):
            raise UnreadablePatternError("the start of the string is asked for after something that may be empty")
        return False

    def item(self, item: Item, after: Language, *, at_start: bool) -> Language:
        languages = self.languages
        match item:
            case Signs(characters):
                return languages.sequence(languages.character(characters), after)
            case Start():
                return after if at_start else languages.nothing
            case End():
                return languages.blank if after.empty_too else languages.nothing
            case Look(body, positive):
                ahead = self.choice(body, languages.anything, at_start=at_start)
                return languages.both([ahead if positive else languages.rest(ahead), after])
            case Choice():
                return self.choice(item, after, at_start=at_start)
            case Times(body, 0, 1):
                return languages.either([self.item(body, after, at_start=at_start), after])
            case Times(body, least, most):
                if _looks_around(body):
                    raise UnreadablePatternError("what is repeated looks around")
                once = self.item(body, languages.blank, at_start=False)
                return languages.sequence(languages.repeat(once, least, most), after)


def _one(code: int) -> Ranges:
    return ((code, code),)


def _is_single(characters: Ranges) -> bool:
    return len(characters) == 1 and characters[0][0] == characters[0][1]


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _inner(item: Item) -> tuple[Item, ...]:
    match item:
        case Choice(options):
            return tuple(one for option in options for one in option)
        case Times(body):
            return (body,)
        case Look(body):
            return (body,)
        case _:
            return ()


def _says_start(item: Item) -> bool:
    return isinstance(item, Start) or any(_says_start(one) for one in _inner(item))


def _looks_around(item: Item) -> bool:
    return isinstance(item, Start | End | Look) or any(_looks_around(one) for one in _inner(item))


def _may_be_empty(item: Item) -> bool:
    match item:
        case Signs():
            return False
        case Times(body, least):
            return least == 0 or _may_be_empty(body)
        case Choice(options):
            return any(all(_may_be_empty(one) for one in option) for option in options)
        case _:
            return True
