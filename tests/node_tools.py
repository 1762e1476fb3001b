"""Finds what tests use of Node.js; without it they are left out, and say so."""

from __future__ import annotations

import pytest

from editor_tools import NotInstalledError, installed, node
from processes import environment


def ajv() -> tuple[str, dict[str, str]]:
    """Give the command of Node.js and the environment in which it finds Ajv; skip the test where it cannot."""
    try:
        return str(node()), environment(NODE_PATH=str(installed("ajv")))
    except NotInstalledError as error:
        pytest.skip(str(error))
