"""Writes times, durations, sizes and other measures as people read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_EXACT = 10
"""Below so many seconds, tenths count."""
_KIB = 1024


def moment(time: datetime) -> str:
    """Write a time in the zone of this machine, to the second."""
    return f"{time.astimezone():%Y-%m-%d %H:%M:%S %Z}"


def short_moment(time: datetime) -> str:
    """Write a time in the zone of this machine, to the minute, for a table."""
    return f"{time.astimezone():%Y-%m-%d %H:%M}"


def duration(seconds: float) -> str:
    """Write seconds in the units that fit them, at most two."""
    if seconds < _EXACT:
        return f"{max(seconds, 0):.1f} s"
    whole = round(seconds)
    if whole < _MINUTE:
        return f"{whole} s"
    if whole < _HOUR:
        return _two(whole, _MINUTE, "min", 1, "s")
    if whole < _DAY:
        return _two(whole, _HOUR, "h", _MINUTE, "min")
    return _two(whole, _DAY, "d", _HOUR, "h")


def _two(seconds: int, large: int, large_name: str, small: int, small_name: str) -> str:
    rest = seconds % large // small
    return f"{seconds // large} {large_name}" + (f" {rest} {small_name}" if rest else "")


def size(number: float) -> str:
    """Write bytes in units of 1024, as Docker reads ``512m``."""
    value = float(number)
    for unit in ("B", "KiB", "MiB", "GiB"):
        if value < _KIB:
            return _short(value, unit)
        value /= _KIB
    return _short(value, "TiB")


def _short(value: float, unit: str) -> str:
    digits = 0 if value >= 100 else 1  # noqa: PLR2004
    return f"{value:.{digits}f}".removesuffix(".0") + f" {unit}"


def amount(value: float, unit: str) -> str:
    """Write a value with the unit that a record gives it."""
    match unit:
        case "seconds":
            return duration(value)
        case "bytes":
            return size(value)
        case "cores" if value == 1:
            return "1 core"
    return f"{value:g} {unit}"


def rounded(value: float, unit: str) -> str:
    """Write a measurement with as many digits as it is worth."""
    return amount(float(f"{value:.3g}"), unit)
