"""Which string satisfies tests on strings."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice, product
from typing import TYPE_CHECKING, Final

from rompy.schema.compare.meaning.formula import AtLeast, AtMost, Matches
from rompy.schema.compare.meaning.language import Languages
from rompy.schema.compare.meaning.pattern import Reading, UnreadablePatternError, language_of
from rompy.schema.compare.meaning.result import IMPOSSIBLE, Budget, BudgetSpentError, Found, Undecided

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rompy.schema.compare.meaning.formula import Test
    from rompy.schema.compare.meaning.language import Language
    from rompy.schema.compare.meaning.result import Result

_STATES: Final = 6_000
"""How many derivatives of patterns are looked at for one question."""
_LONGEST: Final = 100_000
"""A string longer than this is no example to show."""
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz0123456789"


class Strings:
    """Finds strings, and remembers the languages of patterns."""

    def __init__(self, samples: Iterable[str] = (), reading: Reading = Reading.ECMA) -> None:
        """``samples`` are strings to try where a pattern is not of a regular language."""
        self.reading = reading
        self.languages = Languages()
        self.samples = (*samples, "", "a", "A", "1", "-", " ", "ab", "a1", "a b", "aa", "11", "2000-01-01", "a@b.c")
        self._patterns: dict[str, Language | None] = {}

    def language(self, pattern: str) -> Language | None:
        """Give the strings in which a pattern matches, or nothing where that cannot be said."""
        if pattern not in self._patterns:
            try:
                self._patterns[pattern] = language_of(pattern, self.languages, self.reading)
            except (UnreadablePatternError, RecursionError):
                self._patterns[pattern] = None
        return self._patterns[pattern]

    def matches(self, pattern: str, text: str) -> bool | None:
        """Tell whether a pattern matches in a string, or None where that cannot be said."""
        language = self.language(pattern)
        if language is not None:
            return self.languages.has(language, text)
        compiled = _compiled(pattern)
        return None if compiled is None else compiled.search(text) is not None

    def find(self, tests: Iterable[Test], excluded: Iterable[str]) -> Result:
        """Find a string that satisfies every test and is not excluded: a short one that reads well."""
        least, most = 0, None
        patterns: list[Matches] = []
        for test in tests:
            match test:
                case AtLeast(count):
                    least = max(least, count)
                case AtMost(count):
                    most = count if most is None else min(most, count)
                case Matches():
                    patterns.append(test)
                case _:
                    raise AssertionError(test)
        if most is not None and least > most:
            return IMPOSSIBLE
        if any(Matches(one.pattern, not one.positive) in patterns for one in patterns):
            return IMPOSSIBLE
        if least > _LONGEST:
            return Undecided()
        shut_out = set(excluded)
        if not patterns:
            return self._free(least, most, shut_out)
        languages = [self.language(one.pattern) for one in patterns]
        known = [
            language if one.positive else self.languages.rest(language)
            for one, language in zip(patterns, languages, strict=True)
            if language is not None
        ]
        result = self._in_language(self.languages.both(known), least, most, shut_out) if known else Undecided()
        if len(known) == len(patterns) or result is IMPOSSIBLE:
            return result
        return self._by_sampling(patterns, least, most, shut_out)

    def _free(self, least: int, most: int | None, shut_out: set[str]) -> Result:
        for text in self._words(max(least, 1), most):
            if text not in shut_out:
                return Found(text)
        if least == 0 and "" not in shut_out:
            return Found("")
        return IMPOSSIBLE if most == 0 else Undecided()

    @staticmethod
    def _words(least: int, most: int | None) -> Iterator[str]:
        if most is not None and least > most:
            return
        stem = "a" * (least - 1)
        yield from (stem + letter for letter in _LETTERS)
        longest = 3 if most is None else min(3, most - least + 1)
        for extra in range(2, longest + 1):
            yield from (stem + "".join(letters) for letters in product(_LETTERS, repeat=extra))

    def _in_language(self, language: Language, least: int, most: int | None, shut_out: set[str]) -> Result:
        if shut_out:
            taken = self.languages.either(self.languages.literal(text) for text in sorted(shut_out))
            language = self.languages.both([language, self.languages.rest(taken)])
        try:
            # an empty string is hard to see: it is the last resort
            for shortest in dict.fromkeys((max(least, 1), least)):
                if most is None or shortest <= most:
                    for text in self.languages.strings(language, shortest, most, Budget(_STATES + least * 4)):
                        return Found(text)
        except BudgetSpentError:
            return Undecided()
        return IMPOSSIBLE

    def _by_sampling(self, patterns: list[Matches], least: int, most: int | None, shut_out: set[str]) -> Result:
        """Try strings one by one, for patterns that only running them can judge."""
        more = (text for one in patterns for text in self._like(one.pattern))
        for text in (*self.samples, *islice(more, 200)):
            if text in shut_out or len(text) < least or (most is not None and len(text) > most):
                continue
            if all(self.matches(one.pattern, text) is one.positive for one in patterns):
                return Found(text)
        return Undecided()

    def _like(self, pattern: str) -> Iterator[str]:
        """Give strings that a pattern may match: those of a plainer pattern, and pieces of its own text."""
        plainer = self.language(_plainer(pattern))
        if plainer is not None:
            for least in range(4):
                try:
                    yield from islice(self.languages.strings(plainer, least, None, Budget(_STATES)), 20)
                except BudgetSpentError:
                    break
        yield from re.findall(r"\w+", pattern)


def _plainer(pattern: str) -> str:
    """Write a pattern without what is not of a regular language: a group again in place of a reference to it."""
    groups = re.findall(r"\((?!\?)([^()]*)\)", pattern)
    plainer = re.sub(r"\(\?<[=!][^()]*\)|\\[bB]", "", pattern)
    plainer = plainer.replace(r"\A", "^").replace(r"\Z", "$").replace(r"\z", "$")
    for number, group in enumerate(groups, 1):
        plainer = plainer.replace(f"\\{number}", f"(?:{group})")
    return plainer


@cache
def _compiled(pattern: str) -> re.Pattern[str] | None:
    try:
        return re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return None
