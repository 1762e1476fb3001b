"""Reads the options that a step has for sbatch."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from rompy.backends.sbatch import Option, options_in
from rompy.errors import CannotStartError

if TYPE_CHECKING:
    from collections.abc import Iterable

_REFUSED = {
    "array": "makes an array of jobs, and a run is one job: run the file once for each member",
    "help": "submits nothing",
    "input": "cannot reach the command, which reads from nothing: write '< FILE' behind it",
    "requeue": "has the job run twice, and write over its own results: run the file again instead",
    "test-only": "submits nothing",
    "usage": "submits nothing",
    "version": "submits nothing",
    "wait": "is not needed: rompy waits for the job itself",
    "wrap": "runs another command, which sbatch refuses beside a script: write it as the command",
}


def value_of(options: Iterable[str], name: str) -> str | None:
    """Give the value that an option has in the end, where it is given; an option without one has an empty value."""
    found = None
    for option in options_in(shlex.join(options)) or []:
        if isinstance(option, Option) and option.name == name:
            found = option.value or ""
    return found


def check_options(options: Iterable[str]) -> None:
    """See that the options leave the job one that rompy can submit and follow.

    Raises:
        CannotStartError: for an option that does not, or a word that belongs to none.
    """
    for option in options_in(shlex.join(options)) or []:
        if not isinstance(option, Option):
            message = f"additional_options: {option!r} belongs to no option of sbatch, which would take it for a script"
            raise CannotStartError(message)
        if option.name in _REFUSED:
            message = f"additional_options: {option.written} {_REFUSED[option.name]}"
            raise CannotStartError(message)
