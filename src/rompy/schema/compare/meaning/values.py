"""JSON values, and when two of them are equal."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Hashable

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
"""What JSON and YAML can hold and a schema can speak of."""

Kind: TypeAlias = str
"""One of the six kinds of JSON values."""

KINDS: tuple[Kind, ...] = ("null", "boolean", "number", "string", "array", "object")
"""The kinds, the shortest to write first."""


def kind_of(value: Json) -> Kind:
    """Tell which of the six kinds a value is."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
        case _:
            return "object"


def exact(number: float) -> Fraction:
    """Give the number that its decimal digits say: 0.1 is one tenth.

    Raises:
        ValueError: of an infinity or of what is not a number.
    """
    return Fraction(number) if isinstance(number, int) else Fraction(repr(number))


def plain(number: Fraction) -> int | float:
    """Give the Python number nearest to an exact one, an integer where it is whole."""
    return number.numerator if number.denominator == 1 else float(number)


class Value:
    """A JSON value as schemas compare them: 1 equals 1.0, and neither equals true."""

    __slots__ = ("_hash", "_key", "json")

    def __init__(self, json: Json) -> None:
        """Keep the value and make its key."""
        self.json = json
        self._key = _key(json)
        self._hash = hash(self._key)

    @property
    def kind(self) -> Kind:
        """Which of the six kinds it is."""
        return kind_of(self.json)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Value) and self._hash == other._hash and self._key == other._key

    def __repr__(self) -> str:
        return f"Value({self.json!r})"


def _key(value: Json) -> Hashable:
    match value:
        case None | bool():
            return (kind_of(value), value)
        case str():
            return value
        case int() | float():
            # equal numbers have equal hashes in Python, whatever their type; an infinity passes as well
            return ("number", value)
        case list():
            return ("array", tuple(_key(item) for item in value))
        case _:
            return ("object", frozenset((name, _key(item)) for name, item in value.items()))
