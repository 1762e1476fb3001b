"""The hook at work: a real repository, real pre-commit, and this checkout installed by pip without a network."""

from __future__ import annotations

import shutil
import subprocess
from importlib.metadata import requires
from pathlib import Path

import pytest

from offline import wheels_of
from processes import BIN, environment

ROOT = Path(__file__).parents[2]
HOOK = ROOT / "hooks" / "rompy-lint"

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed, and pre-commit needs it")


@pytest.fixture(scope="module")
def variables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which git, pip and pre-commit know nothing but this machine."""
    folder = tmp_path_factory.mktemp("pre-commit")
    wheels_of([*(requires("rompy") or ()), "hatchling"], folder / "wheels")
    outer = {
        name: value for name, value in environment().items() if not name.startswith(("GIT_", "PIP_", "PRE_COMMIT"))
    }
    return {
        **outer,
        "PRE_COMMIT_HOME": str(folder / "home"),
        "PIP_CONFIG_FILE": "/dev/null",
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(folder / "wheels"),
        "GIT_CONFIG_GLOBAL": str(_git_settings(folder)),
        "GIT_CONFIG_SYSTEM": "/dev/null",
        "PATH": f"{BIN}:{outer.get('PATH', '/usr/local/bin:/usr/bin:/bin')}",
    }


def _git_settings(folder: Path) -> Path:
    settings = folder / "gitconfig"
    settings.write_text("[user]\nname = A Modeller\nemail = modeller@example.org\n[safe]\ndirectory = *\n")
    return settings


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, variables: dict[str, str]) -> Path:
    """This checkout, with what is not committed yet, as a repository that a config can name."""
    folder = tmp_path_factory.mktemp("published")
    listed = _run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], ROOT, variables).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    _new_repository(folder, variables)
    _run(["git", "add", "--all"], folder, variables)
    _run(["git", "commit", "--quiet", "--message", "All of it"], folder, variables)
    return folder


@pytest.fixture
def repository(tmp_path: Path, variables: dict[str, str], published: Path) -> Path:
    """A repository of somebody's configs that runs the hook on every commit."""
    folder = tmp_path / "my configs"
    folder.mkdir()
    _new_repository(folder, variables)
    commit = _run(["git", "rev-parse", "HEAD"], published, variables).stdout.strip()
    (folder / ".pre-commit-config.yaml").write_text(
        f"repos:\n  - repo: {published}\n    rev: {commit}\n    hooks:\n      - id: rompy-lint\n"
    )
    _run(["pre-commit", "install"], folder, variables)
    return folder


def _new_repository(folder: Path, variables: dict[str, str]) -> None:
    _run(["git", "init", "--quiet", "--initial-branch", "main", "."], folder, variables)


def _run(
    command: list[str], folder: Path, variables: dict[str, str], *, check: bool = True
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, check=False, timeout=300)
    if check:
        assert done.returncode == 0, done.stdout + done.stderr
    return done


def _commit(folder: Path, variables: dict[str, str], *files: Path) -> subprocess.CompletedProcess[str]:
    for file in files:
        shutil.copy(file, folder / file.name)
    _run(["git", "add", "--all"], folder, variables)
    return _run(["git", "commit", "--message", "Change configs"], folder, variables, check=False)


@pytest.mark.parametrize("file", sorted((HOOK / "fails").iterdir()), ids=lambda file: file.name)
def test_a_commit_of_a_broken_backend_is_refused_with_the_finding(
    repository: Path, variables: dict[str, str], file: Path
) -> None:
    done = _commit(repository, variables, file)
    output = done.stdout + done.stderr
    assert done.returncode == 1, output
    assert f"--> {file.name}:3:" in output
    assert "Found 1 error" in output
    assert _run(["git", "log"], repository, variables, check=False).returncode != 0


@pytest.mark.parametrize("file", sorted((HOOK / "passes").iterdir()), ids=lambda file: file.name)
def test_a_commit_of_a_good_backend_or_of_a_foreign_file_passes(
    repository: Path, variables: dict[str, str], file: Path
) -> None:
    done = _commit(repository, variables, file)
    assert done.returncode == 0, done.stdout + done.stderr
    assert file.name in _run(["git", "ls-files"], repository, variables).stdout


def test_a_commit_is_judged_by_what_is_staged(repository: Path, variables: dict[str, str]) -> None:
    good, bad = HOOK / "passes" / "forecast.yml", HOOK / "fails" / "forecast.yml"
    shutil.copy(good, repository / "forecast.yml")
    _run(["git", "add", "--all"], repository, variables)
    shutil.copy(bad, repository / "forecast.yml")
    assert _run(["git", "commit", "--message", "The good one"], repository, variables).returncode == 0


def test_try_repo_runs_the_hook_from_this_checkout(tmp_path: Path, variables: dict[str, str]) -> None:
    _new_repository(tmp_path, variables)
    for file in [*(HOOK / "passes").iterdir(), HOOK / "fails" / "unfinished.yml"]:
        shutil.copy(file, tmp_path / file.name)
    _run(["git", "add", "--all"], tmp_path, variables)
    done = _run(["pre-commit", "try-repo", str(ROOT), "rompy-lint", "--all-files"], tmp_path, variables, check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Found 1 error: 1 backend in 2 files checked" in done.stdout
