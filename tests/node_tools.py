"""Finds what tests use of Node.js; without it they are left out, and say so."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[1]


def node(package: str) -> tuple[str, dict[str, str]]:
    """Give the command of Node.js and the environment in which it finds a package; skip the test where it cannot."""
    command = shutil.which("node")
    modules = Path(os.environ.get("ROMPY_NODE_MODULES") or _ROOT / "build" / "node" / "node_modules")
    if command is None:
        pytest.skip("Node.js is not installed")
    if not (modules / package).is_dir():
        pytest.skip(f"{package} is not installed for Node.js; CONTRIBUTING.md says how")
    return command, {**os.environ, "NODE_PATH": str(modules)}
