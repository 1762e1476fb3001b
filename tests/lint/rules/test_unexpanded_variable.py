from __future__ import annotations

from pathlib import Path

import pytest

from rulecases import check, fixed

CODE = "RMP407"


@pytest.mark.parametrize(
    "text",
    [
        "type: local\nenv_vars: {A: $SCRATCH/data}  # expect: RMP407\n",
        "type: local\nenv_vars:\n  LD_LIBRARY_PATH: /opt/lib:$LD_LIBRARY_PATH  # expect: RMP407\n",
        "type: slurm\ncommand: x\noutput_file: $SLURM_JOB_ID.out  # expect: RMP407\n",
        "type: slurm\ncommand: x\nadditional_options: ['--chdir=$SCRATCH']  # expect: RMP407\n",
        "type: local\nworking_dir: $SCRATCH/runs  # expect: RMP407\n",
        "type: local\nenv_vars: {PATH: '$PATH:/x', PASSWORD: 'a$BC', A: 'p$word', B: '$$', C: '\\$XY', D: $1}\n",
        "type: local\nenv_vars: {A: $HOME, B: '${SCRATCH}', C: '${X:-$YY}'}  # expect: RMP407\n",
        "type: local\nenv_vars: {E: US$, F: $A}\n",
        "type: local\nenv_vars: {A: '${SCRATCH}/$USER'}  # expect: RMP407\n",
        "type: slurm\ncommand: x\noutput_file: 5\nadditional_options: 5\nenv_vars: 5\n",
        "type: local\nenv_vars: ${X:-$YY}\n",
        "type: local\ncommand: echo $SCRATCH\n",
    ],
)
def test_a_variable_that_nothing_expands_is_found(text: str, tmp_path: Path) -> None:
    check(CODE, text, tmp_path)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("env_vars: {A: '$SCRATCH/x:$DATA'} # z\n", "env_vars: {A: '${SCRATCH}/x:${DATA}'} # z\n"),
        ("output_file: logs/$USER-$SLURM_JOB_ID.out\n", 'output_file: "logs/%u-%j.out"\n'),
        ("env_vars: {A: /scratch/$SLURM_JOB_ID}\n", None),
        ("env_vars: {A: '${X:-$YY}'}\n", None),
    ],
)
def test_the_fix_writes_a_template_or_what_slurm_expands(before: str, after: str | None, tmp_path: Path) -> None:
    start = "type: slurm\ncommand: x\n"
    assert fixed(CODE, start + before, tmp_path) == start + (after or before)
    assert fixed(CODE, start + before, tmp_path, unsafe=False) == start + before
