from __future__ import annotations

from pathlib import Path

import pytest

from rompy.cli.judging import judge
from rompy.lint.engine import Target
from rompy.lint.fix import fix_target
from rompy.lint.loaded import Loaded
from rompy.lint.settings import Settings
from rulecases import check, fixed

CODE = "RMP404"


@pytest.mark.parametrize(
    "text",
    [
        "type: local\nenv_vars: {PATH: '/opt/bin:$PATH'}  # expect: RMP404\n",
        "type: local\nenv_vars:\n  PATH: /opt/bin  # expect: RMP404\n",
        "type: docker\nimage: a:1\nenv_vars:\n  PATH: /opt/bin:/opt/swan  # expect: RMP404\n",
        "backend_type: slurm\nconfig:\n  command: x\n  env_vars:\n    PATH: $PATH  # expect: RMP404\n",
        "type: local\nenv_vars: {PATH: '/opt/bin:/usr/bin/:/bin'}\n",
        "type: local\nenv_vars: {PATH: '${PATH}:/opt/bin', MY_PATH: /opt, LD_LIBRARY_PATH: /opt/lib}\n",
        "type: local\nenv_vars: {PATH: '/opt/bin:${PATH:-/opt}'}\n",
        "type: local\nenv_vars: {PATH: '${HOME}/bin:$PATH'}  # expect: RMP404\n",
        "type: local\nenv_vars: {PATH: '/opt:/usr/bin:$PATH'}  # expect: RMP404\n",
        "type: local\nenv_vars: {PATH: 5}\n",
        "type: local\nenv_vars: [PATH=/x]\n",
    ],
)
def test_a_path_without_the_systems_folders_is_found(text: str, tmp_path: Path) -> None:
    check(CODE, text, tmp_path)


@pytest.mark.parametrize(("kind", "is_safe"), [("local", True), ("slurm\ncommand: x", False)])
def test_the_fix_refers_to_the_old_one(kind: str, is_safe: bool, tmp_path: Path) -> None:
    before = f"type: {kind}\nenv_vars:\n  PATH: '/opt/bin:$PATH' # ours\n"
    after = before.replace("$PATH", "${PATH}")
    assert fixed(CODE, before, tmp_path) == after
    assert (fixed(CODE, before, tmp_path, unsafe=False) == after) is is_safe


def test_it_goes_together_with_a_home_that_nothing_expands(tmp_path: Path) -> None:
    before = "type: local\nenv_vars:\n  PATH: '~/bin:$PATH'\n"
    settings = Settings(host=False)
    target = Target("backend.yml", None, before.encode())
    mended = fix_target(target, judge, Loaded(settings, tmp_path), unsafe=True)
    assert mended is not None
    assert mended.source.text == before.replace("~", "${HOME}").replace("$PATH", "${PATH}")
