"""Formulas about JSON values: one object for each distinct formula, so that equal ones are identical."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from rompy.schema.compare.meaning.values import KINDS, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable
    from fractions import Fraction

    from rompy.schema.compare.meaning.values import Json, Kind


class Formula:
    """Something that is true or false of every JSON value."""

    __slots__ = ("opposite", "serial")
    serial: int
    opposite: Formula | None


@dataclass(eq=False, slots=True)
class Constant(Formula):
    """Always true, or always false."""

    truth: bool


@dataclass(eq=False, slots=True)
class All(Formula):
    """True where every part is."""

    parts: tuple[Formula, ...]


@dataclass(eq=False, slots=True)
class Some(Formula):
    """True where at least one part is."""

    parts: tuple[Formula, ...]


@dataclass(eq=False, slots=True)
class ExactlyOne(Formula):
    """True where just one part is; the reverse of that where not positive."""

    parts: tuple[Formula, ...]
    positive: bool


@dataclass(eq=False, slots=True)
class Reference(Formula):
    """What a place of a schema that refers to itself says, read on demand."""

    target: Hashable
    positive: bool


@dataclass(eq=False, slots=True)
class OfKind(Formula):
    """True of the values of some kinds."""

    kinds: frozenset[Kind]


@dataclass(eq=False, slots=True)
class Among(Formula):
    """True of the values listed, or of all but them where not positive."""

    values: frozenset[Value]
    positive: bool


@dataclass(eq=False, slots=True)
class Unknown(Formula):
    """Something that cannot be judged here; the same key stands for the same thing."""

    key: str
    positive: bool


@dataclass(eq=False, slots=True)
class Atom(Formula):
    """A test on the values of one kind; of every other value it is what ``otherwise`` says."""

    kind: Kind
    test: Test
    otherwise: bool


@dataclass(frozen=True, slots=True)
class Above:
    """A number is greater than a bound, or at least it."""

    bound: Fraction
    strict: bool


@dataclass(frozen=True, slots=True)
class Below:
    """A number is less than a bound, or at most it."""

    bound: Fraction
    strict: bool


@dataclass(frozen=True, slots=True)
class Multiple:
    """A number is a multiple of another, or is not."""

    of: Fraction
    positive: bool


@dataclass(frozen=True, slots=True)
class WrittenWhole:
    """A number is written without a fraction, or is not: draft-04 tells 1 from 1.0."""

    positive: bool


@dataclass(frozen=True, slots=True)
class AtLeast:
    """So many characters, items or keys, or more."""

    count: int


@dataclass(frozen=True, slots=True)
class AtMost:
    """So many characters, items or keys, or fewer."""

    count: int


@dataclass(frozen=True, slots=True)
class Matches:
    """A string matches a pattern somewhere, or does not."""

    pattern: str
    positive: bool


@dataclass(frozen=True, slots=True)
class EachItem:
    """Every item from one index up to before another (or to the end) satisfies a formula."""

    start: int
    stop: int | None
    formula: Formula


@dataclass(frozen=True, slots=True)
class SomeItem:
    """An item from one index up to before another (or to the end) is there and satisfies a formula."""

    start: int
    stop: int | None
    formula: Formula


@dataclass(frozen=True, slots=True)
class CountAtLeast:
    """So many items or more satisfy a formula."""

    formula: Formula
    count: int


@dataclass(frozen=True, slots=True)
class CountAtMost:
    """So many items or fewer satisfy a formula."""

    formula: Formula
    count: int


@dataclass(frozen=True, slots=True)
class Distinct:
    """No two items are equal, or two are."""

    positive: bool


@dataclass(frozen=True, slots=True)
class EachKey:
    """Every key that satisfies one formula has a value that satisfies another."""

    keys: Formula
    formula: Formula


@dataclass(frozen=True, slots=True)
class SomeKey:
    """A key that satisfies one formula is there, with a value that satisfies another."""

    keys: Formula
    formula: Formula


NumberTest: TypeAlias = Above | Below | Multiple | WrittenWhole
ArrayTest: TypeAlias = EachItem | SomeItem | CountAtLeast | CountAtMost | Distinct
ObjectTest: TypeAlias = EachKey | SomeKey
Test: TypeAlias = NumberTest | AtLeast | AtMost | Matches | ArrayTest | ObjectTest

F = TypeVar("F", bound=Formula)


class Formulas:
    """All formulas of one comparison; its methods are the only way to make one."""

    def __init__(self, expand: Callable[[Hashable], Formula]) -> None:
        """Start with true and false; ``expand`` reads what a reference points at."""
        self._made: dict[Hashable, Formula] = {}
        self._expand = expand
        self._within: dict[tuple[Formula, Kind], Formula] = {}
        self._open: set[tuple[Formula, Kind]] = set()
        self.true: Formula = self._intern(("true",), lambda: Constant(truth=True))
        self.false: Formula = self._intern(("false",), lambda: Constant(truth=False))
        self.true.opposite, self.false.opposite = self.false, self.true

    def _intern(self, key: Hashable, make: Callable[[], Formula]) -> Formula:
        formula = self._made.get(key)
        if formula is None:
            formula = make()
            formula.serial = len(self._made)
            formula.opposite = None
            self._made[key] = formula
        return formula

    def all(self, parts: Iterable[Formula]) -> Formula:
        """Make the formula that is true where every part is."""
        gathered: dict[Formula, None] = {}
        for part in parts:
            if part is self.false:
                return self.false
            for inner in part.parts if isinstance(part, All) else (part,):
                if inner.opposite is not None and inner.opposite in gathered:
                    return self.false
                gathered[inner] = None
        gathered.pop(self.true, None)
        if any(isinstance(part, Some) and _opposites_in(part.parts, gathered) for part in gathered):
            return self.false
        if not gathered:
            return self.true
        if len(gathered) == 1:
            return next(iter(gathered))
        ordered = tuple(sorted(gathered, key=_serial))
        return self._intern(("all", ordered), lambda: All(ordered))

    def some(self, parts: Iterable[Formula]) -> Formula:
        """Make the formula that is true where at least one part is."""
        gathered: dict[Formula, None] = {}
        for part in parts:
            if part is self.true:
                return self.true
            for inner in part.parts if isinstance(part, Some) else (part,):
                if inner.opposite is not None and inner.opposite in gathered:
                    return self.true
                gathered[inner] = None
        gathered.pop(self.false, None)
        if any(isinstance(part, All) and _opposites_in(part.parts, gathered) for part in gathered):
            return self.true
        if not gathered:
            return self.false
        if len(gathered) == 1:
            return next(iter(gathered))
        ordered = tuple(sorted(gathered, key=_serial))
        return self._intern(("some", ordered), lambda: Some(ordered))

    def exactly_one(self, parts: Iterable[Formula], *, positive: bool = True) -> Formula:
        """Make the formula that is true where just one part is, or its reverse."""
        live = tuple(sorted((part for part in parts if part is not self.false), key=_serial))
        if not live:
            return self.false if positive else self.true
        if len(live) == 1:
            return live[0] if positive else self.no(live[0])
        return self._intern(("exactly one", live, positive), lambda: ExactlyOne(live, positive))

    def reference(self, target: Hashable, *, positive: bool = True) -> Formula:
        """Make the formula that stands for a place of a schema."""
        return self._intern(("reference", target, positive), lambda: Reference(target, positive))

    def of_kind(self, *kinds: Kind) -> Formula:
        """Make the formula that is true of the values of some kinds."""
        wanted = frozenset(kinds)
        if not wanted:
            return self.false
        if len(wanted) == len(KINDS):
            return self.true
        return self._intern(("kind", wanted), lambda: OfKind(wanted))

    def among(self, values: Iterable[Value], *, positive: bool = True) -> Formula:
        """Make the formula that is true of the values listed, or of all others."""
        listed = frozenset(values)
        if not listed:
            return self.false if positive else self.true
        return self._intern(("among", listed, positive), lambda: Among(listed, positive))

    def is_value(self, json: Json) -> Formula:
        """Make the formula that is true of one value only."""
        return self.among([Value(json)])

    def unknown(self, key: str, *, positive: bool = True) -> Formula:
        """Make a formula that cannot be judged."""
        return self._intern(("unknown", key, positive), lambda: Unknown(key, positive))

    def atom(self, kind: Kind, test: Test, *, otherwise: bool = True) -> Formula:
        """Make a test on the values of one kind."""
        trivial = self._trivial(test)
        if trivial is not None:
            if trivial == otherwise:
                return self.true if trivial else self.false
            return self.of_kind(kind) if trivial else self.of_kind(*(other for other in KINDS if other != kind))
        return self._intern(("atom", kind, test, otherwise), lambda: Atom(kind, test, otherwise))

    def _trivial(self, test: Test) -> bool | None:
        match test:
            case AtLeast(count) if count <= 0:
                return True
            case AtMost(count) if count < 0:
                return False
            case EachItem(start, stop, formula):
                return True if formula is self.true or (stop is not None and stop <= start) else None
            case SomeItem(start, stop, formula):
                return False if formula is self.false or (stop is not None and stop <= start) else None
            case EachKey(keys, formula):
                return True if formula is self.true or self.within(keys, "string") is self.false else None
            case SomeKey(keys, formula):
                return False if formula is self.false or self.within(keys, "string") is self.false else None
            case CountAtLeast(formula, count):
                return True if count <= 0 else False if formula is self.false else None
            case CountAtMost(formula, count):
                return False if count < 0 else True if formula is self.false else None
            case _:
                return None

    def no(self, formula: Formula) -> Formula:
        """Make the formula that is true where another is false."""
        if formula.opposite is None:
            made = self._opposite(formula)
            formula.opposite = made
            made.opposite = formula
        return formula.opposite

    def _opposite(self, formula: Formula) -> Formula:
        match formula:
            case All(parts):
                return self.some(self.no(part) for part in parts)
            case Some(parts):
                return self.all(self.no(part) for part in parts)
            case ExactlyOne(parts, positive):
                return self.exactly_one(parts, positive=not positive)
            case Reference(target, positive):
                return self.reference(target, positive=not positive)
            case OfKind(kinds):
                return self.of_kind(*(kind for kind in KINDS if kind not in kinds))
            case Among(values, positive):
                return self.among(values, positive=not positive)
            case Unknown(key, positive):
                return self.unknown(key, positive=not positive)
            case Atom(kind, test, otherwise):
                return self.atom(kind, self._opposite_test(test), otherwise=not otherwise)
            case _:
                raise AssertionError(formula)

    def _opposite_test(self, test: Test) -> Test:  # noqa: PLR0911, PLR0912 -- one line for each test
        match test:
            case Above(bound, strict):
                return Below(bound, not strict)
            case Below(bound, strict):
                return Above(bound, not strict)
            case Multiple(of, positive):
                return Multiple(of, not positive)
            case WrittenWhole(positive):
                return WrittenWhole(not positive)
            case AtLeast(count):
                return AtMost(count - 1)
            case AtMost(count):
                return AtLeast(count + 1)
            case Matches(pattern, positive):
                return Matches(pattern, not positive)
            case EachItem(start, stop, formula):
                return SomeItem(start, stop, self.no(formula))
            case SomeItem(start, stop, formula):
                return EachItem(start, stop, self.no(formula))
            case CountAtLeast(formula, count):
                return CountAtMost(formula, count - 1)
            case CountAtMost(formula, count):
                return CountAtLeast(formula, count + 1)
            case Distinct(positive):
                return Distinct(not positive)
            case EachKey(keys, formula):
                return SomeKey(keys, self.no(formula))
            case SomeKey(keys, formula):
                return EachKey(keys, self.no(formula))

    def within(self, formula: Formula, kind: Kind) -> Formula:
        """Make what a formula says of the values of one kind: no kinds, no references, no exactly-ones in it."""
        key = (formula, kind)
        known = self._within.get(key)
        if known is None:
            if key in self._open:
                # a reference that leads to itself without going into a value says nothing that could be judged
                return self.unknown(f"endless {formula.serial}")
            self._open.add(key)
            try:
                known = self._within_anew(formula, kind)
            finally:
                self._open.discard(key)
            self._within[key] = known
        return known

    def _within_anew(self, formula: Formula, kind: Kind) -> Formula:
        match formula:
            case All(parts):
                return self.all(self.within(part, kind) for part in parts)
            case Some(parts):
                return self.some(self.within(part, kind) for part in parts)
            case ExactlyOne(parts, positive):
                return self._one_within([self.within(part, kind) for part in parts], positive=positive)
            case Reference(target, positive):
                meant = self._expand(target)
                return self.within(meant if positive else self.no(meant), kind)
            case OfKind(kinds):
                return self.true if kind in kinds else self.false
            case Among(values, positive):
                return self._among_within([value for value in values if value.kind == kind], kind, positive=positive)
            case Atom(of_kind, test, otherwise):
                if of_kind != kind:
                    return self.true if otherwise else self.false
                trivial = self._trivial(test)
                if trivial is not None:
                    return self.true if trivial else self.false
                return self.atom(kind, test)
            case _:
                return formula

    def _one_within(self, parts: list[Formula], *, positive: bool) -> Formula:
        live = [part for part in parts if part is not self.false]
        if positive:
            choices = (
                self.all([part, *(self.no(other) for place, other in enumerate(live) if place != index)])
                for index, part in enumerate(live)
            )
            return self.some(choices)
        none = self.all(self.no(part) for part in live)
        pairs = (self.all([part, other]) for index, part in enumerate(live) for other in live[:index])
        return self.some([none, *pairs])

    def _among_within(self, values: list[Value], kind: Kind, *, positive: bool) -> Formula:
        if positive or kind not in {"array", "object"}:
            return self.among(values, positive=positive)
        return self.all(self._differs(value.json) for value in sorted(values, key=repr))

    def _differs(self, value: Json) -> Formula:
        """Say in tests that a list or a mapping is not a given one."""
        if isinstance(value, list):
            size = len(value)
            return self.some(
                [
                    self.atom("array", AtLeast(size + 1)),
                    self.atom("array", AtMost(size - 1)),
                    *(
                        self.atom("array", SomeItem(index, index + 1, self.among([Value(item)], positive=False)))
                        for index, item in enumerate(value)
                    ),
                ]
            )
        assert isinstance(value, dict)  # noqa: S101 -- the other kinds are listed
        names = [Value(name) for name in value]
        return self.some(
            [
                self.atom("object", SomeKey(self.among(names, positive=False), self.true)),
                *(self.atom("object", EachKey(self.is_value(name), self.false)) for name in value),
                *(
                    self.atom("object", SomeKey(self.is_value(name), self.among([Value(item)], positive=False)))
                    for name, item in value.items()
                ),
            ]
        )


def _opposites_in(parts: tuple[Formula, ...], gathered: dict[Formula, None]) -> bool:
    """Tell whether the opposite of every part is among others."""
    return all(part.opposite is not None and part.opposite in gathered for part in parts)


def _serial(formula: Formula) -> int:
    return formula.serial
