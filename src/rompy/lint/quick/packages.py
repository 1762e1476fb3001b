"""Tells that no installed package brings rules, without loading what reads packages, which takes long."""

from __future__ import annotations

import os
import sys

_GROUP = b"rompy.lint.rules"


def no_package_brings_rules() -> bool:
    """Tell that rompy's own rules are surely all there are, as ``importlib.metadata`` would find them."""
    if any(hasattr(finder, "find_distributions") and not _is_usual(finder) for finder in sys.meta_path):
        return False
    return not any(_may_bring_rules(path or ".") for path in sys.path)


def _is_usual(finder: object) -> bool:
    return getattr(finder, "__name__", "") == "PathFinder"


def _may_bring_rules(path: str) -> bool:
    try:
        with os.scandir(path) as entries:
            names = [
                entry.path for entry in entries if entry.name.lower().endswith((".dist-info", ".egg-info", "egg-info"))
            ]
    except NotADirectoryError:
        # an archive, which may hold packages
        return True
    except OSError:
        return False
    return any(map(_names_rules, names))


def _names_rules(folder: str) -> bool:
    try:
        file = os.open(f"{folder}/entry_points.txt", os.O_RDONLY)
    except OSError:
        return False
    try:
        return _GROUP in os.read(file, 1 << 20)
    finally:
        os.close(file)
