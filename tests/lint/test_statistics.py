"""Statistics say which rules find most."""

from __future__ import annotations

from pathlib import Path

from lintkit import lint_target, lint_text
from rompy.lint.engine import Target
from rompy.lint.finding import Report
from rompy.lint.formats import formats, statistics


def test_the_rule_with_most_findings_comes_first_and_marks_say_what_can_be_fixed(tmp_path: Path) -> None:
    text = "type: local\nshel: true\nnonsense: 1\ntimeout: 5\nenv_vars: {A: 5, B: 6, C: 7}\n"
    assert statistics(lint_text(text, tmp_path)) == (
        "3  RMP103  [*]  wrong-type\n2  RMP101  [-]  unknown-field\n1  RMP104  [ ]  out-of-range"
    )


def test_numbers_stand_below_each_other(tmp_path: Path) -> None:
    names = [f"{number}.yml" for number in range(10)]
    for name in names:
        (tmp_path / name).write_text("type: local\ntimeout: 5\n" + ("shel: true\n" if name == "0.yml" else ""))
    report = lint_target(*(Target(name, tmp_path / name) for name in names))
    assert statistics(report) == "10  RMP104  [ ]  out-of-range\n 1  RMP101  [*]  unknown-field"


def test_no_findings_have_no_lines() -> None:
    assert statistics(Report(())) == ""


def test_statistics_are_no_format() -> None:
    assert "_statistics" not in formats()
    assert {"text", "concise", "json", "sarif", "github", "gitlab", "junit", "html"} <= set(formats())
