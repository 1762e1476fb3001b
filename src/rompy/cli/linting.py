"""Turns the paths of a command line into targets, and a report into output and exit status."""

from __future__ import annotations

import sys
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rompy.cli.status import Status
from rompy.cli.terminal import wants_colour
from rompy.lint.engine import Target, lint
from rompy.lint.finding import Report, Severity
from rompy.lint.formats import renderer
from rompy.lint.shape import judge
from rompy.lint.walk import walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def lint_paths(  # noqa: PLR0913 - one parameter an option
    paths: Sequence[str],
    format_name: str,
    stdin_filename: str | None,
    *,
    host: bool,
    strict: bool,
    as_found: bool,
) -> Status:
    """Lint what was named, print the report, and tell how it ended."""
    targets = _targets(paths, stdin_filename, as_found=as_found)
    report = lint(targets, partial(judge, host=host))
    show(report, format_name)
    return status_of(report, strict=strict)


def show(report: Report, format_name: str) -> None:
    """Print a report."""
    colour = wants_colour()
    # click would take the colours out wherever standard output is no terminal
    click.echo(renderer(format_name)(report, colour=colour), color=colour)


def status_of(report: Report, *, strict: bool = False) -> Status:
    """Tell how a lint run ended."""
    if report.broken:
        return Status.BROKEN
    bad = len(report.findings) if strict else report.count(Severity.ERROR)
    return Status.FINDINGS if bad else Status.CLEAN


def _targets(paths: Sequence[str], stdin_filename: str | None, *, as_found: bool) -> list[Target]:
    """Turn what was named into what is linted, each file once."""
    if stdin_filename is not None and "-" not in paths:
        message = "--stdin-filename goes with '-', which reads standard input"
        raise click.UsageError(message)
    seen: set[Path] = set()
    targets: list[Target] = []
    for name in paths:
        for target in _targets_of(name, stdin_filename, as_found=as_found):
            identity = _identity(target.path) if target.path and target.text is None else None
            if identity is None or identity not in seen:
                targets.append(target)
            if identity is not None:
                seen.add(identity)
    return targets


def _identity(path: Path) -> Path:
    """Tell which file is meant, however it is named; a link is a file of its own, whose paths start beside it."""
    return _folder(path.parent) / path.name


@cache
def _folder(path: Path) -> Path:
    return path.resolve()


def _targets_of(name: str, stdin_filename: str | None, *, as_found: bool) -> Iterator[Target]:
    path = Path(name)
    if name == "-":
        text = sys.stdin.buffer.read()
        yield Target(stdin_filename or "<stdin>", Path(stdin_filename or "stdin"), text, is_named=not as_found)
    elif path.is_dir():
        yield from (Target(str(found), found, is_named=False) for found in walk(path))
    elif path.exists() or path.is_symlink():
        yield Target(name, path, is_named=not as_found)
    else:
        message = f"{name}: no such file or folder"
        raise click.UsageError(message)
