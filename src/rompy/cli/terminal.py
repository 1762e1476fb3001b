"""Decides on colour as people expect it."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    import click


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


def say(text: str, *, is_error: bool = False) -> None:
    """Print a text as it is, and be sure that it has been seen."""
    stream = sys.stderr if is_error else sys.stdout
    stream.write(text)
    stream.flush()


def wrong_usage(message: str) -> click.UsageError:
    """Make the error for a call that cannot be carried out as it is."""
    import click  # noqa: PLC0415 - most calls can

    return click.UsageError(message)


def failure(message: str) -> click.ClickException:
    """Make the error for what went wrong outside of rompy."""
    import click  # noqa: PLC0415 - as above

    return click.ClickException(message)
