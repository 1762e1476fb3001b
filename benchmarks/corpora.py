"""Makes the files that are linted: as people write them, each a little different, clean or with a fault a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SIZES = (1, 100, 1_000, 10_000)
HUGE = 5_000
"""Lines of the one huge file."""

_LOCAL = """\
# Work on a model setup on your own machine.
type: local
command: python run_model.py --grid g{index:05}
working_dir: .
timeout: {timeout}
stream_output: true
env_vars:
  OMP_NUM_THREADS: "{threads}"
  MODEL_RUN: run-{index:05}
"""
_DOCKER = """\
# The nightly forecast: a pinned image, and input that cannot be written.
type: docker
image: registry.example.org/coast/swan:41.{index}
cpu: 1
memory: 512m
user: "1000:1000"
timeout: {timeout}
executable: /usr/local/bin/run.sh
volumes:
  - .:/app/input:ro
env_vars:
  OMP_NUM_THREADS: "1"
  TZ: UTC
"""
_SLURM = """\
# A month of a wave hindcast on a cluster.
type: slurm
queue: compute
account: coastal-waves
job_name: hindcast-{index:05}
command: srun ./swan.exe
nodes: 4
ntasks: 128
cpus_per_task: {threads}
time_limit: "1:00:00"  # the longest that it took
timeout: {timeout}
output_file: logs/hindcast-%j.out
mail_type: END,FAIL
mail_user: waves@example.org
additional_options:
  - --exclusive
"""
_KINDS = (_LOCAL, _DOCKER, _SLURM)
_FAULTS = ("timeout: 30\n", "wall_time: 3600\n", "env_vars: [OMP_NUM_THREADS]\n", "timeout: one hour\n")


KINDS = {
    "an unknown field": "type: slurm\ncommand: srun ./swan.exe\nwall_time: 3600\n",
    "a missing field": "type: slurm\nqueue: compute\nnodes: 4\nntasks: 128\n",
    "errors and warnings": (
        "type: docker\nimage: swan\ncpu: 1\nmemory: 2gb\nenv_vars:\n  OMP_NUM_THREADS: 4\nvolumes:\n  - data:app\n"
    ),
    "a bad format": "type: slurm\ncommand: srun ./swan.exe\ntime_limit: 2h\n",
    "with a template": "type: local\ncommand: python run_model.py\nworking_dir: ${WORK:-.}\ntimeout: 30\n",
    "with an anchor": "type: local\ncommand: &run python run_model.py\ntimeout: 30\n",
}
"""One file each with a kind of fault, or with one and what else makes a difference."""


def clean(folder: Path, count: int) -> Path:
    """Write files without a fault, of all kinds in turn."""
    return _write(folder, [_text(index) for index in range(count)])


def faulty(folder: Path, count: int) -> Path:
    """Write files with a fault each, which a schema tells too."""
    texts = []
    for index in range(count):
        fault = _FAULTS[index // len(_KINDS) % len(_FAULTS)]
        name = fault.partition(":")[0]
        lines = _text(index).splitlines(keepends=True)
        start = next((place for place, line in enumerate(lines) if line.startswith(f"{name}:")), len(lines))
        end = next((place for place in range(start + 1, len(lines)) if lines[place][0] != " "), len(lines))
        texts.append("".join([*lines[:start], fault, *lines[end:]]))
    return _write(folder, texts)


def of_kind(folder: Path, kind: str) -> Path:
    """Write one file of a kind."""
    return _write(folder, [KINDS[kind]])


def huge(folder: Path, lines: int = HUGE) -> Path:
    """Write one file of many lines."""
    variables = "".join(f'  VARIABLE_{number:05}: "value of {number}"\n' for number in range(lines - 4))
    return _write(folder, [f"type: local\ncommand: python run_model.py\ntimeout: 3600\nenv_vars:\n{variables}"])


def _text(index: int) -> str:
    return _KINDS[index % len(_KINDS)].format(index=index, timeout=3600 + index % 3600, threads=1 + index % 4)


def _write(folder: Path, texts: list[str]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for index, text in enumerate(texts):
        (folder / f"b{index:05}.yml").write_text(text, encoding="utf-8")
    return folder
