"""``--explain`` shows the page of the documentation, made for a terminal."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from processes import run
from rompy.lint.rules import rules

ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def without_code_marks(page: str) -> list[str]:
    """Give the lines of a page of the documentation that are no fence, stripped of what indents them."""
    return [line.strip() for line in page.splitlines() if not line.startswith("```")]


@pytest.mark.parametrize("name", ["RMP302", "RMP001", "RMP103"])
def test_the_page_of_a_rule_is_that_of_the_documentation(name: str, root: Path) -> None:
    (page,) = root.glob(f"docs/rules/{name}-*.md")
    _heading, _, _severity, *documented = without_code_marks(page.read_text(encoding="utf-8"))
    _title, *shown = run("rompy-lint", "--explain", name).stdout.splitlines()
    assert [line.strip() for line in shown] == documented


def test_code_is_indented_and_nothing_is_coloured_in_a_pipe() -> None:
    shown = run("rompy-lint", "--explain", "root-user").stdout
    assert shown.startswith("RMP302 root-user (warning)\n\nThe container runs as root.\n")
    assert '\n    image: swan:41.45\n    user: "1000:1000"\n' in shown
    assert "```" not in shown
    assert "\x1b" not in shown


def test_headings_are_bold_where_colour_is_wanted_and_the_words_stay_the_same() -> None:
    plain = run("rompy-lint", "--explain", "root-user").stdout
    coloured = run("rompy-lint", "--explain", "root-user", variables={"FORCE_COLOR": "1"}).stdout
    assert coloured.startswith("\x1b[1mRMP302 root-user\x1b[0m (\x1b[33mwarning\x1b[0m)\n")
    assert ESCAPE.sub("", coloured) == plain
    assert run("rompy-lint", "--explain", "root-user", variables={"NO_COLOR": "1", "FORCE_COLOR": "1"}).stdout == plain


def test_every_rule_is_explained_without_a_fence() -> None:
    from rompy.cli.explaining import explanation  # noqa: PLC0415 - only here

    for rule in rules():
        assert "```" not in explanation(rule), rule.code


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("rootuser", "no rule is called 'rootuser'; did you mean root-user?\n"),
        ("RMP0302", "no rule is called 'RMP0302'; did you mean RMP302?\n"),
        ("xyzzy", "no rule is called 'xyzzy'; 'rompy-lint --rules' lists them\n"),
    ],
)
@pytest.mark.parametrize("option", ["--explain", "--select", "--ignore"])
def test_a_name_that_no_rule_has_is_told_with_the_one_that_was_meant(option: str, name: str, said: str) -> None:
    done = run("rompy-lint", option, name)
    assert done.returncode == 2
    assert done.stderr.endswith(said)
