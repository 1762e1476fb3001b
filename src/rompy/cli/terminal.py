"""Decides on colour as people expect it."""

from __future__ import annotations

import os
import sys


def wants_colour() -> bool:
    """Tell whether to colour standard output.

    ``NO_COLOR`` (no-color.org) says no, ``FORCE_COLOR`` (force-color.org) and ``CLICOLOR_FORCE`` say yes, each where
    it is not empty; otherwise a terminal that is not ``dumb`` says yes.
    """
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR") or os.environ.get("CLICOLOR_FORCE", "0") not in {"", "0"}:
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
