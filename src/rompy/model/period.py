"""The period of a model run, in the spellings that model files use."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError, model_validator
from pydantic_core import PydanticCustomError

_COMPACT = re.compile(r"(?P<day>[0-9]{8})(?:[T. ]?(?P<clock>[0-9]{2}(?:[0-9]{2}){0,2}))?")
"""``20230101``, ``20230101T00``, ``20230101.0630``: how models themselves write times."""
_HOUR_ONLY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}")
_SIMPLE = re.compile(r"(?P<number>[0-9]+(?:\.[0-9]+)?)\s*(?P<unit>[A-Za-z]+)")
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
_ISO_DURATION = TypeAdapter(timedelta)


def _moment(value: object) -> object:
    """Read a moment; PyYAML makes a date, a number or a text of it, by how it is written."""
    match value:
        case datetime():
            return value
        case date():
            return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - model time has no zone
        case int() if not isinstance(value, bool):
            return _moment(str(value))
        case str():
            return _moment_in(value.strip())
    return value


def _moment_in(text: str) -> object:
    if _HOUR_ONLY.fullmatch(text):
        return f"{text}:00"
    compact = _COMPACT.fullmatch(text)
    if compact is None:
        return text
    clock = (compact["clock"] or "").ljust(6, "0")
    day = compact["day"]
    return f"{day[:4]}-{day[4:6]}-{day[6:]}T{clock[:2]}:{clock[2:4]}:{clock[4:]}"


def _duration(value: object) -> object:
    """Read a duration: ``1h``, ``15M``, ``30min``, ``PT1H``, or a ``timedelta``."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    simple = _SIMPLE.fullmatch(text)
    if simple is not None:
        unit = _UNITS.get(simple["unit"].lower()) or _UNITS.get(simple["unit"].lower().removesuffix("s"))
        if unit is not None:
            return timedelta(**{unit: float(simple["number"])})
    elif text.lstrip("+-").upper().startswith("P"):
        try:
            return _ISO_DURATION.validate_python(text)
        except ValidationError:
            pass
    message = "This is no duration: write a number and a unit such as 1h, 15min, 3d, or ISO 8601 such as PT1H"
    raise PydanticCustomError("duration_format", message)


Moment = Annotated[datetime, BeforeValidator(_moment)]
Duration = Annotated[timedelta, BeforeValidator(_duration)]


class Period(BaseModel):
    """From when to when a model runs; two of start, end and duration give the third."""

    model_config = ConfigDict(extra="forbid")

    start: Moment = Field(description="When the run begins", examples=["2023-01-01T00:00:00"])
    end: Moment = Field(description="When the run ends", examples=["2023-01-02T00:00:00"])
    duration: Duration = Field(description="How long it is", examples=["1d"])
    interval: Duration | None = Field(timedelta(hours=1), description="The step of the output", examples=["1h"])
    include_end: bool = Field(default=True, description="Whether the end is a step of its own")

    @model_validator(mode="before")
    @classmethod
    def _complete(cls, data: object) -> object:
        """Work the third of start, end and duration out."""
        if not isinstance(data, dict):
            return data
        given = {name: value for name, value in data.items() if value is not None or name == "interval"}
        named = [name for name in ("start", "end", "duration") if name in given]
        if len(named) == 3 and isinstance(given["duration"], timedelta):  # noqa: PLR2004 - all of them
            # what a period itself writes down
            return given
        if len(named) != 2:  # noqa: PLR2004 - two of three
            message = "A period has two of start, end and duration; this has {found}"
            raise PydanticCustomError("period_two_of_three", message, {"found": " and ".join(named) or "none of them"})
        start, end = _as_datetime(given, "start"), _as_datetime(given, "end")
        length = _as_timedelta(given)
        if start is not None and end is not None:
            if (start.utcoffset() is None) != (end.utcoffset() is None):
                message = "One of start and end has a time zone, and the other has none"
                raise PydanticCustomError("period_mixed_zones", message)
            return {**given, "start": start, "end": end, "duration": end - start}
        try:
            if start is not None and length is not None:
                return {**given, "start": start, "end": start + length, "duration": length}
            if end is not None and length is not None:
                return {**given, "start": end - length, "end": end, "duration": length}
        except OverflowError:
            raise PydanticCustomError("period_overflow", "The period leaves the years 1 to 9999") from None
        # one of them is wrong, and that the third cannot be worked out is not said besides
        return {**_ANY, **given}

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        if self.end < self.start:
            raise PydanticCustomError("period_backward", "The period ends before it starts")
        return self


_ANY = {"start": "2000-01-01", "end": "2000-01-01", "duration": timedelta(0)}
_MOMENT: TypeAdapter[datetime] = TypeAdapter(Moment)
_DURATION: TypeAdapter[timedelta] = TypeAdapter(Duration)


def _as_datetime(given: dict[str, object], name: str) -> datetime | None:
    """Read a moment, or give None where it is missing or wrong, which the field's own check then says."""
    try:
        return _MOMENT.validate_python(given[name]) if name in given else None
    except ValidationError:
        return None


def _as_timedelta(given: dict[str, object]) -> timedelta | None:
    try:
        return _DURATION.validate_python(given["duration"]) if "duration" in given else None
    except ValidationError:
        return None
