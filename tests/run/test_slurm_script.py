"""The scripts of jobs: the one that rompy submits, and the one that a person can submit by hand."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rompy.backends import SlurmConfig
from rompy.plan import Folder, Plan, SubmitJob
from rompy.run.slurm import job_script, script_to_paste
from rompy.run.slurm.script import job_options, option_lines

if TYPE_CHECKING:
    from typing import Any

WORKSPACE = Path("/data/hindcast")
SUPERVISE = (
    "/opt/rompy/bin/python",
    "-I",
    "-S",
    "/data/hindcast/.rompy/t0/supervisor.py",
    "/data/hindcast/.rompy/t0/spec.json",
)


def planned(**fields: Any) -> tuple[SubmitJob, Plan]:
    given = {"command": "srun swan", **fields}
    plan = SlurmConfig.model_validate(given, context={"host": False}).plan(Folder("hindcast", WORKSPACE))
    (step,) = plan.steps
    assert isinstance(step, SubmitJob)
    return step, plan


EVERYTHING = {
    "queue": "compute",
    "command": "module load swan\nsrun swan | tee out.txt",
    "nodes": 2,
    "ntasks": 8,
    "cpus_per_task": 4,
    "time_limit": "2:00:00",
    "timeout": 7000,
    "account": "ocean",
    "qos": "normal",
    "reservation": "storm-season",
    "output_file": "logs/%x-%j.out",
    "error_file": "logs/%x-%j.err",
    "job_name": 'a hindcast # of "2024"',
    "mail_type": "END,FAIL",
    "mail_user": "me@example.org",
    "additional_options": ["--exclusive", "--gres gpu:1", "-C 'big mem'"],
    "env_vars": {"OMP_NUM_THREADS": "4", "API_KEY": "a secret, 'quoted'\nand more"},
}


def test_the_script_that_is_submitted_can_be_read_and_holds_no_value_of_the_environment() -> None:
    step, plan = planned(**EVERYTHING)
    assert job_script(step, plan, "t0", SUPERVISE) == (
        """\
#!/bin/bash
#SBATCH --no-requeue
#SBATCH --chdir=/data/hindcast
#SBATCH --open-mode=truncate
#SBATCH --output=logs/%x-%j.out
#SBATCH --error=logs/%x-%j.err
#SBATCH --comment=rompy:t0
#SBATCH --job-name="a hindcast # of \\"2024\\""
#SBATCH --partition=compute
#SBATCH --nodes=2
#SBATCH --ntasks=8
#SBATCH --cpus-per-task=4
#SBATCH --time=2:00:00
#SBATCH --account=ocean
#SBATCH --qos=normal
#SBATCH --reservation=storm-season
#SBATCH --mail-type=END,FAIL
#SBATCH --mail-user=me@example.org
#SBATCH --exclusive
#SBATCH --gres gpu:1
#SBATCH -C "big mem"
#
# What rompy's supervisor runs with bash, and ends after 7000 s:
#
#     module load swan
#     srun swan | tee out.txt
#
# Set for it (env_vars): OMP_NUM_THREADS, API_KEY

supervisor=/data/hindcast/.rompy/t0/supervisor.py
python=/opt/rompy/bin/python
test -x "$python" || python=$(command -v python3) || {
    echo "rompy: $(hostname) has no python3" >&2
    exit 127
}
test -r "$supervisor" || {
    echo "rompy: $(hostname) does not see $supervisor: the workspace has to be on a shared disk" >&2
    exit 127
}
exec "$python" -I -S "$supervisor" /data/hindcast/.rompy/t0/spec.json
"""
    )


def test_the_script_to_submit_by_hand_has_the_same_options_and_asks_for_the_values_by_name() -> None:
    step, plan = planned(**EVERYTHING)
    assert script_to_paste(step, plan) == (
        """\
#!/bin/bash
#SBATCH --no-requeue
#SBATCH --chdir=/data/hindcast
#SBATCH --open-mode=truncate
#SBATCH --output=logs/%x-%j.out
#SBATCH --error=logs/%x-%j.err
#SBATCH --job-name="a hindcast # of \\"2024\\""
#SBATCH --partition=compute
#SBATCH --nodes=2
#SBATCH --ntasks=8
#SBATCH --cpus-per-task=4
#SBATCH --time=2:00:00
#SBATCH --account=ocean
#SBATCH --qos=normal
#SBATCH --reservation=storm-season
#SBATCH --mail-type=END,FAIL
#SBATCH --mail-user=me@example.org
#SBATCH --exclusive
#SBATCH --gres gpu:1
#SBATCH -C "big mem"

