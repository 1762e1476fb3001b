"""The backend types that installed packages bring, by name; none of them is loaded for it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from rompy.packages import entry_points

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

CONFIG_GROUP = "rompy.backends"
"""Entry points that name a config class; their name is the type."""
RUN_GROUP = "rompy.run"
"""Entry points that name the class that runs; its config class is found from it."""


@cache
def found() -> dict[str, EntryPoint]:
    """Give the entry point of each type; of one name, what names a config class comes first, then the first package."""
    types: dict[str, EntryPoint] = {}
    for group in (CONFIG_GROUP, RUN_GROUP):
        for entry in entry_points(group):
            types.setdefault(entry.name, entry)
    return types
