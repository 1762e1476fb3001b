"""The formats for programs, read by programs that nobody here wrote."""

from __future__ import annotations

import csv
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from processes import BIN, run


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("formats")
    (folder / "Küste 1.yml").write_text("type: local\ntimeout: 30\nenv_vars:\n  TOKEN: 97531\n", encoding="utf-8")
    (folder / "old.yml").write_text("backend_type: local\n", encoding="utf-8")
    (folder / "both.yml").write_text(
        "type: docker\nimage: swan:41.45\n\ndockerfile: Dockerfile\nuser: a\n", encoding="utf-8"
    )
    (folder / "foreign.yml").write_text("services: {}\n", encoding="utf-8")
    return folder


def report(folder: Path, format_name: str) -> Any:
    done = run("rompy-lint", "--format", format_name, cwd=folder)
    assert done.returncode == 1
    return json.loads(done.stdout)


def test_json_says_what_was_checked_and_where_each_finding_stands(folder: Path) -> None:
    told = report(folder, "json")
    assert told["version"] == 1
    assert told["summary"] == {
        "errors": 3,
        "warnings": 1,
        "backends": 3,
        "files": 3,
        "skipped": 1,
        "fixed": 0,
        "known": 0,
    }
    assert [(finding["file"], finding["start"], finding["code"]) for finding in told["findings"]] == [
        ("Küste 1.yml", {"line": 2, "column": 10}, "RMP104"),
        ("Küste 1.yml", {"line": 4, "column": 10}, "RMP103"),
        ("both.yml", {"line": 4, "column": 1}, "RMP110"),
        ("old.yml", {"line": 1, "column": 1}, "RMP113"),
    ]
    both = told["findings"][2]
    assert both["end"] == {"line": 4, "column": 11}
    assert both["related"][0]["start"] == {"line": 2, "column": 1}


def test_sarif_tools_reads_every_finding_with_its_level_place_and_code(folder: Path, tmp_path: Path) -> None:
    log, table = tmp_path / "rompy.sarif", tmp_path / "rompy.csv"
    log.write_text(json.dumps(report(folder, "sarif")), encoding="utf-8")
    subprocess.run([BIN / "sarif", "csv", "--output", table, log], check=True, capture_output=True)
    with table.open(encoding="utf-8", newline="") as stream:
        rows = sorted(
            (row["Location"], int(row["Line"]), row["Severity"], row["Code"]) for row in csv.DictReader(stream)
        )
    assert rows == [
        ("K%C3%BCste%201.yml", 2, "error", "RMP104"),
        ("K%C3%BCste%201.yml", 4, "error", "RMP103"),
        ("both.yml", 4, "error", "RMP110"),
        ("old.yml", 1, "warning", "RMP113"),
    ]


def test_sarif_names_only_rules_that_it_describes(folder: Path) -> None:
    (told,) = report(folder, "sarif")["runs"]
    described = [rule["id"] for rule in told["tool"]["driver"]["rules"]]
    for result in told["results"]:
        assert described[result["ruleIndex"]] == result["ruleId"]


def test_concise_is_one_line_a_finding_that_editors_can_follow(folder: Path) -> None:
    lines = run("rompy-lint", "--format", "concise", cwd=folder).stdout.splitlines()
    assert [line.split(" ")[0] for line in lines[1:4]] == ["Küste", "both.yml:4:1:", "old.yml:1:1:"]
    assert lines[-2:] == [
        "Found 3 errors and 1 warning: 3 backends in 3 files checked, 1 other file skipped.",
        "2 fixable with --fix.",
    ]
    assert len(lines) == 6


@pytest.mark.parametrize("format_name", ["text", "concise", "json", "sarif"])
def test_no_format_shows_the_value_of_a_variable(folder: Path, format_name: str) -> None:
    shown = run("rompy-lint", "--format", format_name, cwd=folder).stdout
    assert "TOKEN" in shown
    assert "97531" not in shown


@pytest.mark.parametrize("format_name", ["json", "sarif"])
def test_the_output_is_json_also_where_nothing_was_found(folder: Path, format_name: str) -> None:
    json.loads(run("rompy-lint", "--format", format_name, "foreign.yml", cwd=folder).stdout)
