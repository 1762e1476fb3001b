"""For GitLab: a Code Quality report.

Source: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from rompy.lint.finding import Severity
from rompy.lint.formats._fingerprint import fingerprints
from rompy.lint.formats._json import dumped

if TYPE_CHECKING:
    from rompy.document import Position
    from rompy.lint.finding import Finding, Report

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor"}
"""GitLab has info, minor, major, critical and blocker."""


def render(report: Report, *, colour: bool = False, quiet: bool = False) -> str:  # noqa: ARG001 - a program reads it
    """Write the findings as a list of issues."""
    pairs = zip(report.findings, fingerprints(report), strict=True)
    return dumped([_issue(finding, fingerprint) for finding, fingerprint in pairs])


def _issue(finding: Finding, fingerprint: str) -> dict[str, Any]:
    return {
        "description": f"{finding.message} ({finding.help})" if finding.help else finding.message,
        "check_name": f"{finding.code} {finding.name}",
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[finding.severity],
        "location": {
            "path": _relative(finding.place.file),
            "positions": {"begin": _position(finding.place.start), "end": _position(finding.place.end)},
        },
    }


def _relative(file: str) -> str:
    """Give the path as it is in the repository, whose root is the folder that a job starts in."""
    path, here = Path(file), Path.cwd()
    return (path.relative_to(here) if path.is_relative_to(here) else path).as_posix()


def _position(position: Position) -> dict[str, int]:
    return {"line": position.line, "column": position.column}
