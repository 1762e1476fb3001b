"""Rules about nodes, tasks and cores of a Slurm job."""

from __future__ import annotations

from pathlib import Path

import pytest

from rulecases import check, findings

START = "type: slurm\ncommand: srun x\n"

FEWER = [
    "nodes: 2  # expect: RMP502\n",
    "nodes: 4\nntasks: 3  # expect: RMP502\n",
    "ntasks: 3\nnodes: 4  # expect: RMP502\n",
    "nodes: ${N:-2}  # expect: RMP502\n",
    "nodes: 2  # expect: RMP502\nadditional_options: [--exclusive]\n",
    "nodes: 2\nadditional_options: [--ntasks-per-node=4]\n",
    "nodes: 2\nadditional_options: [-n8]\n",
    "nodes: 2\nadditional_options: ['${OPTIONS}']\n",
    "nodes: 2\nadditional_options: 5\n",
    "nodes: 2\nntasks: ${N}\n",
    "nodes: 2\nntasks: '1'\n",
    "nodes: 2\nntasks: 2\n",
    "ntasks: 8\n",
    "",
]
UNEVEN = [
    "nodes: 3\nntasks: 64  # expect: RMP503\n",
    "ntasks: 5\nnodes: 2  # expect: RMP503\n",
    "nodes: 2\nntasks: 64\n",
    "nodes: 4\nntasks: 3\n",
    "nodes: 2\nntasks: ${N}\n",
]
LAUNCHER = [
    "type: slurm\nntasks: 2\ncommand: swan  # expect: RMP514\n",
    "type: slurm\nntasks: 2\ncommand: srun swan\n",
    "type: slurm\nntasks: 2\ncommand: mpiexec.hydra swan\n",
    "type: slurm\nntasks: 2\ncommand: ./run.sh\n",
    "type: slurm\nntasks: 2\ncommand: $LAUNCH swan\n",
    "type: slurm\nntasks: 1\ncommand: swan\n",
    "type: slurm\nntasks: ${N}\ncommand: swan\n",
    "type: slurm\nntasks: 2\ncommand: 5\n",
]
THREADS = [
    "env_vars: {OMP_NUM_THREADS: '2'}  # expect: RMP516\n",
    "cpus_per_task: 4\nenv_vars:\n  OMP_NUM_THREADS: '5'  # expect: RMP516\n",
    "cpus_per_task: 4\nenv_vars: {OMP_NUM_THREADS: '4', MKL_NUM_THREADS: '9'}\n",
    "cpus_per_task: ${N}\nenv_vars: {OMP_NUM_THREADS: '4'}\n",
    "env_vars: {OMP_NUM_THREADS: '${N}'}\n",
    "env_vars: {OMP_NUM_THREADS: 4}\n",
    "env_vars: {OMP_NUM_THREADS: '4,2'}\n",
    "env_vars: {OMP_NUM_THREADS: '4'}\nadditional_options: [--exclusive]\n",
]


@pytest.mark.parametrize("text", FEWER)
def test_a_node_without_a_task_is_found(text: str, tmp_path: Path) -> None:
    check("RMP502", START + text, tmp_path)


@pytest.mark.parametrize("text", UNEVEN)
def test_tasks_that_do_not_divide_are_found(text: str, tmp_path: Path) -> None:
    check("RMP503", START + text, tmp_path)


@pytest.mark.parametrize("text", LAUNCHER)
def test_several_tasks_without_a_launcher_are_found(text: str, tmp_path: Path) -> None:
    check("RMP514", text, tmp_path)


@pytest.mark.parametrize("text", THREADS)
def test_more_threads_than_cores_are_found(text: str, tmp_path: Path) -> None:
    check("RMP516", START + text, tmp_path)


def test_one_process_may_have_the_cores_of_all_tasks(tmp_path: Path) -> None:
    text = "type: slurm\ncommand: ./swan\nntasks: 8\nenv_vars:\n  OMP_NUM_THREADS: '8'\n"
    check("RMP516", text, tmp_path)
    check("RMP516", text.replace("'8'", "'9' # expect: RMP516"), tmp_path)


def test_the_number_of_threads_is_not_shown(tmp_path: Path) -> None:
    [finding] = findings("RMP516", START + "env_vars: {OMP_NUM_THREADS: '737'}\n", tmp_path)
    assert "737" not in f"{finding.message}{finding.help}"
