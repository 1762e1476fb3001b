"""Reads times as Docker's engine writes them: RFC 3339 with up to nine digits after the second."""

from __future__ import annotations

import re
from datetime import UTC, datetime

_WRITTEN = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)")


def moment(text: str) -> datetime | None:
    """Give a time in UTC; None where the engine has none, which it writes as the year 1."""
    seconds = seconds_of(text)
    return (
        None
        if seconds is None
        else datetime.fromtimestamp(int(seconds[:-10]), UTC).replace(microsecond=int(seconds[-9:-3]))
    )


def seconds_of(text: str) -> str | None:
    """Give a time as the engine takes it: seconds since 1970, a dot, and nine digits; None where there is none."""
    found = _WRITTEN.fullmatch(text)
    if found is None or text.startswith("0001-"):
        return None
    zone = "+00:00" if found[3] == "Z" else found[3]
    return f"{int(datetime.fromisoformat(found[1] + zone).timestamp())}.{(found[2] or '').ljust(9, '0')}"
