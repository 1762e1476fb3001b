"""``rompy run --dry-run`` prints what would be run, as commands to paste, and runs nothing."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from processes import run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "north-sea"
    place.mkdir()
    return place


def dry_run(folder: Path, text: str, *options: str) -> str:
    (folder / "backend.yml").write_text(text)
    before = sorted(folder.rglob("*"))
    done = run("rompy", "run", "--backend-config", "backend.yml", "--dry-run", *options, cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(folder.rglob("*")) == before
    return done.stdout.replace(str(folder), "FOLDER")


def test_a_local_run_is_a_command_in_its_folder_with_its_time_and_its_log(folder: Path) -> None:
    assert dry_run(folder, "type: local\ncommand: ./swan | grep -c wave\ntimeout: 600\n", "--grace", "5") == (
        "cd FOLDER\ntimeout --kill-after=5 600 /bin/sh -c './swan | grep -c wave' > FOLDER/run.log 2>&1\n"
    )


def test_variables_are_asked_for_by_name_and_their_values_are_not_shown(folder: Path) -> None:
    shown = dry_run(folder, "type: local\ncommand: ./swan\nenv_vars: {TOKEN: s3cret}\n")
    assert shown.startswith('export TOKEN="${TOKEN?give it the value that the config has}"\n')
    assert "s3cret" not in shown
    assert "s3cret" not in dry_run(folder, "type: local\ncommand: a\nenv_vars: {TOKEN: s3cret}\n", "--format", "json")


def test_a_container_is_a_docker_command_with_every_field(folder: Path) -> None:
    text = """
type: docker
image: swan:41.45
executable: /opt/swan --fast
mpiexec: mpirun
cpu: 4
memory: 2g
user: "1000:1000"
volumes: [".:/data:ro,z"]
env_vars: {OMP_NUM_THREADS: "1"}
timeout: 7200
"""
    assert dry_run(folder, text) == (
        'export OMP_NUM_THREADS="${OMP_NUM_THREADS?give it the value that the config has}"\n'
        "timeout --kill-after=10 7200 docker run --init --rm --user 1000:1000 --workdir /app/run_id --cpus 4 "
        "--memory 2147483648 --memory-swap 2147483648 --volume FOLDER:/app/run_id --volume FOLDER:/data:ro,z "
        "--env OMP_NUM_THREADS --label org.rompy.run-id=north-sea --entrypoint mpirun swan:41.45 "
        "-n 4 /opt/swan --fast\n"
    )


def test_a_container_that_is_kept_has_no_rm(folder: Path) -> None:
    assert "--rm" not in dry_run(folder, "type: docker\nimage: swan:41.45\nremove_container: false\n")


def test_the_commands_can_be_pasted(folder: Path) -> None:
    script = dry_run(folder, "type: local\ncommand: echo $WIND from $PWD\nenv_vars: {WIND: west}\n")
    (folder / "backend.yml").unlink()
    done = subprocess.run(
        ["bash", "-e"],
        input=script.replace("FOLDER", str(folder)),
        env={**os.environ, "WIND": "west"},
        text=True,
        check=False,
        capture_output=True,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (folder / "run.log").read_text() == f"west from {folder}\n"


def test_programs_get_the_plan_as_json(folder: Path) -> None:
    plan = json.loads(dry_run(folder, "type: local\ncommand: ./swan\nenv_vars: {A: '1'}\n", "--format", "json"))
    assert plan == {
        "backend": "local",
        "run_id": "north-sea",
        "workspace": "FOLDER",
        "timeout": 3600,
        "grace": 10.0,
        "steps": [
            {
                "kind": "StartProcess",
                "argv": ["/bin/sh", "-c", "./swan"],
                "folder": "FOLDER",
                "environment": ["A"],
                "captures_output": True,
                "streams_output": False,
            }
        ],
    }


def test_a_model_is_planned_in_its_workspace(folder: Path) -> None:
    (folder / "model.yml").write_text("run_id: june\noutput_dir: out\nperiod: {start: 20230601, duration: 1d}\n")
    (folder / "backend.yml").write_text("type: local\ncommand: ./swan\n")
    done = run("rompy", "run", "model.yml", "--backend-config", "backend.yml", "--dry-run", cwd=folder)
    assert done.stdout.splitlines()[0] == f"cd {folder}/out/june"
    assert not (folder / "out").exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("type: local\n", "nothing says what to run for 'north-sea'"),
        ("type: local\ncommand: a\nshel: true\n", "backend.yml has errors, so nothing was run"),
        ("type: local\ncommand: a\nworking_dir: gone\n", "backend.yml has errors, so nothing was run"),
        ("[1]\n", "backend.yml"),
    ],
)
def test_what_cannot_be_run_cannot_be_planned(folder: Path, text: str, message: str) -> None:
    (folder / "backend.yml").write_text(text)
    done = run("rompy", "run", "--backend-config", "backend.yml", "--dry-run", cwd=folder)
    assert (done.returncode, done.stdout) == (125, "")
    assert message in done.stderr


def test_an_image_is_built_under_the_name_that_its_content_gives_it(folder: Path) -> None:
    (folder / "Dockerfile").write_text("FROM scratch\n")
    text = "type: docker\ndockerfile: Dockerfile\nbuild_args: {VERSION: s3cret}\nexecutable: /swan\n"
    (folder / "backend.yml").write_text(text)
    first, build, container = dry_run(folder, text).splitlines()
    tag = build.split()[5]
    assert first == 'export VERSION="${VERSION?give it the value that the config has}"'
    assert build == f"docker build --file FOLDER/Dockerfile --tag {tag} --build-arg VERSION FOLDER"
    assert container.endswith(f"--entrypoint /swan {tag}")
    assert "s3cret" not in container
    (folder / "Dockerfile").write_text("FROM scratch\nUSER 1000\n")
    assert tag not in dry_run(folder, text)


def test_a_job_is_a_script_for_sbatch(folder: Path) -> None:
    text = "type: slurm\ncommand: srun ./swan\nqueue: compute\nntasks: 8\nenv_vars: {A: '1,2'}\ntimeout: 600\n"
    assert (
        dry_run(folder, text)
        == """#!/bin/bash
#SBATCH --no-requeue
#SBATCH --chdir=FOLDER
#SBATCH --open-mode=truncate
#SBATCH --output=FOLDER/run.log
#SBATCH --job-name=north-sea
#SBATCH --partition=compute
#SBATCH --nodes=1
#SBATCH --ntasks=8
#SBATCH --cpus-per-task=1
#SBATCH --time=1:00:00

# The values stand under env_vars in the backend file; set them before sbatch, which passes them on.
export A="${A?give it the value that the config has}"

exec timeout --kill-after=10 600 /bin/bash -c 'srun ./swan'
"""
    )
