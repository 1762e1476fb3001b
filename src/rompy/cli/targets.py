"""Turns the paths of a command line into what is linted."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from rompy.cli.terminal import wrong_usage
from rompy.lint.engine import Target
from rompy.lint.walk import walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from rompy.lint.loaded import Loaded


def targets_of(
    paths: Sequence[str],
    stdin_filename: str | None,
    settings_of: Callable[[Path], Loaded],
    *,
    as_found: bool,
) -> list[Target]:
    """List what was named, each file once, those left out that the settings exclude.

    Raises:
        click.UsageError: for a path that is not there.
    """
    if stdin_filename is not None and "-" not in paths:
        message = "--stdin-filename goes with '-', which reads standard input"
        raise wrong_usage(message)
    seen: set[Path] = set()
    targets: list[Target] = []
    for name in paths:
        for target in _targets_of(name, stdin_filename, as_found=as_found):
            identity = _identity(target.path) if target.path and target.text is None else None
            if identity in seen:
                continue
            if identity is not None:
                seen.add(identity)
            if target.is_named or not _is_excluded(target.path, settings_of):
                targets.append(target)
    return targets


def _is_excluded(path: Path | None, settings_of: Callable[[Path], Loaded]) -> bool:
    if path is None:
        return False
    loaded = settings_of(path)
    return loaded.settings.is_excluded(path, loaded.root)


def _identity(path: Path) -> Path:
    """Tell which file is meant, however it is named; a link is a file of its own, whose paths start beside it."""
    return _folder(path.parent.absolute()) / path.name


@cache
def _folder(path: Path) -> Path:
    return path.resolve()


def _targets_of(name: str, stdin_filename: str | None, *, as_found: bool) -> Iterator[Target]:
    path = Path(name)
    if name == "-":
        text = sys.stdin.buffer.read()
        yield Target(stdin_filename or "<stdin>", Path(stdin_filename or "stdin"), text, is_named=not as_found)
    elif path.is_dir():
        yield from (Target(found, Path(found), is_named=False) for found in walk(path))
    elif path.exists() or path.is_symlink():
        yield Target(name, path, is_named=not as_found)
    else:
        message = f"{name}: no such file or folder"
        raise wrong_usage(message)
