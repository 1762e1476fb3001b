"""Runs one rule alone over files written as users write them, and applies its fixes."""

from __future__ import annotations

from pathlib import Path

from lintkit import expected, found, lint_target, lint_text
from rompy.cli.judging import judge
from rompy.lint.engine import Target
from rompy.lint.finding import Finding
from rompy.lint.fix import fix_target
from rompy.lint.loaded import Loaded
from rompy.lint.settings import Settings


def findings(code: str, text: str, folder: Path, *, name: str = "backend.yml", host: bool = False) -> list[Finding]:
    """List what one rule finds."""
    report = lint_text(text, folder, name=name, settings=Settings(host=host, select=[code]))
    assert not report.broken
    return list(report.findings)


def check(code: str, text: str, folder: Path, *, name: str = "backend.yml", host: bool = False) -> None:
    """Ask that one rule finds exactly what the text announces in ``# expect: CODE`` comments."""
    report = lint_text(text, folder, name=name, settings=Settings(host=host, select=[code]))
    assert not report.broken
    assert found(report) == expected(text)


def fixed(code: str, text: str, folder: Path, *, unsafe: bool = True, name: str = "backend.yml") -> str:
    """Apply the fixes of one rule; where one was applied, the rule finds nothing any more in what it changed."""
    path = folder / name
    path.write_bytes(text.encode())
    settings = Settings(host=False, select=[code])
    mended = fix_target(Target(name, path), judge, Loaded(settings, folder), unsafe=unsafe)
    assert mended is not None
    after = mended.source.to_bytes()
    if mended.is_changed:
        path.write_bytes(after)
        report = lint_target(Target(name, path), settings=settings)
        offered = [finding for finding in report.findings if finding.fix and (unsafe or finding.fix.is_safe)]
        assert not offered
        assert not report.broken
    return after.decode()
