from __future__ import annotations

from pathlib import Path

import pytest

from lintkit import lint_text
from rulecases import check, fixed

CODE = "RMP116"


@pytest.mark.parametrize(
    "text",
    [
        "type: local\nshell: true  # expect: RMP116\ncapture_output: false\n",
        "type: slurm\ncommand: x\nnodes: 1  # expect: RMP116\nntasks: 2\ntime_limit: '1:00:00'  # expect: RMP116\n",
        "type: docker\nimage: a:1\nenv_vars: {}  # expect: RMP116\nvolumes: []  # expect: RMP116\nuser: root\n",
        "type: local\ncommand: null  # expect: RMP116\n",
        "backend_type: local\nconfig:\n  timeout: 3600  # expect: RMP116\n  command: x\n",
        "type: local\ntimeout: ${T:-3600}\n",
        "type: local\ntimeout: '3600'\nshell: yes please\n",
        "type: slurm\ncommand: x\ntime_limit: '01:00:00'\n",
        "type: local\nunknown: 5\n5: x\n",
    ],
)
def test_a_field_at_its_default_is_found(text: str, tmp_path: Path) -> None:
    check(CODE, text, tmp_path)


def test_it_is_off_unless_it_is_selected(tmp_path: Path) -> None:
    assert not lint_text("type: local\nshell: true\n", tmp_path).findings


def test_the_fix_removes_the_line(tmp_path: Path) -> None:
    before = "# ours\ntype: local\n\nshell: true  # always\ncommand: x # run\nenv_vars: {}\n"
    assert fixed(CODE, before, tmp_path, unsafe=False) == "# ours\ntype: local\n\ncommand: x # run\n"
    flow = "{type: local, shell: true}\n"
    assert fixed(CODE, flow, tmp_path) == flow
