"""Patterns for paths, written as in a ``.gitignore``."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pathspec import GitIgnoreSpec


@cache
def _spec(patterns: tuple[str, ...]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 - most settings have no patterns

    return GitIgnoreSpec.from_lines(patterns)


def matches(patterns: Sequence[str], path: Path, root: Path) -> bool:
    """Tell whether a path matches one of the patterns, which start from a root; a path outside it never does."""
    if not patterns:
        return False
    name = os.path.relpath(path.absolute(), root)
    return not name.startswith("..") and _spec(tuple(patterns)).match_file(name)


def matches_absolute(patterns: Sequence[str], path: Path, root: Path) -> bool:
    """Tell whether an absolute path matches: a pattern from ``/`` on the whole path, another from a root.

    ``/scratch/**`` matches ``/scratch`` itself too.
    """
    if not patterns:
        return False
    from_top = tuple(pattern for pattern in patterns if pattern.startswith("/"))
    whole = os.path.normpath(path)
    if from_top and (_spec(from_top).match_file(whole.lstrip("/")) or f"{whole}/**" in from_top):
        return True
    return matches([pattern for pattern in patterns if not pattern.startswith("/")], path, root)
