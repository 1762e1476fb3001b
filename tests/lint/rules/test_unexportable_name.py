from __future__ import annotations

from pathlib import Path

import pytest

from rulecases import check, fixed

CODE = "RMP402"


@pytest.mark.parametrize(
    "text",
    [
        "type: local\nenv_vars: {A.B: x, C: y}  # expect: RMP402\n",
        "type: local\nenv_vars:\n  ' A': x  # expect: RMP402\n",
        "type: docker\nimage: a:1\nenv_vars:\n  Ö: x  # expect: RMP402\n  1A: ${X:-a}  # expect: RMP402\n",
        "type: docker\nimage: a:1\nenv_vars:\n  discovery.type: x\n  a-b: y\n",
        "backend_type: local\nconfig:\n  env_vars:\n    1A: x  # expect: RMP402\n",
        "config: {}\nbackend:\n  type: local\n  env_vars:\n    A B: x  # expect: RMP402\n",
        "type: local\nenv_vars: {_A1: x, a: y, A_: z}\n",
        "type: local\nenv_vars: {'BASH_FUNC_module%%': '() { :; }'}\n",
        "type: local\nenv_vars: {'A=B': x, '': y, 5: z}\n",
        "type: local\nenv_vars: {A-B: 5}\n",
        "type: local\nenv_vars: [A-B=x]\n",
        "type: docker\nimage: a:1\nbuild_args: {A-B: x}\n",
    ],
)
def test_a_name_that_no_shell_can_use_is_found(text: str, tmp_path: Path) -> None:
    check(CODE, text, tmp_path)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("type: local\nenv_vars:\n  MODEL-DEBUG: '1'  # why\n", "type: local\nenv_vars:\n  MODEL_DEBUG: '1'  # why\n"),
        ("type: local\nenv_vars: {'A.B': x}\n", "type: local\nenv_vars: {'A_B': x}\n"),
        ("type: local\nenv_vars: {A-B: x, A_B: y}\n", None),
        ("type: local\nenv_vars: {2D: x}\n", None),
        ("type: local\nx: &x {A-B: x}\nenv_vars:\n  <<: *x\n", None),
    ],
)
def test_the_fix_writes_underscores_where_the_name_is_free(before: str, after: str | None, tmp_path: Path) -> None:
    assert fixed(CODE, before, tmp_path) == (after or before)
    assert fixed(CODE, before, tmp_path, unsafe=False) == before
