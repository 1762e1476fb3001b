"""Sets of strings that regular expressions describe, with the derivatives that decide what is in them.

A language is the strings that are in it. Its derivative by a character is what may follow that character; so a string
is in a language where deriving by each of its characters leaves a language that holds the empty string. Intersections
and complements cost no more than unions do, which is why patterns are judged this way (Owens, Reppy, Turon:
Regular-expression derivatives re-examined, 2009).
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator

    from rompy.schema.compare.meaning.result import Budget

LAST: Final = 0x10FFFF
Ranges: TypeAlias = "tuple[tuple[int, int], ...]"
"""Characters, as ascending ranges of code points that do not touch; both ends belong to a range."""

EVERY: Final[Ranges] = ((0, 0xD7FF), (0xE000, LAST))
"""Every character that a file can hold: surrogates are not characters."""


def ranges(pairs: Iterable[tuple[int, int]]) -> Ranges:
    """Sort ranges and join those that touch."""
    joined: list[tuple[int, int]] = []
    for low, high in sorted(pairs):
        if joined and low <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(high, joined[-1][1]))
        else:
            joined.append((low, high))
    return tuple(joined)


def without(some: Ranges, others: Ranges) -> Ranges:
    """Give the characters of the first that are not in the second."""
    left: list[tuple[int, int]] = []
    for start, stop in some:
        low = start
        for other_low, other_high in others:
            if other_high < low or other_low > stop:
                continue
            if other_low > low:
                left.append((low, other_low - 1))
            low = other_high + 1
        if low <= stop:
            left.append((low, stop))
    return tuple(left)


def shared(some: Ranges, others: Ranges) -> Ranges:
    """Give the characters that are in both."""
    both: list[tuple[int, int]] = []
    left, right = 0, 0
    while left < len(some) and right < len(others):
        low = max(some[left][0], others[right][0])
        high = min(some[left][1], others[right][1])
        if low <= high:
            both.append((low, high))
        if some[left][1] < others[right][1]:
            left += 1
        else:
            right += 1
    return tuple(both)


def holds(some: Ranges, character: int) -> bool:
    """Tell whether a character is among them."""
    place = bisect_right(some, (character, LAST + 1)) - 1
    return place >= 0 and some[place][1] >= character


class Language:
    """A set of strings."""

    __slots__ = ("cuts", "empty_too", "serial", "steps")
    serial: int
    empty_too: bool
    """Whether the empty string is in it."""
    steps: dict[int, Language]
    """What follows each character, by the start of its class, as far as it was asked for."""
    cuts: tuple[int, ...] | None
    """Where its classes of characters start: characters of one class have one derivative."""


@dataclass(eq=False, slots=True)
class Nothing(Language):
    """No string at all."""


@dataclass(eq=False, slots=True)
class Blank(Language):
    """The empty string only."""


@dataclass(eq=False, slots=True)
class Character(Language):
    """Strings of one character, out of some."""

    characters: Ranges


@dataclass(eq=False, slots=True)
class Sequence(Language):
    """A string of the first, then one of the second."""

    first: Language
    second: Language


@dataclass(eq=False, slots=True)
class Repeat(Language):
    """So many strings of a language, one after the other; no upper limit where it is None."""

    body: Language
    least: int
    most: int | None


@dataclass(eq=False, slots=True)
class Either(Language):
    """What is in at least one."""

    parts: tuple[Language, ...]


@dataclass(eq=False, slots=True)
class Both(Language):
    """What is in every one."""

    parts: tuple[Language, ...]


@dataclass(eq=False, slots=True)
class Rest(Language):
    """What is not in another."""

    other: Language


class Languages:
    """All languages of one comparison; its methods are the only way to make one."""

    def __init__(self) -> None:
        """Start with nothing, the empty string and everything."""
        self._made: dict[Hashable, Language] = {}
        self.nothing = self._intern(("nothing",), Nothing, empty_too=False)
        self.blank = self._intern(("blank",), Blank, empty_too=True)
        self.anything = self.rest(self.nothing)

    def _intern(self, key: Hashable, make: Callable[[], Language], *, empty_too: bool) -> Language:
        language = self._made.get(key)
        if language is None:
            language = make()
            language.serial = len(self._made)
            language.empty_too = empty_too
            language.steps = {}
            language.cuts = None
            self._made[key] = language
        return language

    def character(self, characters: Ranges) -> Language:
        """Make the strings of one character."""
        if not characters:
            return self.nothing
        return self._intern(("character", characters), lambda: Character(characters), empty_too=False)

    def literal(self, text: str) -> Language:
        """Make the language of one string."""
        made = self.blank
        for character in reversed(text):
            made = self.sequence(self.character(((ord(character), ord(character)),)), made)
        return made

    def sequence(self, first: Language, second: Language) -> Language:
        """Make the strings of one language followed by those of another."""
        if first is self.nothing or second is self.nothing:
            return self.nothing
        if first is self.blank:
            return second
        if second is self.blank:
            return first
        if first is self.anything and second is self.anything:
            return first
        if isinstance(first, Sequence):
            return self.sequence(first.first, self.sequence(first.second, second))
        empty_too = first.empty_too and second.empty_too
        return self._intern(("sequence", first, second), lambda: Sequence(first, second), empty_too=empty_too)

    def repeat(self, body: Language, least: int, most: int | None) -> Language:
        """Make the repetitions of a language."""
        if most == 0 or body is self.blank:
            return self.blank
        if body is self.nothing:
            return self.nothing if least else self.blank
        if (least, most) == (1, 1):
            return body
        if body.empty_too:
            least = 0
        if most is None and least == 0 and (body is self.anything or body is self.character(EVERY)):
            return self.anything
        if isinstance(body, Repeat) and (body.least, body.most) == (0, None):
            return body
        empty_too = least == 0
        return self._intern(("repeat", body, least, most), lambda: Repeat(body, least, most), empty_too=empty_too)

    def either(self, parts: Iterable[Language]) -> Language:
        """Make the union of languages."""
        gathered: dict[Language, None] = {}
        characters: list[tuple[int, int]] = []
        for part in parts:
            for inner in part.parts if isinstance(part, Either) else (part,):
                if inner is self.anything:
                    return inner
                if isinstance(inner, Character):
                    characters.extend(inner.characters)
                else:
                    gathered[inner] = None
        if characters:
            gathered[self.character(ranges(characters))] = None
        gathered.pop(self.nothing, None)
        if any(part.empty_too for part in gathered if part is not self.blank):
            gathered.pop(self.blank, None)
        if any(isinstance(part, Rest) and part.other in gathered for part in gathered):
            return self.anything
        if len(gathered) < 2:  # noqa: PLR2004 -- a union of one is that one
            return next(iter(gathered), self.nothing)
        ordered = tuple(sorted(gathered, key=_serial))
        empty_too = any(part.empty_too for part in ordered)
        return self._intern(("either", ordered), lambda: Either(ordered), empty_too=empty_too)

    def both(self, parts: Iterable[Language]) -> Language:
        """Make the intersection of languages."""
        gathered: dict[Language, None] = {}
        for part in parts:
            for inner in part.parts if isinstance(part, Both) else (part,):
                if inner is self.nothing:
                    return inner
                gathered[inner] = None
        gathered.pop(self.anything, None)
        if self.blank in gathered:
            return self.blank if all(part.empty_too for part in gathered) else self.nothing
        if any(isinstance(part, Rest) and part.other in gathered for part in gathered):
            return self.nothing
        if len(gathered) < 2:  # noqa: PLR2004 -- an intersection of one is that one
            return next(iter(gathered), self.anything)
        ordered = tuple(sorted(gathered, key=_serial))
        empty_too = all(part.empty_too for part in ordered)
        return self._intern(("both", ordered), lambda: Both(ordered), empty_too=empty_too)

    def rest(self, language: Language) -> Language:
        """Make the complement of a language."""
        if isinstance(language, Rest):
            return language.other
        return self._intern(("rest", language), lambda: Rest(language), empty_too=not language.empty_too)

    def classes(self, language: Language) -> Iterator[tuple[int, int]]:
        """Give the ranges of characters that lead to one derivative each."""
        cuts = self._cuts(language)
        for place, start in enumerate(cuts):
            stop = cuts[place + 1] - 1 if place + 1 < len(cuts) else LAST
            yield start, stop

    def _cuts(self, language: Language) -> tuple[int, ...]:
        if language.cuts is None:
            language.cuts = tuple(sorted(self._find_cuts(language)))
        return language.cuts

    def _find_cuts(self, language: Language) -> set[int]:
        match language:
            case Character(characters):
                found = {0}
                for low, high in characters:
                    found.add(low)
                    if high < LAST:
                        found.add(high + 1)
                return found
            case Sequence(first, second):
                found = set(self._cuts(first))
                return found.union(self._cuts(second)) if first.empty_too else found
            case Repeat(body) | Rest(body):
                return set(self._cuts(body))
            case Either(parts) | Both(parts):
                return set().union(*(self._cuts(part) for part in parts))
            case _:
                return {0}

    def after(self, language: Language, character: int) -> Language:
        """Give what may follow a character in the strings of a language."""
        cuts = self._cuts(language)
        start = cuts[bisect_right(cuts, character) - 1]
        known = language.steps.get(start)
        if known is None:
            known = self._derive(language, start)
            language.steps[start] = known
        return known

    def _derive(self, language: Language, character: int) -> Language:
        match language:
            case Character(characters):
                return self.blank if holds(characters, character) else self.nothing
            case Sequence(first, second):
                followed = self.sequence(self.after(first, character), second)
                return self.either([followed, self.after(second, character)]) if first.empty_too else followed
            case Repeat(body, least, most):
                more = self.repeat(body, max(least - 1, 0), None if most is None else most - 1)
                return self.sequence(self.after(body, character), more)
            case Either(parts):
                return self.either(self.after(part, character) for part in parts)
            case Both(parts):
                return self.both(self.after(part, character) for part in parts)
            case Rest(other):
                return self.rest(self.after(other, character))
            case _:
                return self.nothing

    def has(self, language: Language, text: str) -> bool:
        """Tell whether a string is in a language."""
        for character in text:
            language = self.after(language, ord(character))
        return language.empty_too

    def strings(self, language: Language, least: int, most: int | None, budget: Budget) -> Iterator[str]:
        """Give some of the strings of a language within a length: the shortest, none where there are none at all.

        Raises:
            BudgetSpentError: where that takes too many steps.
        """
        alive = self._alive(language, budget)
        level: dict[Language, str] = {language: ""}
        seen: set[frozenset[Language]] = set()
        length = 0
        while level and (most is None or length <= most):
            if length >= least:
                for state, text in level.items():
                    if state.empty_too:
                        yield text
                states = frozenset(level)
                if states in seen:
                    return
                seen.add(states)
            following: dict[Language, str] = {}
            for state, text in level.items():
                budget.spend()
                for start, stop in self.classes(state):
                    then = self.after(state, start)
                    if then in alive and then not in following:
                        sign = nice(start, stop)
                        if sign is not None:
                            following[then] = text + chr(sign)
            level = following
            length += 1

    def _alive(self, language: Language, budget: Budget) -> set[Language]:
        """Find the derivatives from which some string leads on to an end."""
        before: dict[Language, set[Language]] = {language: set()}
        waiting = [language]
        while waiting:
            state = waiting.pop()
            budget.spend()
            for start, stop in self.classes(state):
                if nice(start, stop) is None:
                    continue
                then = self.after(state, start)
                if then is self.nothing:
                    continue
                if then not in before:
                    before[then] = set()
                    waiting.append(then)
                before[then].add(state)
        alive = {state for state in before if state.empty_too}
        waiting = list(alive)
        while waiting:
            for state in before[waiting.pop()] - alive:
                alive.add(state)
                waiting.append(state)
        return alive


_LIKED: Final[tuple[int, ...]] = (*range(0x61, 0x7B), *range(0x30, 0x3A), *range(0x41, 0x5B), *range(0x21, 0x7F), 0x20)
"""Characters that read well in an example, the best first."""


def nice(low: int, high: int) -> int | None:
    """Choose the most readable character of a range; none where it holds surrogates only."""
    for character in _LIKED:
        if low <= character <= high:
            return character
    for character in range(low, min(high, low + 0x2FF) + 1):
        if character >= 0xA1 and not 0xD800 <= character <= 0xDFFF:  # noqa: PLR2004 -- printable, not a surrogate
            return character
    if low < 0xD800 or low > 0xDFFF:  # noqa: PLR2004 -- where surrogates start and end
        return low
    return 0xE000 if high > 0xDFFF else None  # noqa: PLR2004


def _serial(language: Language) -> int:
    return language.serial
