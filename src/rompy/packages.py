"""What other installed packages bring to rompy, found by their entry points and loaded when it is needed."""

from __future__ import annotations

import os
import sys
from functools import cache

from rompy.errors import PluginError

# linting a clean file takes less than typing needs to load
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
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
    if not may_have_entry_points(group):
        return ()
    # it takes longer to load than to lint a file
    from importlib import metadata  # noqa: PLC0415

    return tuple(sorted(metadata.entry_points(group=group), key=lambda entry: (package_of(entry), entry.name)))


def may_have_entry_points(group: str) -> bool:
    """Tell whether any installed package may have entry points of a group, without loading what reads packages.

    It looks where ``importlib.metadata`` does; where packages are kept in another way, they may.
    """
    finders = [finder for finder in sys.meta_path if hasattr(finder, "find_distributions")]
    if any(getattr(finder, "__name__", "") != "PathFinder" for finder in finders):
        return True
    return any(group.encode() in text for text in _entry_point_files(tuple(sys.path)))


@cache
def _entry_point_files(path: tuple[str, ...]) -> tuple[bytes, ...]:
    """Read what installed packages say that they bring; an archive may say anything."""
    return tuple(text for folder in path for text in _said_in(folder or "."))


def _said_in(folder: str) -> Iterator[bytes]:
    try:
        names = [name for name in os.listdir(folder) if name.lower().endswith((".dist-info", "egg-info"))]  # noqa: PTH208 - as above
    except NotADirectoryError:
        yield b" ".join(group.encode() for group in GROUPS)
        return
    except OSError:
        return
    for name in names:
        try:
            with open(f"{folder}/{name}/entry_points.txt", "rb") as stream:  # noqa: PTH123 - as above
                yield stream.read()
        except OSError:
            continue


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


def is_of_another_package(made: object) -> bool:
    """Tell whether a class or a function is another package's, whose code may raise anything."""
    return str(getattr(made, "__module__", "")).partition(".")[0] != "rompy"
