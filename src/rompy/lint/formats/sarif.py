"""For code hosts and viewers: SARIF 2.1.0 (OASIS standard)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from rompy import __version__
from rompy.lint.formats._fingerprint import fingerprints
from rompy.lint.formats._fixes import ShownEdit, shown_edits
from rompy.lint.formats._json import dumped
from rompy.lint.formats._summary import not_checked
from rompy.lint.rules import rules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rompy.document import Position
    from rompy.lint.finding import Finding, Place, Report
    from rompy.lint.rule import Rule

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

FINGERPRINT = "rompyFinding/v1"
"""Not the name that GitHub's upload fills in itself from the lines of the file."""

_NOT_CHECKED: dict[str, Any] = {
    "id": "not-checked",
    "shortDescription": {"text": "Something was not checked, because it is not known here what it is."},
    "defaultConfiguration": {"level": "note"},
}


def render(report: Report, *, colour: bool = False, quiet: bool = False) -> str:  # noqa: ARG001 - a program reads it
    """Write the report as a SARIF log of one run: every rule with its page, every finding with one place."""
    known = rules()
    index = {rule.code: number for number, rule in enumerate(known)}
    driver = {
        "name": "rompy-lint",
        "version": __version__,
        "semanticVersion": __version__.replace(".dev", "-dev."),
        "rules": [_rule(rule) for rule in known],
        "notifications": [_NOT_CHECKED],
    }
    invocation: dict[str, Any] = {"executionSuccessful": not report.broken}
    if report.unread:
        invocation["toolExecutionNotifications"] = [_notification(line) for line in not_checked(report.unread)]
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [invocation],
        "results": [
            _result(finding, index[finding.code], fingerprint, shown_edits(finding, report))
            for finding, fingerprint in zip(report.findings, fingerprints(report), strict=True)
        ],
    }
    return dumped({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _notification(text: str) -> dict[str, Any]:
    return {"level": "note", "message": {"text": text}, "descriptor": {"id": _NOT_CHECKED["id"], "index": 0}}


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


def _result(finding: Finding, index: int, fingerprint: str, edits: Sequence[ShownEdit]) -> dict[str, Any]:
    text = f"{finding.message} ({finding.help})" if finding.help else finding.message
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": finding.severity.value,
        "message": {"text": text},
        "locations": [_location(finding.place)],
        "partialFingerprints": {FINGERPRINT: fingerprint},
    }
    if finding.related:
        result["relatedLocations"] = [
            {"id": number, **_location(related.place), "message": {"text": related.label}}
            for number, related in enumerate(finding.related, start=1)
        ]
    if finding.fix is not None and edits and all(edit.text is not None for edit in edits):
        result["fixes"] = [_fix(finding.fix.title, finding.place.file, edits)]
    return result


def _fix(title: str, file: str, edits: Sequence[ShownEdit]) -> dict[str, Any]:
    replacements = [
        {"deletedRegion": _region(edit.start, edit.end), "insertedContent": {"text": edit.text}} for edit in edits
    ]
    change = {"artifactLocation": {"uri": _uri(file)}, "replacements": replacements}
    return {"description": {"text": title}, "artifactChanges": [change]}


def _location(place: Place) -> dict[str, Any]:
    region = _region(place.start, place.end)
    return {"physicalLocation": {"artifactLocation": {"uri": _uri(place.file)}, "region": region}}


def _region(start: Position, end: Position) -> dict[str, int]:
    return {"startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column}


def _uri(file: str) -> str:
    path = Path(file)
    # the bytes of the name, which need not be Unicode
    return path.as_uri() if path.is_absolute() else quote(path.as_posix().encode("utf-8", "surrogateescape"))
