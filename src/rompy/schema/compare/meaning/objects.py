"""Which mapping satisfies tests on mappings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from rompy.schema.compare.meaning.formula import All, Among, AtLeast, AtMost, Atom, EachKey, Some, SomeKey
from rompy.schema.compare.meaning.result import IMPOSSIBLE, Found, Impossible, Undecided
from rompy.schema.compare.meaning.values import Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rompy.schema.compare.meaning.formula import Formula, Test
    from rompy.schema.compare.meaning.judge import Judge
    from rompy.schema.compare.meaning.result import Result
    from rompy.schema.compare.meaning.values import Json

_MOST_KEYS: Final = 2_000
_MOST_SPLITS: Final = 12


@dataclass(slots=True)
class _Wanted:
    """The tests, put together."""

    each: list[EachKey] = field(default_factory=list)
    some: list[SomeKey] = field(default_factory=list)
    least: int = 0
    most: int | None = None

    def take(self, test: Test) -> None:
        match test:
            case EachKey():
                self.each.append(test)
            case SomeKey():
                self.some.append(test)
            case AtLeast(count):
                self.least = max(self.least, count)
            case AtMost(count):
                self.most = count if self.most is None else min(self.most, count)
            case _:
                raise AssertionError(test)


def find_object(tests: Iterable[Test], judge: Judge) -> Result:
    """Find a mapping that satisfies every test, with no more keys than they ask for."""
    wanted = _Wanted()
    for test in tests:
        wanted.take(test)
    if wanted.most is not None and wanted.least > wanted.most:
        return IMPOSSIBLE
    if wanted.least > _MOST_KEYS:
        return Undecided()
    return _Builder(wanted, judge).build()


class _Builder:
    """Puts keys and values together; what it cannot decide it notes in ``unsure``."""

    def __init__(self, wanted: _Wanted, judge: Judge) -> None:
        self.wanted = wanted
        self.judge = judge
        self.formulas = judge.formulas
        self.unsure = False
        self.guess: tuple[Json, ...] = ()
        self.each = [(self.formulas.within(one.keys, "string"), one.formula) for one in wanted.each]
        self.some = [(self.formulas.within(one.keys, "string"), one.formula) for one in wanted.some]
        self.names = sorted({name for keys, _ in (*self.each, *self.some) for name in named(keys)})
        self.patterned: list[tuple[Formula, Formula]] = []
        self.by_name: dict[str, list[tuple[Formula, Formula]]] = {}
        for keys, formula in self.each:
            only = _only(keys)
            if only is None:
                self.patterned.append((keys, formula))
            for name in only or ():
                self.by_name.setdefault(name, []).append((keys, formula))
        self._for_name: dict[str, Formula] = {}

    def build(self) -> Result:
        named_keys: dict[str, Formula] = {}
        others: list[tuple[Formula, Formula]] = []
        for keys, formula in self.some:
            only = _only(keys)
            if only is not None and len(only) == 1:
                name = only[0]
                named_keys[name] = self.formulas.all([named_keys.get(name, self.formulas.true), formula])
            else:
                others.append((keys, formula))
        chosen: dict[str, Formula] = {}
        for name, formula in named_keys.items():
            value = self._with(chosen, name, formula)
            if value is None:
                return Undecided() if self.unsure else IMPOSSIBLE
            chosen = value
        result = self._place(others, chosen)
        if isinstance(result, Impossible) and self.unsure:
            return Undecided(self.guess)
        return result

    def for_name(self, name: str) -> Formula:
        """Give what the value of a key must satisfy, whatever asks for the key."""
        if name not in self._for_name:
            needed: list[Formula] = []
            for keys, formula in (*self.by_name.get(name, ()), *self.patterned):
                says = self.judge.concerns(keys, name)
                if says is None:
                    self.unsure = True
                elif says:
                    needed.append(formula)
            self._for_name[name] = self.formulas.all(needed)
        return self._for_name[name]

    def _with(self, chosen: dict[str, Formula], name: str, formula: Formula) -> dict[str, Formula] | None:
        """Add a key, or ask more of one that is there; None where its value cannot be."""
        asked = self.formulas.all([chosen.get(name, self.formulas.true), self.for_name(name), formula])
        match self.judge.find(asked):
            case Found():
                return {**chosen, name: asked}
            case Undecided(guess):
                self.unsure = True
                return {**chosen, name: asked} if guess else None
            case _:
                return None

    def _place(self, others: list[tuple[Formula, Formula]], chosen: dict[str, Formula]) -> Result:
        """Choose a key for each demand that leaves the key open, then finish."""
        self.judge.budget.spend()
        if self.wanted.most is not None and len(chosen) > self.wanted.most:
            return IMPOSSIBLE
        if not others:
            return self._finish(chosen)
        (keys, formula), *later = others
        for more in self._options(keys, formula, chosen, later):
            result = self._place(later, more)
            if not isinstance(result, Impossible):
                return result
        return IMPOSSIBLE

    def _options(
        self,
        keys: Formula,
        formula: Formula,
        chosen: dict[str, Formula],
        later: list[tuple[Formula, Formula]],
    ) -> Iterator[dict[str, Formula]]:
        for name in (*chosen, *(name for name in self.names if name not in chosen)):
            says = self.judge.concerns(keys, name)
            if says is None:
                self.unsure = True
            elif says:
                more = self._with(chosen, name, formula)
                if more is not None:
                    yield more
        split = [keys for keys, _ in later] if self.wanted.most is not None else []
        for name in self._fresh(keys, formula, set(chosen), split):
            more = self._with(chosen, name, formula)
            if more is not None:
                yield more

    def _fresh(self, keys: Formula, formula: Formula, taken: set[str], split: list[Formula]) -> Iterator[str]:
        """Give one new key of each sort that the tests tell apart and whose value can be."""
        shut_out = self.formulas.among((Value(name) for name in {*self.names, *taken}), positive=False)
        sorts = [*self.patterned, *((one, self.formulas.true) for one in split if _only(one) is None)]
        if len(sorts) > _MOST_SPLITS:
            self.unsure = True
            sorts = sorts[:_MOST_SPLITS]
        start = self.formulas.within(self.formulas.all([keys, shut_out]), "string")
        yield from self._sorted_out(start, formula, sorts)

    def _sorted_out(self, keys: Formula, value: Formula, sorts: list[tuple[Formula, Formula]]) -> Iterator[str]:
        self.judge.budget.spend()
        name = self.judge.find(self.formulas.all([keys, self.formulas.of_kind("string")]))
        if isinstance(name, Impossible):
            return
        if isinstance(name, Undecided):
            self.unsure = True
            return
        if sorts:
            (which, needed), *later = sorts
            yield from self._sorted_out(self.formulas.all([keys, self.formulas.no(which)]), value, later)
            yield from self._sorted_out(self.formulas.all([keys, which]), self.formulas.all([value, needed]), later)
            return
        match self.judge.find(value):
            case Found():
                assert isinstance(name.value, str)  # noqa: S101 -- the formula is one about strings
                yield name.value
            case Undecided():
                self.unsure = True
                assert isinstance(name.value, str)  # noqa: S101
                yield name.value
            case _:
                return

    def _finish(self, chosen: dict[str, Formula]) -> Result:
        """Fill up to the smallest number of keys, and find the values."""
        if len(chosen) < self.wanted.least:
            filled = self._filled(chosen)
            if filled is None:
                return IMPOSSIBLE
            chosen = filled
        if self.wanted.most is not None and len(chosen) > self.wanted.most:
            return IMPOSSIBLE
        values: dict[str, Json] = {}
        sure = True
        for name, formula in chosen.items():
            match self.judge.find(formula):
                case Found(value):
                    values[name] = value
                case Undecided(guess) if guess:
                    values[name] = guess[0]
                    sure = False
                case _:
                    self.unsure = True
                    return IMPOSSIBLE
        if sure and not self._doubtful(values):
            return Found(values)
        self.unsure = True
        self.guess = (values,)
        return IMPOSSIBLE

    def _doubtful(self, values: dict[str, Json]) -> bool:
        """Tell whether some test cannot say if it concerns one of the keys."""
        return any(self.judge.concerns(keys, name) is None for keys, _ in self.patterned for name in values)

    def _filled(self, chosen: dict[str, Formula]) -> dict[str, Formula] | None:
        for name in self.names:
            if len(chosen) >= self.wanted.least:
                return chosen
            if name not in chosen:
                chosen = self._with(chosen, name, self.formulas.true) or chosen
        while len(chosen) < self.wanted.least:
            before = len(chosen)
            for name in self._fresh(self.formulas.true, self.formulas.true, set(chosen), []):
                chosen = self._with(chosen, name, self.formulas.true) or chosen
                if len(chosen) >= self.wanted.least:
                    break
            if len(chosen) == before:
                return None
        return chosen


def named(keys: Formula) -> Iterator[str]:
    """Give the keys that a formula about keys calls by name."""
    match keys:
        case Among(values):
            yield from (value.json for value in values if isinstance(value.json, str))
        case All(parts) | Some(parts):
            for part in parts:
                yield from named(part)
        case Atom():
            return
        case _:
            return


def _only(keys: Formula) -> list[str] | None:
    """Give the only keys that a formula is true of, where it lists them."""
    return list(named(keys)) if isinstance(keys, Among) and keys.positive else None
