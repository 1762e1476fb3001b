"""The JSON format gives programs the whole report: what was found, where, and how it is mended."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
from hypothesis import given, settings
from hypothesis import strategies as st

from lintkit import lint_text
from reports import reports, texts
from rompy.document import Position, Source, Span
from rompy.lint.finding import Edit, Finding, Fix, Place, Report, Severity
from rompy.lint.formats.json import render
from rompy.schema.store import shipped

SCHEMA = jsonschema_rs.validator_for(shipped().schema("lint-report"))


def read(report: Report) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(render(report))
    SCHEMA.validate(data)
    return data


def test_a_finding_has_all_that_is_known_of_it(tmp_path: Path) -> None:
    (finding,) = read(lint_text("type: local\nshel: true\n", tmp_path))["findings"]
    assert finding == {
        "code": "RMP101",
        "name": "unknown-field",
        "severity": "error",
        "message": "A local backend has no field 'shel'",
        "help": "did you mean 'shell'?",
        "file": "backend.yml",
        "start": {"line": 2, "column": 1},
        "end": {"line": 2, "column": 5},
        "related": [],
        "fix": {
            "title": "rename to 'shell'",
            "safe": True,
            "edits": [{"start": {"line": 2, "column": 1}, "end": {"line": 2, "column": 5}, "text": "shell"}],
        },
    }


def test_the_summary_counts_what_is_not_among_the_findings() -> None:
    data = read(Report((), backends=2, files=1, skipped=("a",), fixed=3, known=4))
    assert data["summary"] == {
        "errors": 0, "warnings": 0, "backends": 2, "files": 1, "skipped": 1, "fixed": 3, "known": 4,
    }  # fmt: skip


def test_a_finding_without_a_fix_says_null(tmp_path: Path) -> None:
    (finding,) = read(lint_text("type: local\ntimeout: 30\n", tmp_path))["findings"]
    assert finding["fix"] is None


def test_the_edits_of_a_fix_make_the_file_right(tmp_path: Path) -> None:
    text = "type: local\nconfig:\n  shel: true\n  timeout: 60\n"
    lines = text.splitlines(keepends=True)
    finding = next(f for f in read(lint_text(text, tmp_path))["findings"] if f["name"] == "nested-config")
    for edit in reversed(finding["fix"]["edits"]):
        start, end = (sum(map(len, lines[: p["line"] - 1])) + p["column"] - 1 for p in (edit["start"], edit["end"]))
        text = text[:start] + edit["text"] + text[end:]
    assert text == "type: local\nshel: true\ntimeout: 60\n"


def test_an_edit_of_an_environment_variable_does_not_show_its_text(tmp_path: Path) -> None:
    (finding,) = read(lint_text("type: local\nenv_vars:\n  A: 5123\n", tmp_path))["findings"]
    (edit,) = finding["fix"]["edits"]
    assert finding["fix"]["title"] == "put it in quotes"
    assert edit == {"start": {"line": 3, "column": 6}, "end": {"line": 3, "column": 10}, "text": None}


@given(before=texts, secret=st.text(st.characters(codec="ascii", exclude_characters="\r\n"), min_size=1), after=texts)
def test_no_edit_of_a_fix_that_touches_what_is_masked_shows_a_text(before: str, secret: str, after: str) -> None:
    shown = Source("a.yml", before + "*" * len(secret) + after)
    edits = (
        Edit(Span(0, 0), secret),
        Edit(Span(len(before), len(before) + len(secret)), f'"{secret}"'),
        Edit(Span(len(shown.text), len(shown.text)), ""),
    )
    place = Place("a.yml", Position(1, 1), Position(1, 2))
    finding = Finding("RMP103", "wrong-type", Severity.ERROR, "x", place, fix=Fix("mend", edits))
    (found,) = read(Report((finding,), sources={"a.yml": shown}))["findings"]
    # the removal of something is shown
    assert [edit["text"] for edit in found["fix"]["edits"]] == [None, None, ""]


def test_a_fix_of_a_file_whose_text_is_not_there_is_not_shown() -> None:
    place = Place("a.yml", Position(1, 1), Position(1, 2))
    fix = Fix("mend", (Edit(Span(0, 1), "x"),))
    finding = Finding("RMP103", "wrong-type", Severity.ERROR, "x", place, fix=fix)
    assert read(Report((finding,)))["findings"][0]["fix"] is None


@settings(deadline=None, max_examples=150)
@given(reports())
def test_any_finding_comes_back_as_it_was(report: Report) -> None:
    rendered = render(report)
    assert rendered.isascii()
    data = read(report)
    texts = [(finding.message, finding.help, finding.place.file) for finding in report.findings]
    # JSON itself takes the two halves of a character, side by side, for the whole
    assert [[f["message"], f["help"], f["file"]] for f in data["findings"]] == json.loads(json.dumps(texts))
