from __future__ import annotations

from pathlib import Path

import pytest

from rulecases import check, findings, fixed

CODE = "RMP405"


@pytest.mark.parametrize(
    "text",
    [
        "type: local\nenv_vars: {A: ' x', B: 'x', C: \"x\\t\"}  # expect: RMP405, RMP405\n",
        "type: slurm\ncommand: x\naccount: ' ocean'  # expect: RMP405\n",
        "type: slurm\ncommand: x\nenv_vars:\n  A: |+  # expect: RMP405\n    x\n",
        "type: local\nenv_vars:\n  A: >  # expect: RMP405\n    one\n    line\n",
        "type: local\nenv_vars:\n  A: |\n    &namelist\n    /\n",
        "type: local\nenv_vars: {A: ' ', B: '', C: ${X}, D: ' ${X} '}\n",
        "type: local\ncommand: |\n  run\n",
        "type: local\nenv_vars: {' A': y}\n",
        "type: docker\nimage: a:1\nbuild_args: {A: ' x'}\n",
    ],
)
def test_blanks_around_a_value_are_found(text: str, tmp_path: Path) -> None:
    check(CODE, text, tmp_path)


@pytest.mark.parametrize(
    ("before", "after", "is_safe"),
    [
        ("queue: 'compute '  # big\n", "queue: 'compute'  # big\n", True),
        ('env_vars: {A: " x"}\n', 'env_vars: {A: "x"}\n', False),
        ("env_vars:\n  A: | # why\n    x\n  B: y\n", "env_vars:\n  A: |- # why\n    x\n  B: y\n", False),
        ("env_vars:\n  A: |+2\n     x\n\n  B: y\n", None, False),
        ("env_vars:\n  A: >+\n    x\n\n  B: y\n", "env_vars:\n  A: >-\n    x\n\n  B: y\n", False),
        ("job_name: ' ${X:-a}'\n", None, False),
    ],
)
def test_the_fix_removes_them(before: str, after: str | None, is_safe: bool, tmp_path: Path) -> None:
    start = "type: slurm\ncommand: x\n"
    assert findings(CODE, start + before, tmp_path)
    if after is None:
        return
    assert fixed(CODE, start + before, tmp_path) == start + after
    assert (fixed(CODE, start + before, tmp_path, unsafe=False) == start + after) is is_safe


def test_a_value_that_is_not_shown_is_not_in_the_message(tmp_path: Path) -> None:
    [finding] = findings(CODE, "type: local\nenv_vars: {A: ' hunter2'}\n", tmp_path)
    assert "hunter2" not in f"{finding.message}{finding.help}{finding.fix and finding.fix.title}"
