"""Runs rompy-lint with a cache and without one, in this process."""

from __future__ import annotations

import contextlib
import io
from typing import TYPE_CHECKING

from rompy.cli import rompy_lint
from rompy.lint import engine
from rompy.lint import loaded as full
from rompy.lint import quick as really_quick
from rompy.lint.quick import settings as quick

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

Outcome = tuple[object, str, str]


def outcome(*arguments: str) -> Outcome:
    """Lint, and give the exit status and what was printed."""
    full.forget()
    quick.forget()
    out, err = io.StringIO(), io.StringIO()
    status: object = None
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            rompy_lint(arguments)
        except SystemExit as end:
            status = end.code
    return status, out.getvalue(), err.getvalue()


def same(*arguments: str) -> Outcome:
    """Lint with the cache and without, and give what both say."""
    cached = outcome(*arguments)
    assert cached == outcome(*arguments, "--no-cache")
    return cached


@contextlib.contextmanager
def linted(patch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Give the names of the files that are really linted meanwhile."""
    names: list[str] = []
    lint_target, verdict_of = engine.lint_target, really_quick.verdict_of

    def noted(target: object, *rest: object) -> object:
        names.append(target.name)  # type: ignore[attr-defined]
        return lint_target(target, *rest)  # type: ignore[arg-type]

    def looked(data: bytes, path: str, *rest: object, **options: object) -> int:
        names.append(path)
        return verdict_of(data, path, *rest, **options)  # type: ignore[arg-type]

    with patch.context() as patched:
        patched.setattr("rompy.cli.judged.lint_target", noted)
        patched.setattr("rompy.cli.quick.verdict_of", looked)
        yield names
