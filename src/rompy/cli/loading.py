"""Loads what is run, after the linter has looked at it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from rompy.cli.choices import Choices
from rompy.cli.judging import judge
from rompy.cli.linting import settings_finder
from rompy.cli.terminal import wants_colour
from rompy.errors import CannotStartError
from rompy.lint.engine import Target, lint
from rompy.lint.finding import Severity
from rompy.lint.formats import renderer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rompy.lint.kind import Kind

Loaded = TypeVar("Loaded")

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
"""An argument or an option that names a file."""


def check(path: Path, without: Iterable[Kind] = ()) -> None:
    """Refuse a file in which the linter finds an error.

    Args:
        path: The file.
        without: Sections of a pipeline that are not used.

    Raises:
        CannotStartError: after what was found has been printed.
    """
    settings = settings_finder(Choices())(path)
    report = lint([Target(str(path), path, is_ours=True, without=frozenset(without))], judge, lambda _: settings)
    errors = tuple(found for found in report.findings if found.severity is Severity.ERROR)
    if errors:
        click.echo(renderer("text")(replace(report, findings=errors), colour=wants_colour()), err=True)
        message = f"{path} has errors, so nothing was run (--no-lint runs it all the same, as far as it can be)"
        raise CannotStartError(message)


def loaded(load: Callable[[], Loaded]) -> Loaded:
    """Load something, and tell the places of its faults as one error.

    Raises:
        CannotStartError: where a field is wrong.
        RompyError: as what loads.
    """
    from pydantic import ValidationError  # noqa: PLC0415 - help and version need no models

    try:
        return load()
    except ValidationError as error:
        raise CannotStartError("\n".join(error.__notes__)) from None
