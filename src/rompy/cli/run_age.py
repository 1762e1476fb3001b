"""Reads ages as people type them: ``30d``, ``12h``, ``90m``."""

from __future__ import annotations

import re
from datetime import timedelta

import click

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_AGE = re.compile(r"(?P<number>[0-9]{1,6})\s*(?P<unit>[smhdw])")


class _Age(click.ParamType[timedelta]):
    """How long ago something was."""

    name = "AGE"

    def convert(self, value: str | timedelta, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        if isinstance(value, timedelta):
            return value
        match = _AGE.fullmatch(value.strip().lower())
        if match is None:
            self.fail(f"{value!r} is no age; write a number and a unit, as 30d, 12h or 90m", param, ctx)
        return timedelta(**{_UNITS[match["unit"]]: int(match["number"])})


AGE = _Age()
