"""For programs: the whole report as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from rompy import __version__
from rompy.lint.finding import Finding, Place, Report, Severity

if TYPE_CHECKING:
    from rompy.document import Position

FORMAT_VERSION = 1
"""Raised when a reader of the format would have to change."""


def render(report: Report, *, colour: bool = False) -> str:  # noqa: ARG001 - JSON has no colours
    """Write the report as one JSON object; lines and columns count from 1, and ``end`` is exclusive."""
    data = {
        "version": FORMAT_VERSION,
        "tool": {"name": "rompy-lint", "version": __version__},
        "summary": {
            "errors": report.count(Severity.ERROR),
            "warnings": report.count(Severity.WARNING),
            "backends": report.backends,
            "files": report.files,
            "skipped": len(report.skipped),
        },
        "findings": [_finding(finding) for finding in report.findings],
    }
    return json.dumps(data, indent=2)


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "message": finding.message,
        "help": finding.help,
        **_place(finding.place),
        "related": [{**_place(related.place), "label": related.label} for related in finding.related],
    }


def _place(place: Place) -> dict[str, Any]:
    return {"file": place.file, "start": _position(place.start), "end": _position(place.end)}


def _position(position: Position) -> dict[str, int]:
    return {"line": position.line, "column": position.column}
