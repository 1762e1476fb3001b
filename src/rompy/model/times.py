"""Reads moments and durations in the spellings that model files use."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from rompy.backends.grammar import KEY, Pattern

_MONTH, _DAY = "(?P<month>0[1-9]|1[0-2])", "(?P<day>0[1-9]|[12][0-9]|3[01])"
_HOUR, _MINUTE, _SECOND = "(?P<hour>[01][0-9]|2[0-3])", "(?P<minute>[0-5][0-9])", "(?P<second>[0-5][0-9])"
_ZONE = "(?P<zone> *(?:[zZ]|[+-](?:[01]?[0-9]|2[0-3])(?::?[0-5][0-9])?))?"
_DASHED = f"(?P<year>[0-9]{{4}})-{_MONTH}-{_DAY}(?:(?:[tT_]| +){_HOUR}(?::{_MINUTE})?{_ZONE})?"
"""``2023-01-01``, ``2023-01-01T00``, ``2023-01-01 00:00``."""
_TIMESTAMP = (
    "(?P<year>[0-9]{4})-(?P<month>0?[1-9]|1[0-2])-(?P<day>0?[1-9]|[12][0-9]|3[01])(?:[tT_]| +)"
    f"(?P<hour>[01]?[0-9]|2[0-3]):{_MINUTE}:{_SECOND}(?:\\.(?P<fraction>[0-9]*))?{_ZONE}"
)
"""With seconds, one digit of the others may be enough (https://yaml.org/type/timestamp.html)."""
_COMPACT = f"(?P<year>[0-9]{{4}}){_MONTH}{_DAY}(?:[tT. ]?{_HOUR}(?:{_MINUTE}(?:{_SECOND})?)?{_ZONE})?"
"""``20230101``, ``20230101T00``, ``20230101.063000``: how models themselves write times."""
_SPELLINGS = (_DASHED, _TIMESTAMP, _COMPACT)
MOMENT = Pattern(
    "^(?:" + "|".join(re.sub(r"\(\?P<\w+>", "(?:", spelling) for spelling in _SPELLINGS) + ")$",
    'A moment is a date, with or without a time, such as 2023-01-31, "2023-01-31T06:00:00" or 20230131T06.',
)
"""How a moment is written."""
_NUMBERS = (10000101, 99991231235959)
"""Moments of the compact spelling that YAML makes numbers of: from a day to a second."""

_NUMBER = r"[0-9]+(?:\.[0-9]+)?"
_UNITS = {
    "s": "seconds",
    "sec": "seconds",
    "second": "seconds",
    "m": "minutes",
    "min": "minutes",
    "t": "minutes",
    "minute": "minutes",
    "h": "hours",
    "hr": "hours",
    "hour": "hours",
    "d": "days",
    "day": "days",
    "w": "weeks",
    "week": "weeks",
}
"""Units of a simple duration; a capital M is minutes too, as in rompy 0.6.4 (``15M``)."""
_ISO_DATE, _ISO_TIME = {"Y": 365, "M": 30, "W": 7, "D": 1}, {"H": 3600, "M": 60, "S": 1}
"""What the letters of ISO 8601 stand for: days before the ``T``, and seconds after it."""


def _in_any_case(word: str) -> str:
    return "".join(f"[{letter}{letter.upper()}]" for letter in word)


def _some_of(letters: str) -> str:
    """Write an expression for one or more numbers with these letters, in their order and each once."""
    return "|".join(
        f"{_NUMBER}{first}" + "".join(f"(?:{_NUMBER}{later})?" for later in letters[index + 1 :])
        for index, first in enumerate(letters)
    )


_WORDS = "|".join(_in_any_case(unit) + ("[sS]?" if len(unit) > 1 else "") for unit in _UNITS)
_DATE_PART, _TIME_PART = f"(?:{_some_of('YMWD')})", f"T(?:{_some_of('HMS')})"
DURATION = Pattern(
    f"^(?:{_NUMBER} *(?:{_WORDS})|P(?:{_DATE_PART}(?:{_TIME_PART})?|{_TIME_PART}))$",
    "A duration is a number and a unit, such as 1h, 15min or 3d, or as ISO 8601 writes it, such as PT1H.",
)
"""How a duration is written."""
_NO_DURATION = "This is no duration: write a number and a unit such as 1h, 15min, 3d, or ISO 8601 such as PT1H"
_NO_MOMENT = "This is no date: write one such as 2023-01-31, 2023-01-31T06:00:00 or 20230131T06"


def _moment(value: object) -> object:
    """Read a moment; PyYAML makes a date, a number or a text of it, by how it is written."""
    match value:
        case datetime():
            return value
        case date():
            return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - model time has no zone
        case int() if not isinstance(value, bool):
            return _moment_in(str(value))
        case float():
            # 20230101.063000 is a number for YAML, which keeps its digits, but not the zeros at the end
            return _moment_in(f"{value:.6f}")
        case str():
            return _moment_in(value)
    return value


def _moment_in(text: str) -> datetime:
    found = next(filter(None, (re.fullmatch(spelling, text) for spelling in _SPELLINGS)), None)
    if found is None:
        raise PydanticCustomError("moment_format", _NO_MOMENT)
    part = {"fraction": "", "hour": "0", "minute": "0", "second": "0"}
    part |= {name: value for name, value in found.groupdict().items() if value is not None}
    day = (int(part["year"]), int(part["month"]), int(part["day"]))
    clock = (int(part["hour"]), int(part["minute"]), int(part["second"]), int(part["fraction"][:6].ljust(6, "0")))
    try:
        return datetime(*day, *clock, tzinfo=_zone(part["zone"].strip()) if "zone" in part else None)
    except ValueError as error:
        message = "There is no such moment: {reason}"
        raise PydanticCustomError("moment_impossible", message, {"reason": str(error)}) from None


def _zone(text: str) -> timezone:
    if text in {"z", "Z"}:
        return UTC
    hours, minutes = re.findall("^[+-]([0-9]{1,2}):?([0-9]{2})?$", text)[0]
    ahead = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return timezone(ahead if text.startswith("+") else -ahead)


def _duration(value: object) -> object:
    """Read a duration: ``1h``, ``15M``, ``30min``, ``PT1H``, a number of seconds, or a ``timedelta``."""
    if isinstance(value, timedelta):
        return value
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number and not isinstance(value, str):
        raise PydanticCustomError("time_delta_type", "This is no duration: write one such as 1h, 15min or 3d")
    try:
        length = _length(value)
    except (OverflowError, ValueError):
        raise PydanticCustomError("duration_overflow", "No duration is longer than 999,999,999 days") from None
    if length is None:
        raise PydanticCustomError("duration_format", _NO_DURATION)
    return length


def _length(value: object) -> timedelta | None:
    """Give the length that a text or a number means, None where it means none."""
    if isinstance(value, int | float):
        return None if value < 0 else timedelta(seconds=value)
    if not isinstance(value, str) or not re.fullmatch(DURATION.regex, value):
        return None
    return _iso(value) if value.startswith("P") else _simple(value)


def _simple(text: str) -> timedelta:
    number, unit = re.findall(f"({_NUMBER}) *([A-Za-z]+)", text)[0]
    name = unit.lower()
    return timedelta(**{_UNITS.get(name) or _UNITS[name.removesuffix("s")]: float(number)})


def _iso(text: str) -> timedelta:
    days, _, seconds = text.partition("T")
    parts = f"({_NUMBER})([A-Z])"
    return timedelta(
        days=sum(float(number) * _ISO_DATE[letter] for number, letter in re.findall(parts, days)),
        seconds=sum(float(number) * _ISO_TIME[letter] for number, letter in re.findall(parts, seconds)),
    )


def _text_or_number(pattern: Pattern, **bounds: float) -> WithJsonSchema:
    said: dict[str, Any] = {"patterns": [{"regex": pattern.regex, "message": pattern.message}]}
    text = {"type": "string", KEY: {**said, "wrong_type": pattern.message}}
    return WithJsonSchema({"anyOf": [text, {"type": "number", **bounds}]}, mode="validation")


Moment = Annotated[
    datetime, BeforeValidator(_moment), _text_or_number(MOMENT, minimum=_NUMBERS[0], maximum=_NUMBERS[1])
]
"""A date, with or without a time; what has no zone is model time."""
Duration = Annotated[timedelta, BeforeValidator(_duration), _text_or_number(DURATION, minimum=0)]
"""How long something is, in the units that it is written with; a plain number is of seconds."""
