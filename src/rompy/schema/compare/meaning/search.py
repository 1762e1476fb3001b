"""Finds a value that satisfies a formula, or shows that there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rompy.schema.compare.meaning.arrays import find_array
from rompy.schema.compare.meaning.formula import (
    Above,
    All,
    Among,
    AtLeast,
    AtMost,
    Atom,
    Below,
    Constant,
    CountAtLeast,
    CountAtMost,
    Distinct,
    EachItem,
    EachKey,
    ExactlyOne,
    Matches,
    Multiple,
    OfKind,
    Reference,
    Some,
    SomeItem,
    SomeKey,
    Unknown,
    WrittenWhole,
)
from rompy.schema.compare.meaning.numbers import find_number
from rompy.schema.compare.meaning.objects import find_object
from rompy.schema.compare.meaning.result import IMPOSSIBLE, BudgetSpentError, Found, Impossible, Undecided
from rompy.schema.compare.meaning.values import KINDS, Value, exact, kind_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from rompy.schema.compare.meaning.formula import Formula, Formulas, Test
    from rompy.schema.compare.meaning.result import Budget, Result
    from rompy.schema.compare.meaning.strings import Strings
    from rompy.schema.compare.meaning.values import Json, Kind

_MOST_LOOKAHEAD: Final = 120
"""How many alternatives are tried beforehand in order to choose where to go on."""

_NEW_QUESTION: Final = 10
"""How many steps a question takes that was not answered before."""

_Key = tuple["Formula", "Kind"]


@dataclass(slots=True)
class _Frame:
    """A question that is being answered."""

    depth: int
    leans_on: int
    """The outermost open question that the answer takes for impossible; its own depth where there is none."""
    started: int
    """How many provisional answers there were when it was asked."""


class Search:
    """Answers questions about formulas, and remembers the answers.

    A question that comes up again inside itself is answered "impossible" there: the smallest value that satisfies a
    formula holds no other value that satisfies the same one in its stead. Answers that lean on such an answer are
    provisional until the question they lean on is answered the same way.
    """

    def __init__(
        self, formulas: Formulas, expand: Callable[[Hashable], Formula], strings: Strings, budget: Budget
    ) -> None:
        """Start with nothing known; ``expand`` reads what a reference points at."""
        self.formulas = formulas
        self.strings = strings
        self.budget = budget
        self._expand = expand
        self._known: dict[_Key, Result] = {}
        self._provisional: dict[_Key, int] = {}
        self._open: dict[_Key, _Frame] = {}
        self._stack: list[_Frame] = []
        self._concerns: dict[tuple[Formula, str], bool | None] = {}

    def ask(self, formula: Formula) -> Result:
        """Find a value for a formula, within the budget."""
        try:
            return self.find(formula)
        except (BudgetSpentError, RecursionError):
            self._provisional.clear()
            self._open.clear()
            self._stack.clear()
            return Undecided()

    def find(self, formula: Formula) -> Result:
        """Find a value for a formula.

        Raises:
            BudgetSpentError: where that takes too many steps.
        """
        undecided: Undecided | None = None
        for kind in KINDS:
            result = self._of_kind(self.formulas.within(formula, kind), kind)
            match result:
                case Found():
                    return result
                case Undecided(guess):
                    undecided = result if undecided is None or guess else undecided
                case _:
                    pass
        return undecided or IMPOSSIBLE

    def several(self, formula: Formula, wanted: int) -> tuple[list[Json], bool]:
        """Find so many different values; the second part tells whether there are surely no more than those."""
        values: list[Json] = []
        for _ in range(wanted):
            taken = self.formulas.among((Value(value) for value in values), positive=False)
            match self.find(self.formulas.all([formula, taken])):
                case Found(value):
                    values.append(value)
                case Impossible():
                    return values, True
                case _:
                    return values, False
        return values, False

    def _of_kind(self, formula: Formula, kind: Kind) -> Result:
        if formula is self.formulas.false:
            return IMPOSSIBLE
        self.budget.spend()
        key = (formula, kind)
        known = self._known.get(key)
        if known is not None:
            return known
        if key in self._provisional:
            self._lean(self._provisional[key])
            return IMPOSSIBLE
        asked = self._open.get(key)
        if asked is not None:
            self._lean(asked.depth)
            return IMPOSSIBLE
        self.budget.spend(_NEW_QUESTION)
        frame = _Frame(len(self._stack), len(self._stack), len(self._provisional))
        self._stack.append(frame)
        self._open[key] = frame
        result = self._answer(formula, kind)
        self._stack.pop()
        del self._open[key]
        self._settle(key, frame, result)
        return result

    def _lean(self, depth: int) -> None:
        if self._stack:
            self._stack[-1].leans_on = min(self._stack[-1].leans_on, depth)

    def _settle(self, key: _Key, frame: _Frame, result: Result) -> None:
        """Remember an answer, for good or provisionally, and those that leaned on it."""
        since = list(self._provisional)[frame.started :]
        sure = frame.leans_on >= frame.depth
        if not isinstance(result, Impossible):
            for other in since:
                del self._provisional[other]
            if sure or isinstance(result, Found):
                self._known[key] = result
            else:
                self._lean(frame.leans_on)
            return
        if sure:
            for other in since:
                del self._provisional[other]
                self._known[other] = IMPOSSIBLE
            self._known[key] = result
            return
        for other in since:
            self._provisional[other] = min(self._provisional[other], frame.leans_on)
        self._provisional[key] = frame.leans_on
        self._lean(frame.leans_on)

    def _answer(self, formula: Formula, kind: Kind) -> Result:
        plain, choices = _taken_apart(formula)
        if choices:
            return self._choose(plain, choices, kind)
        return self._under(plain, kind)

    def _choose(self, plain: list[Formula], choices: list[Some], kind: Kind) -> Result:
        """Find a value under plain tests that takes one side of every choice as well.

        Whatever value the plain tests give is tried first; only choices that it does not satisfy are gone into, the
        one with the fewest sides left first.
        """
        self.budget.spend(_NEW_QUESTION)
        base = self.formulas.all(plain)
        start = self._of_kind(base, kind)
        match start:
            case Impossible():
                return start
            case Found(value):
                broken = [choice for choice in choices if self.holds(choice, value) is not True]
            case _:
                broken = choices
        if not broken:
            return start
        choice, sides = self._narrowest(base, broken, kind)
        rest = [other for other in choices if other is not choice]
        undecided: Undecided | None = None
        for side in sides:
            more, inner = _taken_apart(self.formulas.all([base, side]))
            if self.formulas.false in more:
                continue
            open_choices = [*inner, *(other for other in rest if other not in inner)]
            result = (
                self._choose(more, open_choices, kind) if open_choices else self._of_kind(self.formulas.all(more), kind)
            )
            match result:
                case Found():
                    return result
                case Undecided(guess):
                    undecided = result if undecided is None or guess else undecided
                case _:
                    pass
        return undecided or IMPOSSIBLE

    def _narrowest(self, base: Formula, choices: list[Some], kind: Kind) -> tuple[Some, list[Formula]]:
        """Find the choice with the fewest sides that the plain tests allow, and those sides."""
        ordered = sorted(choices, key=lambda choice: len(choice.parts))
        if len(ordered) == 1:
            return ordered[0], list(ordered[0].parts)
        best: tuple[Some, list[Formula]] | None = None
        tried = 0
        for choice in ordered:
            if best is not None and tried + len(choice.parts) > _MOST_LOOKAHEAD:
                break
            tried += len(choice.parts)
            sides = [side for side in choice.parts if self._allows(base, side, kind)]
            if best is None or len(sides) < len(best[1]):
                best = (choice, sides)
            if len(sides) <= 1:
                break
        assert best is not None  # noqa: S101 -- there is at least one choice
        return best

    def _allows(self, base: Formula, side: Formula, kind: Kind) -> bool:
        plain, _ = _taken_apart(self.formulas.all([base, side]))
        return not isinstance(self._of_kind(self.formulas.all(plain), kind), Impossible)

    def _under(self, plain: list[Formula], kind: Kind) -> Result:
        """Find a value under plain tests."""
        unknown = any(isinstance(one, Unknown) for one in plain)
        listed = next((one for one in plain if isinstance(one, Among) and one.positive), None)
        if listed is not None:
            return self._listed(listed, [one for one in plain if one is not listed])
        tests = [one.test for one in plain if isinstance(one, Atom)]
        excluded = [value.json for one in plain if isinstance(one, Among) for value in one.values]
        result = self._of(kind, tests, excluded)
        if unknown and isinstance(result, Found):
            return Undecided((result.value,))
        return result

    def _listed(self, listed: Among, others: list[Formula]) -> Result:
        """Find a value among listed ones."""
        values = listed.values
        tests: list[Formula] = []
        for other in others:
            if isinstance(other, Among):
                values = values & other.values if other.positive else values - other.values
            else:
                tests.append(other)
        guess: tuple[Json, ...] = ()
        for value in sorted(values, key=_simplicity):
            self.budget.spend()
            said = _every(self.holds(test, value.json) for test in tests)
            if said:
                return Found(value.json)
            if said is None and not guess:
                guess = (value.json,)
        return Undecided(guess) if guess else IMPOSSIBLE

    def _of(self, kind: Kind, tests: Iterable[Test], excluded: list[Json]) -> Result:
        match kind:
            case "null":
                return IMPOSSIBLE if excluded else Found(None)
            case "boolean":
                left = [value for value in (False, True) if value not in excluded]
                return Found(left[0]) if left else IMPOSSIBLE
            case "number":
                return find_number(tests, excluded)
            case "string":
                return self.strings.find(tests, (text for text in excluded if isinstance(text, str)))
            case "array":
                return find_array(tests, self)
            case _:
                return find_object(tests, self)

    def holds(self, formula: Formula, value: Json) -> bool | None:
        """Tell whether a formula is true of a value, or None where that cannot be said."""
        match formula:
            case Constant(truth):
                return truth
            case All(parts):
                return _every(self.holds(part, value) for part in parts)
            case Some(parts):
                return _any(self.holds(part, value) for part in parts)
            case ExactlyOne(parts, positive):
                says = [self.holds(part, value) for part in parts]
                if says.count(True) > 1:
                    return not positive
                return None if None in says else (says.count(True) == 1) is positive
            case Reference(target, positive):
                said = self.holds(self._expand(target), value)
                return None if said is None else said is positive
            case OfKind(kinds):
                return kind_of(value) in kinds
            case Among(values, positive):
                return (Value(value) in values) is positive
            case Atom(kind, test, otherwise):
                return self._passes(test, value) if kind_of(value) == kind else otherwise
            case _:
                return None

    def _passes(self, test: Test, value: Json) -> bool | None:
        match value:
            case int() | float():
                return self._number_passes(test, value)
            case str():
                return self._string_passes(test, value)
            case list():
                return self._array_passes(test, value)
            case dict():
                return self._object_passes(test, value)
            case _:
                raise AssertionError(test)

    @staticmethod
    def _number_passes(test: Test, value: float) -> bool | None:
        try:
            number = exact(value)
        except ValueError:
            return None
        match test:
            case Above(bound, strict):
                return number > bound if strict else number >= bound
            case Below(bound, strict):
                return number < bound if strict else number <= bound
            case Multiple(of, positive):
                return ((number / of).denominator == 1) is positive
            case WrittenWhole(positive):
                return isinstance(value, int) is positive
            case _:
                raise AssertionError(test)

    def _string_passes(self, test: Test, value: str) -> bool | None:
        match test:
            case AtLeast(count):
                return len(value) >= count
            case AtMost(count):
                return len(value) <= count
            case Matches(pattern, positive):
                said = self.strings.matches(pattern, value)
                return None if said is None else said is positive
            case _:
                raise AssertionError(test)

    def _array_passes(self, test: Test, value: list[Json]) -> bool | None:
        match test:
            case AtLeast(count):
                return len(value) >= count
            case AtMost(count):
                return len(value) <= count
            case EachItem(start, stop, formula):
                return _every(self.holds(formula, item) for item in value[start:stop])
            case SomeItem(start, stop, formula):
                return _any(self.holds(formula, item) for item in value[start:stop])
            case CountAtLeast(formula, count):
                return self._counts(formula, value, count)
            case CountAtMost(formula, count):
                said = self._counts(formula, value, count + 1)
                return None if said is None else not said
            case Distinct(positive):
                return (len({Value(item) for item in value}) == len(value)) is positive
            case _:
                raise AssertionError(test)

    def _counts(self, formula: Formula, value: list[Json], count: int) -> bool | None:
        says = [self.holds(formula, item) for item in value]
        if says.count(True) >= count:
            return True
        return None if says.count(True) + says.count(None) >= count else False

    def _object_passes(self, test: Test, value: dict[str, Json]) -> bool | None:
        match test:
            case AtLeast(count):
                return len(value) >= count
            case AtMost(count):
                return len(value) <= count
            case EachKey(keys, formula):
                return self._each_key(keys, formula, value)
            case SomeKey(keys, formula):
                said = self._each_key(keys, self.formulas.no(formula), value)
                return None if said is None else not said
            case _:
                raise AssertionError(test)

    def _each_key(self, keys: Formula, formula: Formula, value: dict[str, Json]) -> bool | None:
        if isinstance(keys, Among) and keys.positive and len(keys.values) == 1:
            name = next(iter(keys.values)).json
            return self.holds(formula, value[name]) if isinstance(name, str) and name in value else True
        return _every(self._unless(keys, name, formula, item) for name, item in value.items())

    def concerns(self, keys: Formula, name: str) -> bool | None:
        """Tell whether a formula about keys is true of one; None where that cannot be said."""
        if (keys, name) not in self._concerns:
            self._concerns[keys, name] = self.holds(keys, name)
        return self._concerns[keys, name]

    def _unless(self, keys: Formula, name: str, formula: Formula, item: Json) -> bool | None:
        concerned = self.concerns(keys, name)
        if concerned is False:
            return True
        said = self.holds(formula, item)
        return said if concerned or said else None


def _simplicity(value: Value) -> tuple[int, str]:
    text = repr(value.json)
    return len(text), text


def _every(says: Iterable[bool | None]) -> bool | None:
    sure: bool | None = True
    for one in says:
        if one is False:
            return False
        if one is None:
            sure = None
    return sure


def _any(says: Iterable[bool | None]) -> bool | None:
    sure: bool | None = False
    for one in says:
        if one:
            return True
        if one is None:
            sure = None
    return sure


def _taken_apart(formula: Formula) -> tuple[list[Formula], list[Some]]:
    """Split a formula into plain tests and choices."""
    parts = formula.parts if isinstance(formula, All) else (formula,)
    return [part for part in parts if not isinstance(part, Some)], [part for part in parts if isinstance(part, Some)]
