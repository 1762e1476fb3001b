"""What other installed packages bring to rompy, found by their entry points and loaded when it is needed."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from rompy.errors import PluginError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUPS = {
    "rompy.backends": "backend type",
    "rompy.run": "backend type",
    "rompy.config": "model type",
    "rompy.postprocess.config": "postprocessor",
    "rompy.lint.rules": "lint rule",
    "rompy.lint.formats": "output format",
}
"""The groups of entry points that rompy reads, and what their names stand for."""


@cache
def entry_points(group: str) -> tuple[EntryPoint, ...]:
    """Give the entry points of a group, sorted by package and name; nothing is imported for it."""
    # it takes longer to load than to lint a file
    from importlib import metadata  # noqa: PLC0415

    return tuple(sorted(metadata.entry_points(group=group), key=lambda entry: (package_of(entry), entry.name)))


def package_of(entry: EntryPoint) -> str:
    """Say which package an entry point is of, with its version."""
    return "an unknown package" if entry.dist is None else f"{entry.dist.name} {entry.dist.version}"


def load(entry: EntryPoint) -> object:
    """Import what an entry point names.

    Raises:
        PluginError: where it cannot be imported, whatever happens then; the message names the package.
    """
    try:
        found: object = entry.load()
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        # a package may do anything while it is imported, exit included
        reason = f"{type(error).__name__}: {error}"
        message = f"{described(entry)} cannot be loaded: {reason}"
        raise PluginError(message) from error
    return found


def described(entry: EntryPoint) -> str:
    """Say what an entry point brings, and of which package it is."""
    return f"the {GROUPS.get(entry.group, entry.group)} {entry.name!r} of {package_of(entry)}"