# The values stand under env_vars in the backend file; set them before sbatch, which passes them on.
export OMP_NUM_THREADS="${OMP_NUM_THREADS?give it the value that the config has}"
export API_KEY="${API_KEY?give it the value that the config has}"

exec timeout --kill-after=10 7000 /bin/bash -c 'module load swan
srun swan | tee out.txt'
"""
    )


def test_what_fields_leave_open_is_left_to_the_cluster_and_the_log_is_the_runs_own() -> None:
    step, plan = planned()
    assert job_options(step, plan) == (
        "--no-requeue",
        "--chdir=/data/hindcast",
        "--open-mode=truncate",
        "--output=/data/hindcast/run.log",
        "--job-name=hindcast",
        "--nodes=1",
        "--ntasks=1",
        "--cpus-per-task=1",
        "--time=1:00:00",
    )


def test_an_additional_option_stands_after_the_field_that_it_changes() -> None:
    step, plan = planned(additional_options=["--nodes=3"])
    options = job_options(step, plan)
    assert options.index("--nodes=1") < options.index("--nodes=3")


@pytest.mark.parametrize("option", ["--comment=mine", "--comment mine", "--com=mine"])
def test_a_comment_of_the_user_stays_and_the_job_is_known_by_the_path_of_its_script(option: str) -> None:
    step, plan = planned(additional_options=[option])
    assert not any("rompy:" in word for word in job_options(step, plan, "t0"))


def test_a_percent_sign_in_a_folder_is_no_pattern_of_slurm() -> None:
    plan = SlurmConfig(command="true", output_file="out-%j.txt").plan(Folder("hindcast", Path("/data/50%j")))
    (step,) = plan.steps
    assert isinstance(step, SubmitJob)
    assert "--output=/data/50%%j/out-%j.txt" in job_options(step, plan)
    assert "--output=/data/50%%j/run.log" in job_options(replace(step, output=None), plan)


@pytest.mark.parametrize("command", ["#SBATCH --nodes=50", "true\r\n#SBATCH --nodes=50", "true\n\n\n  #SBATCH -a 1"])
def test_no_line_of_the_command_becomes_an_option_or_has_sbatch_refuse_the_script(command: str) -> None:
    step, plan = planned(command=command)
    script = job_script(step, plan, "t0", SUPERVISE)
    assert "\r" not in script
    assert not any(line.startswith(("#SBATCH --nodes=50", "#SBATCH -a")) for line in script.splitlines())


@pytest.mark.parametrize("name", ["A.B", "9", "A B\nrm"])
def test_a_name_that_no_shell_can_set_is_told_and_not_exported(name: str) -> None:
    step, plan = planned(env_vars={name: "x"})
    pasted = script_to_paste(step, plan)
    assert "is a name that no shell can set" in pasted
    assert "export" not in pasted
    assert "\nrm" not in pasted + job_script(step, plan, "t0", SUPERVISE)


@pytest.mark.parametrize("command", ["echo it\\'s 'so' \"true\" $HOME `x` !", "cat <<E\na b\nE\n", "true # no"])
def test_both_scripts_are_bash_whatever_the_command_is(command: str) -> None:
    step, plan = planned(command=command, env_vars={"A": "1"})
    for script in (job_script(step, plan, "t0", SUPERVISE), script_to_paste(step, plan)):
        assert subprocess.run(["bash", "-n"], input=script, text=True, check=False).returncode == 0


def test_the_script_to_submit_by_hand_runs_the_command_as_it_is_written(tmp_path: Path) -> None:
    step, plan = planned(command="printf '%s|' \"$A\" 'b  c'\nexit 3", env_vars={"A": "x"})
    script = tmp_path / "job.sh"
    script.write_text(script_to_paste(step, plan), encoding="utf-8")
    done = subprocess.run(["bash", script], env={"A": "1 2", "PATH": "/usr/bin:/bin"}, capture_output=True, check=False)
    assert (done.stdout, done.returncode) == (b"1 2|b  c|", 3)
    missing = subprocess.run(
        ["bash", script], env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=False
    )
    assert "A: give it the value that the config has" in missing.stderr


def test_words_of_one_option_stay_on_its_line() -> None:
    assert list(option_lines(["--gres", "gpu:1", "-n", "4", "--exclusive", "--wckey=a b"])) == [
        "#SBATCH --gres gpu:1",
        "#SBATCH -n 4",
        "#SBATCH --exclusive",
        '#SBATCH --wckey="a b"',
    ]
