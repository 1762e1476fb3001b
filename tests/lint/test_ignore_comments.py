"""Comments keep findings quiet, and are findings themselves where they do nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from lintkit import expected, found, lint_text
from rompy.lint.settings import Settings

FILES = {
    "on the line, by code": "type: local\ntimeout: 1  # rompy-lint: ignore[RMP104]\n",
    "on the line, by name": "type: local\ntimeout: 1  # rompy-lint: ignore[out-of-range]\n",
    "on the line, by the beginning of a code": "type: local\ntimeout: 1  # rompy-lint: ignore[RMP1]\n",
    "in any case and spacing": "type: local\ntimeout: 1  #rompy-lint:ignore[ rmp104 ]\n",
    "behind another comment": "type: local\ntimeout: 1  # too short # rompy-lint: ignore[RMP104]\n",
    "alone above the line": "type: local\n# rompy-lint: ignore[RMP104]\ntimeout: 1\n",
    "above the line with more between": "type: local\n# rompy-lint: ignore[RMP104]\n\n# why\ntimeout: 1\n",
    "two rules": "type: local\ntimeout: 1\ntimeout: 1  # rompy-lint: ignore[RMP104, RMP002]\n",
    "for the whole file": "type: local\ntimeout: 1\nshell: 1\n# rompy-lint: ignore-file[RMP104, wrong-type]\n",
    "for every document": "# rompy-lint: ignore-file[RMP104]\ntype: local\ntimeout: 1\n---\ntype: local\ntimeout: 2\n",
    "not on another line": "type: local  # rompy-lint: ignore[RMP104] # expect: RMP901\ntimeout: 1 # expect: RMP104\n",
    "not for another rule": "type: local\ntimeout: 1  # rompy-lint: ignore[RMP103] # expect: RMP104, RMP901\n",
    "one of two that does nothing": "type: local\ntimeout: 1  # rompy-lint: ignore[RMP104, RMP103] # expect: RMP901\n",
    "of a rule that there is not": "type: local\ntimeout: 1  # rompy-lint: ignore[RMP1044] # expect: RMP902, RMP104\n",
    "without a rule": "type: local\ntimeout: 1  # rompy-lint: ignore # expect: RMP902, RMP104\n",
    "with empty brackets": "type: local\ntimeout: 1  # rompy-lint: ignore[] # expect: RMP902, RMP104\n",
    "in a text, where it is none": 'type: local\ncommand: "x # rompy-lint: ignore[RMP104]"\n',
    "in a block of text": "type: local\ncommand: |\n  x # rompy-lint: ignore[RMP104]\n",
    "of a fault of reading": 'type: local\ncommand: "x # rompy-lint: ignore-file[RMP001]\n',
    "of a duplicate key": "type: local\nshell: true\nshell: true # rompy-lint: ignore[RMP002]\n",
}


@pytest.mark.parametrize("text", FILES.values(), ids=FILES.keys())
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_a_comment_ignores(text: str, newline: str, tmp_path: Path) -> None:
    assert found(lint_text(text.replace("\n", newline), tmp_path)) == expected(text)


def test_an_ignore_of_a_rule_that_is_off_is_not_unused(tmp_path: Path) -> None:
    text = "type: local\ntimeout: 60  # rompy-lint: ignore[RMP104]\n"
    assert found(lint_text(text, tmp_path)) == [(2, "RMP901")]
    assert found(lint_text(text, tmp_path, settings=Settings(ignore=["RMP104"]))) == []
    assert found(lint_text(text, tmp_path, settings=Settings(ignore=["RMP901"]))) == []


def test_an_unused_ignore_is_reported_at_its_code_and_an_unknown_one_with_what_was_meant(tmp_path: Path) -> None:
    text = "type: local\ntimeout: 60  # rompy-lint: ignore[out-of-range, unknown-feild]\n"
    findings = lint_text(text, tmp_path).findings
    assert [(finding.place.start.column, finding.message, finding.help) for finding in findings] == [
        (35, "Nothing here is ignored by out-of-range", "remove it"),
        (49, "No rule is called 'unknown-feild'", "did you mean unknown-field?"),
    ]
