from __future__ import annotations

from pathlib import Path

import pytest

from rulecases import check, fixed

CODE = "RMP406"


@pytest.mark.parametrize(
    "text",
    [
        "type: local\nenv_vars: {A: ~/data, B: '~', C: '--x=~/y'}  # expect: RMP406, RMP406, RMP406\n",
        "type: local\nenv_vars:\n  A: a:$HOME/x  # expect: RMP406\n",
        "type: slurm\ncommand: x\nadditional_options:\n  - --chdir=~/runs  # expect: RMP406\n",
        "type: slurm\ncommand: x\nerror_file: $HOME/slurm-%j.err  # expect: RMP406\n",
        "type: local\nworking_dir: $HOME/runs  # expect: RMP406\n",
        "type: docker\nimage: a:1\nvolumes:\n  - $HOME/x:/data  # expect: RMP406\n  - ~/x:/more\n",
        "type: local\nworking_dir: ~/runs\n",
        "type: local\ncommand: cd ~/x && echo $HOME\n",
        "type: local\nenv_vars: {A: '${HOME}/x', B: a~b, C: x~, D: '~user', E: $HOMER, F: '\\$HOME', G: '1~2'}\n",
        "type: docker\nimage: a:1\nbuild_args: {A: ~/x}\n",
    ],
)
def test_what_nothing_expands_is_found(text: str, tmp_path: Path) -> None:
    check(CODE, text, tmp_path)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("env_vars: {A: '~/x:$HOME/y:~'} # z\n", "env_vars: {A: '${HOME}/x:${HOME}/y:${HOME}'} # z\n"),
        ("env_vars:\n  A: ~/x\n", 'env_vars:\n  A: "${HOME}/x"\n'),
    ],
)
def test_the_fix_writes_a_template(before: str, after: str, tmp_path: Path) -> None:
    assert fixed(CODE, f"type: local\n{before}", tmp_path, unsafe=False) == f"type: local\n{after}"
    docker = f"type: docker\nimage: a:1\n{before}"
    assert fixed(CODE, docker, tmp_path, unsafe=False) == docker
