"""For code hosts and viewers: SARIF 2.1.0 (OASIS standard)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from rompy import __version__
from rompy.lint.rules import rules

if TYPE_CHECKING:
    from rompy.lint.finding import Finding, Place, Report
    from rompy.lint.rule import Rule

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def render(report: Report, *, colour: bool = False) -> str:  # noqa: ARG001 - JSON has no colours
    """Write the report as a SARIF log of one run: every rule with its page, every finding with one place."""
    known = rules()
    index = {rule.code: number for number, rule in enumerate(known)}
    driver = {
        "name": "rompy-lint",
        "version": __version__,
        "semanticVersion": __version__.replace(".dev", "-dev."),
        "rules": [_rule(rule) for rule in known],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": not report.broken}],
        "results": [_result(finding, index[finding.code]) for finding in report.findings],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.summary},
        "help": {"text": rule.page.strip(), "markdown": rule.page.strip()},
        "defaultConfiguration": {"level": rule.severity.value},
        "properties": {"tags": [rule.name]},
    }


def _result(finding: Finding, index: int) -> dict[str, Any]:
    text = f"{finding.message} ({finding.help})" if finding.help else finding.message
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": finding.severity.value,
        "message": {"text": text},
        "locations": [_location(finding.place)],
    }
    if finding.related:
        result["relatedLocations"] = [
            {"id": number, **_location(related.place), "message": {"text": related.label}}
            for number, related in enumerate(finding.related, start=1)
        ]
    return result


def _location(place: Place) -> dict[str, Any]:
    region = {
        "startLine": place.start.line,
        "startColumn": place.start.column,
        "endLine": place.end.line,
        "endColumn": place.end.column,
    }
    return {"physicalLocation": {"artifactLocation": {"uri": _uri(place.file)}, "region": region}}


def _uri(file: str) -> str:
    path = Path(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
