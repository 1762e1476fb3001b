"""Which list satisfies tests on lists."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from rompy.schema.compare.meaning.formula import (
    AtLeast,
    AtMost,
    CountAtLeast,
    CountAtMost,
    Distinct,
    EachItem,
    SomeItem,
)
from rompy.schema.compare.meaning.result import IMPOSSIBLE, Budget, BudgetSpentError, Found, Impossible, Undecided
from rompy.schema.compare.meaning.values import Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rompy.schema.compare.meaning.formula import Formula, Test
    from rompy.schema.compare.meaning.judge import Judge
    from rompy.schema.compare.meaning.result import Result
    from rompy.schema.compare.meaning.values import Json

_LONGEST: Final = 1_500
_CHOICES: Final = 3_000
"""How many ways to lay out the items of one list are tried."""


@dataclass(slots=True)
class _Wanted:
    """The tests, put together."""

    each: list[EachItem] = field(default_factory=list)
    some: list[SomeItem] = field(default_factory=list)
    at_least: list[CountAtLeast] = field(default_factory=list)
    at_most: list[CountAtMost] = field(default_factory=list)
    distinct: set[bool] = field(default_factory=set)
    least: int = 0
    most: int | None = None

    def take(self, test: Test) -> None:
        match test:
            case EachItem():
                self.each.append(test)
            case SomeItem():
                self.some.append(test)
            case CountAtLeast():
                self.at_least.append(test)
            case CountAtMost():
                self.at_most.append(test)
            case Distinct(positive):
                self.distinct.add(positive)
            case AtLeast(count):
                self.least = max(self.least, count)
            case AtMost(count):
                self.most = count if self.most is None else min(self.most, count)
            case _:
                raise AssertionError(test)


def find_array(tests: Iterable[Test], judge: Judge) -> Result:
    """Find a list that satisfies every test, as short as they allow."""
    wanted = _Wanted()
    for test in tests:
        wanted.take(test)
    none_of = [one.formula for one in wanted.at_most if one.count == 0]
    wanted.each.extend(EachItem(0, None, judge.formulas.no(formula)) for formula in none_of)
    wanted.at_most = [one for one in wanted.at_most if one.count > 0]
    wanted.some.extend(SomeItem(0, None, one.formula) for one in wanted.at_least if one.count == 1)
    wanted.at_least = [one for one in wanted.at_least if one.count > 1]
    if len(wanted.distinct) > 1:
        return IMPOSSIBLE
    return _Builder(wanted, judge).build()


class _Builder:
    """Lays items out; what it cannot decide it notes in ``unsure``."""

    def __init__(self, wanted: _Wanted, judge: Judge) -> None:
        self.wanted = wanted
        self.judge = judge
        self.formulas = judge.formulas
        self.unsure = False
        self.guess: tuple[Json, ...] = ()
        self.tries = Budget(_CHOICES)
        ends = [one.stop or one.start for one in wanted.each] + [one.stop or one.start for one in wanted.some]
        self.prefix = max([0, *ends])
        """From here on every item is under the same tests."""

    def build(self) -> Result:
        extra = len(self.wanted.some) + sum(one.count for one in self.wanted.at_least)
        extra += 2 * (False in self.wanted.distinct)
        longest = max(self.wanted.least, self.prefix) + extra
        if self.wanted.most is not None:
            longest = min(longest, self.wanted.most)
        if longest > _LONGEST:
            longest, self.unsure = _LONGEST, True
        try:
            for length in range(self.wanted.least, longest + 1):
                if length and not self._may_have(length - 1):
                    break
                result = self._of_length(length)
                if not isinstance(result, Impossible):
                    return result
        except BudgetSpentError:
            if self.judge.budget.steps < 0:
                raise
            self.unsure = True
        return Undecided(self.guess) if self.unsure else IMPOSSIBLE

    def spend(self) -> None:
        """Count one more way to lay out items."""
        self.tries.spend()
        self.judge.budget.spend(5)

    def at(self, index: int) -> Formula:
        """Give what the item at an index must satisfy."""
        return self.formulas.all(
            one.formula for one in self.wanted.each if one.start <= index and (one.stop is None or index < one.stop)
        )

    def _may_have(self, index: int) -> bool:
        """Tell whether an item can be at an index; all before it are known to be possible, from the least length on."""
        return self._possible(self.at(index))

    def _possible(self, formula: Formula) -> bool:
        match self.judge.find(formula):
            case Found():
                return True
            case Undecided():
                self.unsure = True
                return True
            case _:
                return False

    def _of_length(self, length: int) -> Result:
        asked = [self.at(index) for index in range(length)]
        if not all(self._possible(one) for one in dict.fromkeys(asked)):
            return IMPOSSIBLE
        for laid_out in self._with_some(asked, list(self.wanted.some)):
            for counted in self._with_counts(laid_out):
                for paired in self._with_equal_pair(counted):
                    result = self._values(paired)
                    if not isinstance(result, Impossible):
                        return result
        return IMPOSSIBLE

    def _with_some(self, asked: list[Formula], some: list[SomeItem]) -> Iterator[list[Formula]]:
        """Give an item to each demand for one."""
        self.spend()
        if not some:
            yield asked
            return
        first, *later = some
        stop = len(asked) if first.stop is None else min(first.stop, len(asked))
        seen: set[Formula] = set()
        for index in range(first.start, stop):
            more = self.formulas.all([asked[index], first.formula])
            beyond = index >= self.prefix
            if (beyond and more in seen) or not self._possible(more):
                continue
            if beyond:
                seen.add(more)
            yield from self._with_some([*asked[:index], more, *asked[index + 1 :]], later)

    def _with_counts(self, asked: list[Formula]) -> Iterator[list[Formula]]:
        """Say of items whether they are counted, where counts are limited."""
        if not self.wanted.at_least and not self.wanted.at_most:
            yield asked
            return
        yield from self._count_from(asked, 0, [0] * len(self.wanted.at_least), [0] * len(self.wanted.at_most))

    def _count_from(
        self, asked: list[Formula], index: int, reached: list[int], used: list[int]
    ) -> Iterator[list[Formula]]:
        self.spend()
        if index == len(asked):
            if all(have >= one.count for have, one in zip(reached, self.wanted.at_least, strict=True)):
                yield asked
            return
        left = len(asked) - index
        if any(have + left < one.count for have, one in zip(reached, self.wanted.at_least, strict=True)):
            return
        for formula, more_reached, more_used in self._sorts(asked[index], reached, used):
            if self._possible(formula):
                following = [*asked[:index], formula, *asked[index + 1 :]]
                yield from self._count_from(following, index + 1, more_reached, more_used)

    def _sorts(
        self, start: Formula, reached: list[int], used: list[int]
    ) -> Iterator[tuple[Formula, list[int], list[int]]]:
        """Give the ways in which one item can count."""
        ways: list[tuple[Formula, list[int], list[int]]] = [(start, reached, used)]
        for place, at_least in enumerate(self.wanted.at_least):
            if reached[place] < at_least.count:
                counted = [
                    (self.formulas.all([formula, at_least.formula]), _raised(have, place), spent)
                    for formula, have, spent in ways
                ]
                ways = [*counted, *ways]
        for place, at_most in enumerate(self.wanted.at_most):
            not_counted = [
                (self.formulas.all([formula, self.formulas.no(at_most.formula)]), have, spent)
                for formula, have, spent in ways
            ]
            counted = [
                (self.formulas.all([formula, at_most.formula]), have, _raised(spent, place))
                for formula, have, spent in ways
                if spent[place] < at_most.count
            ]
            ways = [*not_counted, *counted]
        yield from ways

    def _with_equal_pair(self, asked: list[Formula]) -> Iterator[list[Formula]]:
        """Make two items the same, where items must not be distinct."""
        if False not in self.wanted.distinct:
            yield asked
            return
        for second in range(len(asked)):
            for first in range(second):
                self.spend()
                same = self.judge.find(self.formulas.all([asked[first], asked[second]]))
                if isinstance(same, Undecided):
                    self.unsure = True
                elif isinstance(same, Found):
                    value = self.formulas.is_value(same.value)
                    yield [value if index in {first, second} else one for index, one in enumerate(asked)]

    def _values(self, asked: list[Formula]) -> Result:
        if True in self.wanted.distinct:
            return self._different(asked)
        items: list[Json] = []
        sure = True
        for formula in asked:
            match self.judge.find(formula):
                case Found(value):
                    items.append(value)
                case Undecided(guess) if guess:
                    items.append(guess[0])
                    sure = False
                case _:
                    self.unsure = True
                    return IMPOSSIBLE
        if sure:
            return Found(items)
        self.unsure, self.guess = True, (items,)
        return IMPOSSIBLE

    def _different(self, asked: list[Formula]) -> Result:
        """Find values of which no two are equal: a matching of items with values."""
        choices: list[list[Json]] = []
        known: dict[Formula, list[Json]] = {}
        for formula in asked:
            if formula not in known:
                values, complete = self.judge.several(formula, len(asked))
                if not complete and len(values) < len(asked):
                    self.unsure = True
                known[formula] = values
            choices.append(known[formula])
        items = _matching(choices, self.judge)
        return IMPOSSIBLE if items is None else Found(items)


def _raised(counts: list[int], place: int) -> list[int]:
    return [count + (index == place) for index, count in enumerate(counts)]


def _matching(choices: list[list[Json]], judge: Judge) -> list[Json] | None:
    """Choose one value for each item so that all differ, by augmenting paths."""
    taken: dict[Value, tuple[int, Json]] = {}

    def place(index: int, visited: set[Value]) -> bool:
        judge.budget.spend()
        for value in choices[index]:
            key = Value(value)
            if key in visited:
                continue
            visited.add(key)
            if key not in taken or place(taken[key][0], visited):
                taken[key] = (index, value)
                return True
        return False

    if not all(place(index, set()) for index in range(len(choices))):
        return None
    chosen = dict(taken.values())
    return [chosen[index] for index in range(len(choices))]
