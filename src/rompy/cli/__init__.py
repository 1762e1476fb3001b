"""The commands ``rompy`` and ``rompy-lint``; the only package that prints, colours and exits."""

from __future__ import annotations

import os
import sys

from rompy.cli.guard import guarded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

__all__ = ["rompy", "rompy_lint"]


def rompy(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command ``rompy``."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["lint"]:
        guarded(lambda: _lint(given[1:], ["rompy", *given]), "rompy")
    guarded(lambda: _clicked(["rompy", *given]), "rompy")


def rompy_lint(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command ``rompy-lint``."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        guarded(lambda: _lint(given, ["rompy-lint", *given]), "rompy-lint")
    except SystemExit as end:
        if arguments is None and isinstance(end.code, int):
            _leave(end.code)
        raise


def _leave(status: int) -> None:
    """End this process without taking apart what it has loaded, which takes a tenth of the time of a short run."""
    # what measures or debugs a process has something to do at its end
    if sys.gettrace() is None and sys.getprofile() is None:
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        except OSError:
            return
        os._exit(status)


def _lint(given: Sequence[str], line: Sequence[str]) -> object:
    """Answer a plain call quickly where all is known of every file; carry out every other one."""
    from rompy.cli.quick import answer, look, plain_call  # noqa: PLC0415 - each command loads what it needs

    call = plain_call(given)
    if call is None:
        return _clicked(line)
    looked = look(call)
    if looked is not None:
        from rompy.cli.terminal import wants_colour  # noqa: PLC0415 - as above

        told = answer(looked, colour=wants_colour())
        if told is not None:
            pieces, status = told
            for piece in pieces:
                sys.stdout.write(piece)
            sys.stdout.write("\n")
            return status
    from rompy.cli.choices import Choices  # noqa: PLC0415 - as above
    from rompy.cli.linting import lint_paths  # noqa: PLC0415 - as above

    choices = Choices(
        as_found=call.as_found, isolated=call.isolated, host=call.host, strict=call.strict, remembers=call.remembers
    )
    return lint_paths(call.paths, choices, looked)


def _clicked(line: Sequence[str]) -> object:
    from rompy.cli.main import run_command  # noqa: PLC0415 - as above

    return run_command(line[0], line[1:])
