"""How the texts of fields are written, as data: what schemas and editors are made from."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema

KEY = "x-rompy"
"""Where a grammar stands in a JSON Schema of pydantic's; what is shown to anyone has none."""


@dataclass(frozen=True)
class Pattern:
    """A regular expression that a text must match, and what is said where it does not.

    It is written in what ECMA 262, Python and Rust have in common, without lookaround, and begins and ends at ``^``
    and ``$``.
    """

    regex: str
    message: str
    when: str | None = None
    """Only texts that match this one are asked; None asks all."""


@dataclass(frozen=True)
class Grammar:
    """What a text must look like, for an annotation beside the check that judges it in Python.

    Tests hold the two together; what a regular expression cannot say is left to the check.
    """

    patterns: tuple[Pattern, ...] = ()
    wrong_type: str | None = None
    """What is said of a value that is no text."""
    min_length: int | None = None
    snippet: tuple[str, str] | None = None
    """What editors offer to fill in as an item of a list: a name, and the text with blanks as ``${1:first}``."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Put the grammar into the JSON Schema that pydantic makes."""
        said = _given(asdict(self))
        schema = handler(core)
        inner = schema.get(KEY, {})
        patterns = [*inner.get("patterns", []), *said.pop("patterns", [])]
        return {**schema, KEY: {**inner, **said, **({"patterns": patterns} if patterns else {})}}


@dataclass(frozen=True)
class Since:
    """The version of the type in which a field came, for an annotation: ``Annotated[int, Since("1.2")]``."""

    version: str

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Put the version into the JSON Schema that pydantic makes."""
        schema = handler(core)
        return {**schema, KEY: {**schema.get(KEY, {}), "since": self.version}}


@dataclass(frozen=True)
class Deprecated:
    """Why a field should be used no more, for an annotation: ``Annotated[int, Deprecated("use queue", "1.3")]``."""

    reason: str
    """What to do instead."""
    since: str | None = None
    """The version of the type from which on it is so."""
    is_last_call: bool = False
    """Whether the next major version has the field no more, so that editors show an error."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Put the reason into the JSON Schema that pydantic makes."""
        schema = handler(core)
        return {**schema, KEY: {**schema.get(KEY, {}), "deprecated": _given(asdict(self))}}


@dataclass(frozen=True)
class Described:
    """What each value of a choice means, for an annotation beside a ``Literal`` or an enumeration."""

    meanings: tuple[tuple[str, str], ...]

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Put the meanings into the JSON Schema that pydantic makes."""
        schema = handler(core)
        return {**schema, KEY: {**schema.get(KEY, {}), "meanings": dict(self.meanings)}}


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, ())}


def between(low: int, high: int) -> str:
    """Give a regular expression for the whole numbers from ``low`` to ``high``, in digits without leading zeros."""
    spans: list[str] = []
    for span in _spans(low, high):
        # numbers of any length between two lengths are one expression
        whole = re.fullmatch(r"\[1-9\](?:\[0-9\](?:\{([0-9]+)\})?)?", span)
        longest = re.fullmatch(r"\[1-9\]\[0-9\]\{([0-9]+),([0-9]+)\}", spans[-1]) if spans and whole else None
        if whole is None:
            spans.append(span)
        elif longest is None:
            count = int(whole[1] or (1 if "0" in span else 0))
            spans.append(f"[1-9][0-9]{{{count},{count}}}")
        else:
            spans[-1] = f"[1-9][0-9]{{{longest[1]},{int(longest[2]) + 1}}}"
    return "(?:" + "|".join(spans) + ")"


def _spans(low: int, high: int) -> Iterator[str]:
    """Yield an expression for each stretch of numbers that differ in their last digits only."""
    while low <= high:
        free = 0
        # the longest stretch that begins here and in which the last digits take every value
        while low % 10 ** (free + 1) == 0 and low > 0 and low + 10 ** (free + 1) - 1 <= high:
            free += 1
        step = 10**free
        digit = low // step % 10
        last = min(9, digit + (high - low + 1) // step - 1)
        head = str(low // step)[:-1]
        digits = str(digit) if digit == last else f"[{digit}-{last}]"
        yield head + digits + _any_digits(free)
        low += (last - digit + 1) * step


def _any_digits(count: int) -> str:
    return "" if count == 0 else "[0-9]" if count == 1 else f"[0-9]{{{count}}}"
