"""A baseline keeps the findings quiet that were there, wherever their lines move, and no others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lintkit import lint_text
from rompy.errors import SettingsError
from rompy.lint.baseline import Baseline, dump, load

OLD = "type: local\ntimeout: 1\nshel: true\n"


def baseline_of(text: str, folder: Path) -> Baseline:
    path = folder / "baseline.json"
    path.write_text(dump(lint_text(text, folder)))
    return load(path)


@pytest.mark.parametrize(
    ("new", "lines"),
    [
        (OLD, []),
        ("# moved\n\n" + OLD, []),
        ("shel: true\ntype: local\ntimeout:   1\n".replace("   ", " "), []),
        (OLD + "cpu: 1\n", [4]),
        (OLD.replace("timeout: 1", "timeout: 2"), [2]),
        (OLD + "---\n" + OLD, [6, 7]),
        ("type: local\n", []),
    ],
)
def test_old_findings_stay_quiet_and_new_ones_do_not(new: str, lines: list[int], tmp_path: Path) -> None:
    report = baseline_of(OLD, tmp_path).apply(lint_text(new, tmp_path))
    assert [finding.place.start.line for finding in report.findings] == lines


def test_the_report_says_how_many_findings_were_known(tmp_path: Path) -> None:
    assert baseline_of(OLD, tmp_path).apply(lint_text(OLD, tmp_path)).known == 2


def test_a_baseline_holds_no_text_of_the_files_and_is_the_same_every_time(tmp_path: Path) -> None:
    text = "type: local\nenv_vars:\n  A: 12345\ncommand: 77777\n"
    written = dump(lint_text(text, tmp_path))
    assert written == dump(lint_text(text, tmp_path))
    assert "12345" not in written
    assert "77777" not in written
    assert [entry["code"] for entry in json.loads(written)["findings"]] == ["RMP103", "RMP103"]


def test_a_baseline_without_findings_can_be_read(tmp_path: Path) -> None:
    assert baseline_of("type: local\n", tmp_path).known == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "no such file or directory; write it with --write-baseline"),
        ("{", "this is no baseline; write it anew with --write-baseline"),
        ("[]", "this is no baseline"),
        ('{"version": 1}', "this is no baseline"),
        ('{"version": 99, "findings": []}', "this baseline is of version 99, and 1 is expected"),
    ],
)
def test_what_is_no_baseline_is_refused(text: str | None, message: str, tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(SettingsError, match=message):
        load(path)
