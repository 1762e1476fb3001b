"""Which number satisfies tests on numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import count, islice
from math import ceil, floor, gcd, isfinite, lcm
from typing import TYPE_CHECKING

from rompy.schema.compare.meaning.formula import Above, Below, Multiple, WrittenWhole
from rompy.schema.compare.meaning.result import IMPOSSIBLE, Found, Undecided
from rompy.schema.compare.meaning.values import exact, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rompy.schema.compare.meaning.formula import Test
    from rompy.schema.compare.meaning.result import Result
    from rompy.schema.compare.meaning.values import Json

_TRIES = 20_000
_WRITABLE = 10**300
"""Beyond this a number may be none that Python can hold as a float."""


@dataclass(slots=True)
class _Wanted:
    """The tests, put together."""

    low: Above | None = None
    high: Below | None = None
    step: Fraction | None = None
    """Every wanted number is a multiple of this."""
    not_of: list[Fraction] = field(default_factory=list)
    written: set[bool] = field(default_factory=set)

    def take(self, test: Test) -> None:
        match test:
            case Above(bound, strict):
                if self.low is None or (bound, strict) > (self.low.bound, self.low.strict):
                    self.low = test
            case Below(bound, strict):
                if self.high is None or (bound, not strict) < (self.high.bound, not self.high.strict):
                    self.high = test
            case Multiple(of, positive):
                if positive:
                    self.step = of if self.step is None else _common(self.step, of)
                else:
                    self.not_of.append(of)
            case WrittenWhole(positive):
                self.written.add(positive)
            case _:
                raise AssertionError(test)

    def fits(self, number: Fraction) -> bool:
        if self.low and (number < self.low.bound or (self.low.strict and number == self.low.bound)):
            return False
        if self.high and (number > self.high.bound or (self.high.strict and number == self.high.bound)):
            return False
        return not any((number / of).denominator == 1 for of in self.not_of)


def _common(first: Fraction, second: Fraction) -> Fraction:
    """Give the least common multiple of two fractions."""
    return Fraction(lcm(first.numerator, second.numerator), gcd(first.denominator, second.denominator))


def find_number(tests: Iterable[Test], excluded: Iterable[Json]) -> Result:
    """Find a number that satisfies every test and is not excluded, the simplest that comes to hand."""
    wanted = _Wanted()
    for test in tests:
        wanted.take(test)
    if len(wanted.written) > 1:
        return IMPOSSIBLE
    if wanted.low and wanted.high:
        empty = wanted.low.strict or wanted.high.strict
        if wanted.low.bound > wanted.high.bound or (wanted.low.bound == wanted.high.bound and empty):
            return IMPOSSIBLE
    shut_out = {exact(number) for number in excluded if isinstance(number, int | float) and isfinite(number)}
    if wanted.step is not None:
        return _on_grid(wanted, wanted.step, shut_out)
    return _on_line(wanted, shut_out)


def _on_grid(wanted: _Wanted, step: Fraction, shut_out: set[Fraction]) -> Result:
    """Find a multiple of a number."""
    if any((step / of).denominator == 1 for of in wanted.not_of):
        return IMPOSSIBLE
    low = None if wanted.low is None else ceil(wanted.low.bound / step)
    high = None if wanted.high is None else floor(wanted.high.bound / step)
    for times in islice(_near_zero(low, high), _TRIES):
        number = times * step
        if number not in shut_out and wanted.fits(number):
            found = _written(number, wanted)
            if found is not None:
                return Found(found)
    if low is not None and high is not None and high - low < _TRIES and max(abs(low), abs(high)) * step < _WRITABLE:
        return IMPOSSIBLE
    return Undecided()


def _near_zero(low: int | None, high: int | None) -> Iterator[int]:
    """Give the whole numbers of a range, those nearest to zero first."""
    if low is not None and low > 0:
        yield from count(low) if high is None else range(low, high + 1)
    elif high is not None and high < 0:
        yield from count(high, -1) if low is None else range(high, low - 1, -1)
    else:
        yield 0
        for size in count(1):
            above, below = high is None or size <= high, low is None or -size >= low
            if above:
                yield size
            if below:
                yield -size
            if not (above or below):
                return


def _on_line(wanted: _Wanted, shut_out: set[Fraction]) -> Result:
    """Find any number: between two numbers there are more than tests on multiples and exclusions can take away."""
    low = None if wanted.low is None else wanted.low.bound
    high = None if wanted.high is None else wanted.high.bound
    if low is not None and low == high:
        if low in shut_out or not wanted.fits(low):
            return IMPOSSIBLE
        found = _written(low, wanted)
        return IMPOSSIBLE if found is None else Found(found)
    for number in islice(_on_the_way(low, high), _TRIES):
        if number not in shut_out and wanted.fits(number):
            found = _written(number, wanted)
            if found is not None and exact(found) == number:
                return Found(found)
    whole = None if low is None else floor(low) + 1
    if True in wanted.written and whole is not None and high is not None and high - whole < _TRIES:
        return IMPOSSIBLE
    return Undecided()


def _on_the_way(low: Fraction | None, high: Fraction | None) -> Iterator[Fraction]:
    start = None if low is None else ceil(low)
    stop = None if high is None else floor(high)
    yield from (Fraction(whole) for whole in islice(_near_zero(start, stop), 1000))
    if low is not None and high is not None:
        yield from (low, high)
        # digits of one half, one third and so on of the way, as short as the distance between the ends allows
        for parts in range(2, 200):
            exact_place = low + (high - low) / parts
            digits = 1
            while Fraction(1, 10**digits) > (high - low) / parts:
                digits += 1
            yield round(exact_place, digits)
            yield round(exact_place, digits + 1)
        return
    end = low if low is not None else high if high is not None else Fraction(0)
    away = -1 if low is None and high is not None else 1
    yield end
    yield from (end + away * Fraction(tenths, 10) for tenths in range(1, 200))
    yield from (end + away * Fraction(step, 1009) for step in range(1, 1000))


def _written(number: Fraction, wanted: _Wanted) -> int | float | None:
    if wanted.written == {True}:
        return number.numerator if number.denominator == 1 else None
    if wanted.written == {False}:
        try:
            return float(number)
        except OverflowError:
            return None
    try:
        return plain(number)
    except OverflowError:
        return None
