"""The GitHub Action: the steps of action.yml, run as a runner runs them, without a network."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from processes import command
from repositories import Repository

ACTION = Path(__file__).parents[2] / "hooks" / "github-action"
DEFINITION: dict[str, Any] = yaml.safe_load((ACTION / "action.yml").read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = DEFINITION["runs"]["steps"]
SCRIPTS = {step["id"]: step["run"] for step in STEPS if "run" in step}
BAD = "type: local\ncommand: python run_model.py\ntimout: 60\n"
WARNING = "type: docker\nimage: registry.example.org/coast/swan:41.45\n"


@dataclass
class Runner:
    """A machine that runs the action in a folder where somebody's repository is checked out."""

    workspace: Path
    action: Path
    variables: dict[str, str]
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)

    def run(self, **inputs: str) -> subprocess.CompletedProcess[str]:
        """Run the steps that are scripts, up to one that fails."""
        given = {name: str(about.get("default", "")) for name, about in DEFINITION["inputs"].items()}
        given |= {name.replace("_", "-"): value for name, value in inputs.items()}
        assert given.keys() == DEFINITION["inputs"].keys()
        done = None
        for step in STEPS:
            if "run" in step and step["id"] not in self.outputs:
                done = self._run_step(step, given)
                if done.returncode:
                    break
        assert done is not None
        return done

    def lint(self, **inputs: str) -> subprocess.CompletedProcess[str]:
        """Run the action again with what it has installed."""
        self.outputs.pop("lint", None)
        return self.run(**inputs)

    def output(self, name: str) -> str:
        """Give an output of the action."""
        return self._value(DEFINITION["outputs"][name]["value"], {})

    def _run_step(self, step: dict[str, Any], inputs: dict[str, str]) -> subprocess.CompletedProcess[str]:
        assert step["shell"] == "bash"
        temporary = Path(self.variables["RUNNER_TEMP"])
        script, written = temporary / "step.sh", temporary / "outputs"
        script.write_text(step["run"])
        written.write_text("")
        done = subprocess.run(
            # as the runner calls it for "shell: bash"
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", script],
            cwd=self.workspace,
            env={
                **self.variables,
                "GITHUB_ACTION_PATH": str(self.action),
                "GITHUB_OUTPUT": str(written),
                **{name: self._value(value, inputs) for name, value in step.get("env", {}).items()},
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        self.outputs[step["id"]] = dict(line.split("=", 1) for line in written.read_text().splitlines())
        return done

    def _value(self, text: str, inputs: dict[str, str]) -> str:
        """Put values in the place of expressions."""

        def value_of(found: re.Match[str]) -> str:
            if found[1].startswith("inputs."):
                return inputs[found[1].removeprefix("inputs.")]
            _, step, _, name = found[1].split(".")
            return self.outputs.get(step, {}).get(name, "")

        return re.sub(r"\$\{\{ ([a-z.-]+) \}\}", value_of, text)


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory, installing: dict[str, str], published: Repository) -> Runner:
    """A machine on which the action is installed, by its own steps."""
    temporary, workspace = tmp_path_factory.mktemp("runner's files"), tmp_path_factory.mktemp("checkout")
    runner = Runner(
        workspace,
        published.folder / "hooks" / "github-action",
        {**installing, "RUNNER_TEMP": str(temporary), "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin"},
    )
    done = runner.run()
    assert done.returncode == 0, done.stdout + done.stderr
    return runner


@pytest.fixture
def runner(machine: Runner, tmp_path: Path) -> Runner:
    workspace = tmp_path / "my configs"
    workspace.mkdir()
    return Runner(workspace, machine.action, machine.variables, {"install": machine.outputs["install"]})


def codes(runner: Runner) -> list[str]:
    log = json.loads(Path(runner.output("sarif")).read_text(encoding="utf-8"))
    return [result["ruleId"] for result in log["runs"][0]["results"]]


def test_good_files_pass(runner: Runner) -> None:
    shutil.copytree(ACTION / "passes", runner.workspace, dirs_exist_ok=True)
    done = runner.lint()
    assert done.returncode == 0, done.stdout + done.stderr
    assert runner.output("status") == "0"
    assert codes(runner) == []


def test_findings_fail_the_job_and_are_shown_beside_their_lines_and_written_as_sarif(runner: Runner) -> None:
    shutil.copytree(ACTION / "fails", runner.workspace, dirs_exist_ok=True)
    done = runner.lint()
    assert done.returncode == 1
    assert "::error file=forecast.yml,line=3,col=10," in done.stdout
    assert runner.output("status") == "1"
    assert codes(runner) == ["RMP103"]


@pytest.mark.parametrize(
    ("text", "fail_on", "status"),
    [(WARNING, "error", 0), (WARNING, "warning", 1), (BAD, "never", 0), (BAD, "error", 1)],
    ids=["warning, error", "warning, warning", "error, never", "error, error"],
)
def test_the_workflow_says_what_fails_the_job(runner: Runner, text: str, fail_on: str, status: int) -> None:
    (runner.workspace / "a.yml").write_text(text)
    assert runner.lint(fail_on=fail_on).returncode == status
    assert len(codes(runner)) == 1


@pytest.mark.parametrize("inputs", [{"fail_on": "sometimes"}, {"fail_on": "never", "args": "--no-such-option"}])
def test_wrong_usage_always_fails_the_job(runner: Runner, inputs: dict[str, str]) -> None:
    assert runner.lint(**inputs).returncode == 2


def test_paths_stand_one_a_line_and_arguments_between_blanks(runner: Runner) -> None:
    for name in ("a", "two words", "left out"):
        (runner.workspace / f"{name}.yml").write_text(BAD)
    assert runner.lint(paths="\na.yml\ntwo words.yml\n").returncode == 1
    assert len(codes(runner)) == 2
    assert runner.lint(paths="a.yml", args="--no-host\n  --ignore unknown-field").returncode == 0
    assert codes(runner) == []


def test_what_a_workflow_passes_in_is_never_run(runner: Runner) -> None:
    words = "$(touch ran) `touch ran` ; touch ran \" ' * ${{ x }}"
    for inputs in ({"paths": words}, {"args": words}, {"fail_on": words}):
        assert runner.lint(**inputs).returncode == 2
    assert list(runner.workspace.iterdir()) == []


def test_no_script_holds_an_expression() -> None:
    assert SCRIPTS.keys() == {"install", "lint"}
    assert not any("${{" in script for script in SCRIPTS.values())


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_is_clean_for_shellcheck(name: str) -> None:
    done = subprocess.run(
        command("shellcheck", "--shell=bash", "-"), input=SCRIPTS[name], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_python_is_set_up_only_where_a_version_is_asked_for_and_for_the_action_alone() -> None:
    (step,) = [step for step in STEPS if "uses" in step]
    assert step["if"] == "inputs.python-version != ''"
    assert step["with"]["update-environment"] is False
    assert STEPS[1]["env"]["PYTHON"] == f"${{{{ steps.{step['id']}.outputs.python-path }}}}"
    assert DEFINITION["inputs"]["python-version"]["default"] == ""
