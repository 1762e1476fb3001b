from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

from offline import closure
from processes import BIN, environment

ROOT = Path(__file__).parents[1]
PAGES = sorted(
    path
    for path in ROOT.glob("**/*.md")
    if not any(part.startswith(".") or part == "build" for part in path.relative_to(ROOT).parts)
)
README = (ROOT / "README.md").read_text(encoding="utf-8")


def fenced(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def lines_of(language: str) -> list[str]:
    return [line for block in fenced(README, language) for line in block.splitlines()]


SETTING_UP = [line for line in lines_of("bash") if line.startswith("python3 -m venv")]
COMMANDS = [line for line in lines_of("bash") if line.startswith(("rompy", "printf"))]


def test_readme_sets_up_with_two_commands_of_one_line_each() -> None:
    linting, testing = SETTING_UP
    assert linting.endswith("rompy-lint examples")
    assert testing.endswith("pytest")


def test_continuous_integration_runs_the_commands_of_the_readme_word_for_word() -> None:
    run_in_ci = [line.strip() for line in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()]
    for line in SETTING_UP:
        assert line in run_in_ci


def test_every_other_command_of_the_readme_runs(tmp_path: Path) -> None:
    assert len(COMMANDS) + len(SETTING_UP) == len(lines_of("bash"))
    shutil.copytree(ROOT / "examples", tmp_path / "examples", ignore=shutil.ignore_patterns("broken"))
    for line in COMMANDS:
        done = subprocess.run(
            ["sh", "-c", line],
            cwd=tmp_path,
            env=environment(PATH=f"{BIN}:/usr/bin:/bin", XDG_STATE_HOME=str(tmp_path / "state")),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
    assert (tmp_path / "my_backend.yml").is_file()
    assert (tmp_path / "findings.sarif").stat().st_size > 0


def test_python_of_the_readme_runs(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    for block, printed in zip(fenced(README, "python"), ("14400\ntype: docker", "True"), strict=True):
        done = subprocess.run(
            [sys.executable, "-c", block],
            cwd=tmp_path,
            env=environment(XDG_STATE_HOME=str(tmp_path / "state")),
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.startswith(printed)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_page_of_the_documentation_is_in_its_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    for page in (ROOT / "docs").glob("*.md"):
        assert page.name == "README.md" or f"]({page.name})" in index


def test_every_exit_status_is_in_the_readme() -> None:
    from rompy.cli.status import Status  # noqa: PLC0415 - only here

    for status in Status:
        assert f"| {status.value} |" in README


def test_changes_since_the_last_release_make_a_changelog() -> None:
    command = [str(BIN / "towncrier"), "build", "--draft", "--version", "next"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "### Added" in done.stdout


def test_everything_that_is_needed_for_the_checks_is_pinned() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert all(re.fullmatch(r"[A-Za-z0-9_.-]+==[A-Za-z0-9.]+", line) for line in lines if not line.startswith("#"))
    pinned = {canonicalize_name(line.split("==")[0]) for line in lines}
    needed = {canonicalize_name(found.name) for found in closure(["rompy[dev]"])}
    assert needed - pinned == {"rompy"}
