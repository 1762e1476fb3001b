"""Patterns for paths, written as in a ``.gitignore``."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

from pathspec import GitIgnoreSpec

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@cache
def _spec(patterns: tuple[str, ...]) -> GitIgnoreSpec:
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
    from_top = tuple(pattern for pattern in patterns if pattern.startswith("/"))
    whole = os.path.normpath(path)
    if from_top and (_spec(from_top).match_file(whole.lstrip("/")) or f"{whole}/**" in from_top):
        return True
    return matches([pattern for pattern in patterns if not pattern.startswith("/")], path, root)
