"""Finds what ``scripts/services/editors-install`` installed."""

from __future__ import annotations

import os
from pathlib import Path

PINS = Path(__file__).parent / "services" / "editors.txt"


class NotInstalledError(Exception):
    """Something of ``editors.txt`` is not there."""


def pins() -> dict[str, str]:
    """Give the packages of ``editors.txt`` by the names of their folders."""
    lines = PINS.read_text(encoding="utf-8").splitlines()
    entries = [line.split(": ") for line in lines if not line.startswith("#")]
    return dict(entries)


def installed(name: str) -> Path:
    """Give the ``node_modules`` that stand under a name of ``editors.txt``.

    Raises:
        NotInstalledError: where it is not there, or in another version than is asked for.
    """
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(os.environ.get("ROMPY_EDITORS") or Path(cache, "rompy-editors")) / name
    try:
        found = (folder / "packages").read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        found = ""
    if found != pins()[name]:
        # without a name, it installs all that tests use
        how = "scripts/services/editors-install" + (f" {name}" if name == "picture" else "")
        raise NotInstalledError(f"{pins()[name]} is not installed: run {how} (it needs npm)")
    return folder / "node_modules"


def node() -> Path:
    """Give the interpreter that is pinned.

    Raises:
        NotInstalledError: as ``installed``.
    """
    return installed("node") / "node" / "bin" / "node"
