"""Filters of templates, which read, shift and write dates: ``${CYCLE|as_datetime|shift:-1d|strftime:%Y%m%d}``."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

Value = str | datetime
"""What a filter is given, and what it gives."""

_ISO_FORMATS = ("%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S.%f", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d")
"""Formats that rompy 0.6.4 tries before Python's own reading of ISO 8601; unlike it they need no leading zeros."""
_SHIFT = re.compile(r"([+-]?)([0-9]{1,12})([dhms])", re.ASCII)
_UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
_WRITES = re.compile(r"%(?:[-_0^#]*[aAbBcCdDeFgGhHIjklmMnpPrRsStTuUVwWxXyYzZf]|%)")
"""Directives of the C library of Linux (strftime(3)), and Python's ``%f``."""
_READS = re.compile(r"%[aAbBcdfGHIjmMpSuUVwWxXyYzZ%]")
"""Directives that Python reads (docs.python.org, "strftime() and strptime() Format Codes")."""


class FilterError(ValueError):
    """A filter that cannot be applied; the message shows neither the value nor the argument."""


class Filter(NamedTuple):
    """A filter: what it does to a value, and what it asks of its argument."""

    apply: Callable[[Value, str], Value]
    """Gives the filtered value; the argument is right, and empty where there is none.

    Raises:
        FilterError: where the value is not what the filter can be applied to.
    """
    check: Callable[[str | None], None]
    """Refuses an argument that is never right.

    Raises:
        FilterError: saying what to write.
    """


def applied(name: str, value: Value, argument: str | None) -> Value:
    """Apply a filter.

    Raises:
        FilterError: where the argument or the value is not right.
    """
    chosen = FILTERS[name]
    chosen.check(argument)
    return chosen.apply(value, argument or "")


def _moment(value: Value, form: str = "") -> datetime:
    if isinstance(value, datetime):
        return value
    if form:
        try:
            return datetime.strptime(value, form)  # noqa: DTZ007 - model time has no zone
        except (ValueError, re.error):
            message = "it is not given a date in the format that stands after its colon"
            raise FilterError(message) from None
    for known in _ISO_FORMATS:
        try:
            return datetime.strptime(value, known)  # noqa: DTZ007 - as above
        except ValueError:
            continue
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        message = "it is not given a date such as 2023-01-31 or 2023-01-31T06:00:00"
        raise FilterError(message) from None


def _as_datetime(value: Value, argument: str) -> Value:
    return _moment(value, argument)


def _strftime(value: Value, argument: str) -> Value:
    try:
        return _moment(value).strftime(argument)
    except FilterError:
        raise
    except ValueError:
        message = "this date cannot be written in the format that stands after its colon"
        raise FilterError(message) from None


def _shift(value: Value, argument: str) -> Value:
    match = _SHIFT.fullmatch(argument)
    moment = _moment(value)
    if match is None:
        return moment
    amount = int(match[2]) * (-1 if match[1] == "-" else 1)
    try:
        return moment + timedelta(**{_UNITS[match[3]]: amount})
    except OverflowError:
        message = "the date would leave the years 1 to 9999"
        raise FilterError(message) from None


def _check_reading(argument: str | None) -> None:
    if argument is None:
        return
    if not argument:
        message = "a format is missing after its colon: write as_datetime:%Y%m%d, or as_datetime for ISO 8601"
        raise FilterError(message)
    _check_directives(argument, _READS)
    try:
        datetime.strptime("", argument)  # noqa: DTZ007 - only the format is tried
    except re.error:
        message = "its format has a directive twice"
        raise FilterError(message) from None
    except ValueError:
        # no date is read of an empty text
        return


def _check_writing(argument: str | None) -> None:
    if not argument:
        message = "it needs a format: write strftime:%Y%m%d"
        raise FilterError(message)
    _check_directives(argument, _WRITES)


def _check_directives(form: str, known: re.Pattern[str]) -> None:
    rest = known.sub("", form)
    if "%" in rest:
        message = "its format has a % that begins no directive: write one such as %Y%m%d, or %% for the sign"
        raise FilterError(message)
    if rest == form:
        message = "its format holds no directive: write one such as %Y%m%d"
        raise FilterError(message)


def _check_shift(argument: str | None) -> None:
    if argument is None or not _SHIFT.fullmatch(argument):
        message = (
            "it needs a number of days, hours, minutes or seconds: write shift:+1d, shift:-6h, shift:30m, shift:90s"
        )
        raise FilterError(message)


FILTERS = {
    "as_datetime": Filter(_as_datetime, _check_reading),
    "strftime": Filter(_strftime, _check_writing),
    "shift": Filter(_shift, _check_shift),
}
