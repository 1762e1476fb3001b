"""The hooks for pre-commit at work: a real repository, and this checkout installed by pip without a network."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from repositories import Outcome, Repository, new_repository

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
CHECKING = ROOT / "hooks" / "rompy-lint"
MENDING = ROOT / "hooks" / "rompy-lint-fix"
PUBLISHING = ROOT / "hooks" / "rompy-schema"


def files_in(folder: Path) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("file", sorted(folder.iterdir()), ids=lambda file: file.name)


@pytest.fixture
def configured(tmp_path: Path, installing: dict[str, str], published: Repository) -> Callable[[str], Repository]:
    """Makes a repository of somebody's configs that runs a hook on every commit."""

    def with_hook(name: str) -> Repository:
        repository = new_repository(tmp_path / "my configs", installing)
        commit = published.git("rev-parse", "HEAD").stdout.strip()
        repository.write(
            ".pre-commit-config.yaml",
            f"repos:\n  - repo: {published.folder}\n    rev: {commit}\n    hooks:\n      - id: {name}\n",
        )
        repository.run("pre-commit", "install")
        return repository

    return with_hook


@pytest.fixture
def checked(configured: Callable[[str], Repository]) -> Repository:
    return configured("rompy-lint")


@pytest.fixture
def mended(configured: Callable[[str], Repository]) -> Repository:
    return configured("rompy-lint-fix")


def commit_copy(repository: Repository, file: Path) -> Outcome:
    shutil.copy(file, repository.folder / file.name)
    return repository.commit_all()


@files_in(CHECKING / "fails")
def test_a_commit_of_a_broken_backend_is_refused_with_the_finding(checked: Repository, file: Path) -> None:
    done = commit_copy(checked, file)
    assert done.status == 1, done.text
    assert f"--> {file.name}:3:" in done.text
    assert "Found 1 error" in done.text
    assert checked.git("log", check=False).returncode != 0


@files_in(CHECKING / "passes")
def test_a_commit_of_a_good_backend_or_of_a_foreign_file_passes(checked: Repository, file: Path) -> None:
    done = commit_copy(checked, file)
    assert done.status == 0, done.text
    assert file.name in checked.git("ls-files").stdout


def test_a_commit_is_judged_by_what_is_staged(checked: Repository) -> None:
    good, bad = CHECKING / "passes" / "forecast.yml", CHECKING / "fails" / "forecast.yml"
    shutil.copy(good, checked.folder / "forecast.yml")
    checked.git("add", "--all")
    shutil.copy(bad, checked.folder / "forecast.yml")
    assert checked.commit().status == 0


@files_in(MENDING / "mends")
def test_what_can_be_mended_stops_the_commit_once_and_passes_when_it_is_added(mended: Repository, file: Path) -> None:
    first = commit_copy(mended, file)
    assert first.status == 1, first.text
    assert "files were modified by this hook" in first.text
    assert (mended.folder / file.name).read_text() == (MENDING / "mended" / file.name).read_text()
    second = mended.commit_all()
    assert second.status == 0, second.text


@files_in(MENDING / "fails")
def test_what_cannot_be_mended_is_refused_and_stays_as_it_is(mended: Repository, file: Path) -> None:
    done = commit_copy(mended, file)
    assert done.status == 1, done.text
    assert "Found 1 error" in done.text
    assert (mended.folder / file.name).read_text() == file.read_text()


@files_in(MENDING / "passes")
def test_the_mending_hook_lets_good_files_through_at_once(mended: Repository, file: Path) -> None:
    done = commit_copy(mended, file)
    assert done.status == 0, done.text


def test_a_model_that_is_not_published_as_it_is_is_refused_with_the_command_that_mends_it(
    configured: Callable[[str], Repository],
) -> None:
    repository = configured("rompy-schema")
    for file in (PUBLISHING / "passes").iterdir():
        shutil.copy(file, repository.folder / file.name)
    unpublished = repository.commit_all()
    assert unpublished.status == 1, unpublished.text
    assert "cluster: it is not published yet; it becomes 1.0.0" in unpublished.text
    repository.run("rompy", "schema", "compile")
    passing = repository.commit_all()
    assert passing.status == 0, passing.text
    for file in (PUBLISHING / "fails").iterdir():
        shutil.copy(file, repository.folder / file.name)
    refused = repository.commit_all()
    assert refused.status == 1, refused.text
    assert "mend it with: rompy schema compile --breaking" in refused.text


def test_try_repo_runs_the_hook_from_this_checkout(tmp_path: Path, installing: dict[str, str]) -> None:
    repository = new_repository(tmp_path, installing)
    for file in [*(CHECKING / "passes").iterdir(), CHECKING / "fails" / "unfinished.yml"]:
        shutil.copy(file, tmp_path / file.name)
    repository.git("add", "--all")
    done = repository.run("pre-commit", "try-repo", str(ROOT), "rompy-lint", "--all-files", check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Found 1 error: 1 backend in 2 files checked" in done.stdout
