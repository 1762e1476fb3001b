"""Paths of another machine: which are taken to exist, and what stands for them on this one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rompy.lint.patterns import matches_absolute

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from rompy.lint.loaded import AsRead
    from rompy.lint.settings import Settings


def look_at(settings: Settings | AsRead, root: Path) -> Callable[[Path], Path | None]:
    """Make the function that says where to look for a path: at itself, at its stand-in, or nowhere (None)."""

    def where(path: Path) -> Path | None:
        for folder, stand_in in settings.path_map.items():
            if path.is_relative_to(folder):
                return root / stand_in / path.relative_to(folder)
        return None if matches_absolute(settings.assume_exists, path, root) else path

    return where
