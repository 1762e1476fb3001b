"""GitLab shows findings as the quality of the code in a merge request."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from lintkit import lint_target, lint_text
from reports import doubled, lint_moved, reports
from rompy.lint.engine import Target
from rompy.lint.finding import Report
from rompy.lint.formats.gitlab import render


def issues(report: Report) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(render(report))
    return found


def test_an_issue_has_what_gitlab_asks_for(tmp_path: Path) -> None:
    (issue,) = issues(lint_text("type: local\nshel: true\n", tmp_path))
    assert len(issue.pop("fingerprint")) == 64
    assert issue == {
        "description": "A local backend has no field 'shel' (did you mean 'shell'?)",
        "check_name": "RMP101 unknown-field",
        "severity": "major",
        "location": {
            "path": "backend.yml",
            "positions": {"begin": {"line": 2, "column": 1}, "end": {"line": 2, "column": 5}},
        },
    }


def test_no_findings_are_an_empty_list() -> None:
    assert render(Report((), backends=1, files=1)) == "[]"


def test_fingerprints_stay_when_lines_move_and_differ_from_each_other(tmp_path: Path) -> None:
    before, moved = lint_moved('type: local\nshel: true\ntimeout: 5\nmemory: 1\nx: "y\n', tmp_path)
    assert [issue["fingerprint"] for issue in issues(before)] == [issue["fingerprint"] for issue in issues(moved)]
    twice = [issue["fingerprint"] for issue in issues(doubled(before))]
    assert len(set(twice)) == len(twice)


def test_another_value_is_another_finding(tmp_path: Path) -> None:
    marks = {issues(lint_text(f"type: local\ntimeout: {n}\n", tmp_path))[0]["fingerprint"] for n in (5, 6)}
    assert len(marks) == 2


def test_paths_are_those_of_the_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "runs" / "a.yml"
    path.parent.mkdir()
    path.write_text("type: local\ntimeout: 5\n")
    for name in (str(path), "./runs/a.yml", "runs/a.yml"):
        (issue,) = issues(lint_target(Target(name, path)))
        assert issue["location"]["path"] == "runs/a.yml"


@settings(deadline=None, max_examples=100)
@given(reports())
def test_any_finding_comes_back_as_it_was(report: Report) -> None:
    assert render(report).isascii()
    found = issues(report)
    assert len({issue["fingerprint"] for issue in found}) == len(report.findings)
    for issue, finding in zip(found, report.findings, strict=True):
        # JSON itself takes the two halves of a character, side by side, for the whole
        assert json.loads(json.dumps(finding.message)) in issue["description"]
        assert issue["location"]["positions"]["begin"]["line"] == finding.place.start.line
        assert not issue["location"]["path"].startswith("./")
        # as GitLab's own schema of the report asks for
        assert {"description", "fingerprint", "severity", "location"} <= set(issue)
        assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
