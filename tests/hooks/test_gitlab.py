"""The job for GitLab CI: its lines, run as a runner runs them, without a network."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from processes import command
from repositories import Repository

FOLDER = Path(__file__).parents[2] / "hooks" / "gitlab"
TEMPLATE: dict[str, Any] = yaml.safe_load((FOLDER / "rompy-lint.gitlab-ci.yml").read_text(encoding="utf-8"))
JOB: dict[str, Any] = TEMPLATE["rompy-lint"]
SETTING_UP, LINTING = "\n".join(JOB["before_script"]), "\n".join(JOB["script"])
REPORT, SARIF = "gl-code-quality-report.json", "rompy-lint.sarif"


def run(
    folder: Path, variables: dict[str, str], name: str = "bash", script: str = f"{SETTING_UP}\n{LINTING}"
) -> subprocess.CompletedProcess[str]:
    """Run lines in one shell that stops at a failure, with the variables of the template below others."""
    strict = [name, "-e", "-o", "pipefail"] if name == "bash" else [name, "-e"]
    return subprocess.run(
        [*strict, "-c", script],
        cwd=folder,
        env={**TEMPLATE["variables"], **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.fixture
def source(installing: dict[str, str], published: Repository, tmp_path: Path) -> dict[str, str]:
    """Where rompy comes from: a repository, as in somebody's settings."""
    temporary = tmp_path / "temporary files"
    temporary.mkdir()
    return {**installing, "ROMPY_LINT_SOURCE": f"git+file://{published.folder}", "TMPDIR": str(temporary)}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return tmp_path / "my project"


def test_the_job_passes_with_good_files(source: dict[str, str], project: Path) -> None:
    shutil.copytree(FOLDER / "passes", project)
    done = run(project, source)
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads((project / REPORT).read_text()) == []


def test_the_job_fails_with_findings_and_leaves_its_reports(source: dict[str, str], project: Path) -> None:
    shutil.copytree(FOLDER / "fails", project)
    # POSIX shell too: images need not have bash
    done = run(project, source, "sh")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "--> forecast.yml:3:10" in done.stdout
    (issue,) = json.loads((project / REPORT).read_text())
    assert issue["location"]["path"] == "forecast.yml"
    (result,) = json.loads((project / SARIF).read_text())["runs"][0]["results"]
    assert result["ruleId"] == "RMP103"


@pytest.mark.parametrize("shell", ["bash", "sh"])
def test_options_and_paths_come_from_a_variable(
    variables: dict[str, str], project: Path, tmp_path: Path, shell: str
) -> None:
    # what the first lines make is here already
    Path(tmp_path / "bin").symlink_to(Path(command("rompy-lint")[0]).parent)
    shutil.copytree(FOLDER / "fails", project)
    installed = {**variables, "ROMPY_LINT_VENV": str(tmp_path)}
    for words, status in [
        ("--ignore wrong-type forecast.yml", 0),
        ("*.yml", 2),
        ("$(touch ran);touch ran", 2),
        ("", 1),
    ]:
        done = run(project, {**installed, "ROMPY_LINT_ARGS": words}, shell, LINTING)
        assert done.returncode == status, done.stdout + done.stderr
    assert not (project / "ran").exists()


def test_the_job_says_what_is_missing(variables: dict[str, str], tmp_path: Path) -> None:
    done = run(tmp_path, variables)
    assert done.returncode == 2
    assert "Set the variable ROMPY_LINT_SOURCE" in done.stderr


def test_the_reports_are_kept_also_when_the_job_fails() -> None:
    artifacts = JOB["artifacts"]
    assert artifacts["when"] == "always"
    assert artifacts["reports"] == {"codequality": REPORT}
    assert artifacts["paths"] == [SARIF]


def test_the_image_can_be_chosen_by_a_variable() -> None:
    assert JOB["image"] == "$ROMPY_LINT_IMAGE"
    assert TEMPLATE["variables"]["ROMPY_LINT_IMAGE"] == "python:3.11-slim"


def test_the_job_runs_once_for_a_branch_with_a_merge_request() -> None:
    assert [rule.get("when", "on_success") for rule in JOB["rules"]] == ["on_success", "never", "on_success"]
    assert JOB["rules"][1]["if"] == "$CI_COMMIT_BRANCH && $CI_OPEN_MERGE_REQUESTS"


def test_the_lines_are_clean_for_shellcheck() -> None:
    # that the arguments are split is meant
    arguments = command("shellcheck", "--shell=sh", "--exclude=SC2086", "-")
    script = f"{SETTING_UP}\n{LINTING}\n"
    done = subprocess.run(arguments, input=script, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
