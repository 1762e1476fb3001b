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
from rompy.lint.kind import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from rompy.lint.finding import Report

Loaded = TypeVar("Loaded")

NOT_GENERATED = frozenset({"missing-template"})
"""Rules of which the errors do not matter where no files are generated."""

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
"""An argument or an option that names a file."""


MODEL_OR_PIPELINE = (Kind.MODEL_RUN, Kind.PIPELINE)


def check(
    path: Path,
    expected: Sequence[Kind] = (Kind.BACKEND,),
    *,
    without: Iterable[Kind] = (),
    aside: Iterable[str] = (),
) -> None:
    """Refuse a file in which the linter finds an error, or that holds something else than what is expected.

    Args:
        path: The file.
        expected: What it may hold; what nothing tells is judged as the first of them.
        without: Sections of a pipeline that are not used.
        aside: The names of rules of which the errors do not matter here.

    Raises:
        CannotStartError: after what was found has been printed.
    """
    settings = settings_finder(Choices())(path)
    target = Target(str(path), path, is_ours=True, without=frozenset(without))
    report = lint([target], judge, lambda _: settings)
    other = _kinds(report) - set(expected)
    if other and lint([Target(str(path), path)], judge, lambda _: settings).skipped:
        report = lint([target._replace(kind=expected[0])], judge, lambda _: settings)
    elif other:
        message = f"{path} holds a {min(other)}, and a {' or a '.join(expected)} is expected"
        raise CannotStartError(message)
    passed = frozenset(aside)
    errors = tuple(found for found in report.findings if found.severity is Severity.ERROR and found.name not in passed)
    if errors:
        click.echo(renderer("text")(replace(report, findings=errors), colour=wants_colour()), err=True)
        message = f"{path} has errors, so nothing was run or written (--no-lint goes on all the same, as far as it can)"
        raise CannotStartError(message)


def _kinds(report: Report) -> set[Kind]:
    """Tell what a file holds; a pipeline holds its sections too, and is told by itself."""
    counts = {Kind.BACKEND: report.backends, **report.others}
    kinds = {kind for kind, count in counts.items() if count}
    return {Kind.PIPELINE} if Kind.PIPELINE in kinds else kinds


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
