"""Lints texts the way the command does, for tests that read as a file with its expectations."""

from __future__ import annotations

import re
from pathlib import Path

from rompy.lint.engine import Target, lint
from rompy.lint.finding import Finding, Report
from rompy.lint.settings import Loaded, Settings
from rompy.lint.shape import judge

_EXPECT = re.compile(r"# expect: (RMP[0-9]{3}(?:, RMP[0-9]{3})*)")


def lint_text(
    text: str | bytes, folder: Path, *, name: str = "backend.yml", host: bool = True, settings: Settings | None = None
) -> Report:
    """Lint a text as a file of a folder."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return lint_target(Target(name, path), host=host, settings=settings)


def lint_target(*targets: Target, host: bool = True, settings: Settings | None = None) -> Report:
    """Lint targets with settings that hold for all of them."""
    chosen = settings or Settings(host=host)
    return lint(targets, judge, lambda target: Loaded(chosen, target.path.parent if target.path else Path.cwd()))


def expected(text: str) -> list[tuple[int, str]]:
    """Read the lines and codes that a text announces in ``# expect: CODE`` comments."""
    return sorted(
        (number, code)
        for number, line in enumerate(text.splitlines(), start=1)
        for match in _EXPECT.finditer(line)
        for code in match[1].split(", ")
    )


def found(report: Report) -> list[tuple[int, str]]:
    """List the lines and codes of a report."""
    return sorted((finding.place.start.line, finding.code) for finding in report.findings)


def only_finding(report: Report) -> Finding:
    """Give the one finding of a report."""
    assert len(report.findings) == 1, report.findings
    return report.findings[0]
