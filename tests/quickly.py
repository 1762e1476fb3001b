"""Lints a text with and without what tells findings quickly, for comparing the two."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING
from unittest.mock import patch

from rompy.cli.judging import judge
from rompy.lint.engine import Target, gather, lint_target
from rompy.lint.formats.text import render
from rompy.lint.loaded import Loaded
from rompy.lint.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SEAMS = ("rompy.lint.engine.readings_of", "rompy.lint.shape.faults_of", "rompy.lint.engine.may_speak")
"""Where what is quick answers, or says that it does not know."""


@contextmanager
def slowly() -> Iterator[None]:
    """Let PyYAML read, models judge and all rules speak."""
    with patch(SEAMS[0], return_value=None), patch(SEAMS[1], return_value=None), patch(SEAMS[2], return_value=None):
        yield


def lint(text: str, folder: Path, settings: Settings | None = None, *, name: str, is_named: bool = True) -> object:
    """Give all that linting gives, and what a person would see of it."""
    target = Target(name, folder / name, text.encode("utf-8", "surrogatepass"), is_named=is_named)
    result = lint_target(target, judge, Loaded(settings or Settings(), folder))
    if result is None:
        return None
    said = (result.findings, result.backends, result.unread, dict(result.others), result.broken)
    return said, result.shown, result.source, render(gather([(target, result)]), colour=True)


def assert_alike(
    text: str, folder: Path, settings: Settings | None = None, *, name: str, is_named: bool = True
) -> None:
    """Refuse any difference between what is found quickly and slowly."""
    quick = lint(text, folder, settings, name=name, is_named=is_named)
    with slowly():
        slow = lint(text, folder, settings, name=name, is_named=is_named)
    assert quick == slow, text
