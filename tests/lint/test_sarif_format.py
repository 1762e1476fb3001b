"""The SARIF format is read by code hosts and viewers."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

from hypothesis import given, settings
from pydantic import BaseModel
from sarif.sarif_file import SarifFile
from sarif_pydantic import Sarif

from lintkit import lint_text
from reports import doubled, lint_moved, reports
from rompy.lint.finding import Report
from rompy.lint.formats.sarif import FINGERPRINT, render
from rompy.lint.rules import rules


def results(report: Report) -> list[dict[str, Any]]:
    data = json.loads(render(report))
    assert strangers(Sarif.model_validate(data)) == []
    found: list[dict[str, Any]] = data["runs"][0]["results"]
    return found


_BEYOND_THE_MODELS = {"$schema", "columnKind", "toolExecutionNotifications"}
"""Properties of the standard (SARIF 2.1.0, sections 3.13.3, 3.14.17 and 3.20.21) that the models lack."""


def records_of(report: Report) -> list[dict[str, Any]]:
    """Read a report with sarif-tools."""
    records: list[dict[str, Any]] = SarifFile("report.sarif", json.loads(render(report)), mtime=_ANY_TIME).get_records()
    return records


_ANY_TIME = datetime(2026, 1, 1, tzinfo=UTC)
"""Else the reader would ask a file for its time."""


def strangers(value: object) -> list[str]:
    """List the properties that the models of the standard do not know."""
    match value:
        case BaseModel():
            fields = [strangers(getattr(value, name)) for name in type(value).model_fields]
            extra = [name for name in value.model_extra or {} if name not in _BEYOND_THE_MODELS]
            return [*extra, *(name for names in fields for name in names)]
        case list():
            return [name for item in value for name in strangers(item)]
    return []


def test_a_result_has_its_rule_its_place_and_its_fix(tmp_path: Path) -> None:
    (result,) = results(lint_text("type: local\nshel: true\n", tmp_path))
    assert len(result.pop("partialFingerprints")[FINGERPRINT]) == 64
    region = {"startLine": 2, "startColumn": 1, "endLine": 2, "endColumn": 5}
    assert result == {
        "ruleId": "RMP101",
        "ruleIndex": [rule.code for rule in rules()].index("RMP101"),
        "level": "error",
        "message": {"text": "A local backend has no field 'shel' (did you mean 'shell'?)"},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": "backend.yml"}, "region": region}}],
        "fixes": [
            {
                "description": {"text": "rename to 'shell'"},
                "artifactChanges": [
                    {
                        "artifactLocation": {"uri": "backend.yml"},
                        "replacements": [{"deletedRegion": region, "insertedContent": {"text": "shell"}}],
                    }
                ],
            }
        ],
    }


def test_a_fix_of_an_environment_variable_is_left_out(tmp_path: Path) -> None:
    (result,) = results(lint_text("type: local\nenv_vars:\n  A: 5123\n", tmp_path))
    assert "fixes" not in result


def test_fingerprints_stay_when_lines_move_and_differ_from_each_other(tmp_path: Path) -> None:
    before, moved = lint_moved('type: local\nshel: true\ntimeout: 5\nmemory: 1\ncommand: "x\n', tmp_path)
    marks = [[r["partialFingerprints"][FINGERPRINT] for r in results(report)] for report in (before, moved)]
    assert marks[0] == marks[1]
    twice = [r["partialFingerprints"][FINGERPRINT] for r in results(doubled(before))]
    assert len(set(twice)) == 2 * len(before.findings)
    assert set(marks[0]) <= set(twice)


def test_a_viewer_nobody_here_wrote_reads_every_finding(tmp_path: Path) -> None:
    report = lint_text("type: local\nshel: true\ntimeout: 5\n", tmp_path)
    records = records_of(report)
    assert [(record["Code"], record["Severity"], record["Location"], record["Line"]) for record in records] == [
        ("RMP101", "error", "backend.yml", 2),
        ("RMP104", "error", "backend.yml", 3),
    ]


def test_names_of_files_are_addresses(tmp_path: Path) -> None:
    (result,) = results(lint_text("type: local\ntimeout: 5\n", tmp_path, name="wave model:é.yml"))
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "wave%20model%3A%C3%A9.yml"


@settings(deadline=None, max_examples=100)
@given(reports())
def test_any_finding_comes_back_as_it_was(report: Report) -> None:
    assert render(report).isascii()
    found = results(report)
    assert len(found) == len(report.findings)
    for result, finding in zip(found, report.findings, strict=True):
        assert finding.message in result["message"]["text"]
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert Path(unquote_to_bytes(uri).decode("utf-8", "surrogateescape")) == Path(finding.place.file)
    assert [record["Code"] for record in records_of(report)] == [finding.code for finding in report.findings]
