"""Lints texts the way the command does, for tests that read as a file with its expectations."""

from __future__ import annotations

import re
from pathlib import Path

from rompy.cli.judging import judge
from rompy.lint.engine import Target, lint
from rompy.lint.finding import Finding, Report, Severity
from rompy.lint.fix import fix_target
from rompy.lint.loaded import Loaded
from rompy.lint.rules import rules
from rompy.lint.settings import Settings

_EXPECT = re.compile(r"# expect: (RMP[0-9]{3}(?:, RMP[0-9]{3})*)")


def lint_text(
    text: str | bytes, folder: Path, *, name: str = "backend.yml", host: bool = True, settings: Settings | None = None
) -> Report:
    """Lint a text as a file of a folder."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return lint_target(Target(name, path), host=host, settings=settings)


def lint_target(*targets: Target, host: bool = True, settings: Settings | None = None) -> Report:
    """Lint targets with settings that hold for all of them; without any, no rule warns of a field that is right."""
    chosen = settings or faults_and(host=host)
    return lint(targets, judge, lambda target: Loaded(chosen, target.path.parent if target.path else Path.cwd()))


def faults_and(*names: str, host: bool = True) -> Settings:
    """Use the rules about what is wrong, and of those that warn of what is right only some, by name."""
    faults = [rule.code for rule in rules() if rule.is_on and not (rule.check and rule.severity is Severity.WARNING)]
    return Settings(host=host, select=[*names, *faults])


def fixed_text(text: str, folder: Path, *, settings: Settings, unsafe: bool = True) -> str:
    """Mend a text as a file of a folder, and give what comes out."""
    path = folder / "backend.yml"
    path.write_bytes(text.encode())
    fixed = fix_target(Target(path.name, path), judge, Loaded(settings, folder), unsafe=unsafe)
    assert fixed is not None
    return fixed.source.to_bytes().decode()


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
