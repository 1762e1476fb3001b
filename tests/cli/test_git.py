"""Folders are searched as git sees them: what git itself says is compared."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from processes import environment, run

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed, and it is compared with")

BAD = "type: local\ntimeout: 30\n"


def git(folder: Path, *arguments: str) -> str:
    variables = environment(GIT_CONFIG_GLOBAL="/dev/null", GIT_CONFIG_SYSTEM="/dev/null", XDG_CONFIG_HOME="/dev/null")
    for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"):
        variables.pop(name, None)
    done = subprocess.run(["git", *arguments], cwd=folder, env=variables, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "--quiet")
    return folder


def fill(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(BAD, encoding="utf-8")


def ignore(folder: Path, *patterns: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ".gitignore").write_text("\n".join(patterns) + "\n", encoding="utf-8")


def linted(folder: Path, *paths: str) -> list[str]:
    found = json.loads(run("rompy-lint", "--format", "json", *paths, cwd=folder).stdout)["findings"]
    return sorted(finding["file"] for finding in found)


def as_git_sees_it(folder: Path) -> list[str]:
    listed = git(folder, "ls-files", "-z", "--others", "--exclude-standard", "*.yml").split("\0")
    return sorted(filter(None, listed))


def test_ignored_files_and_folders_are_left_out(repository: Path) -> None:
    fill(repository, "a.yml", "scratch.yml", "out/a.yml", "runs/2024/a.yml", "runs/keep.yml")
    ignore(repository, "scratch.yml", "out/", "/runs/2024")
    assert linted(repository) == ["a.yml", "runs/keep.yml"] == as_git_sees_it(repository)


def test_nested_ignore_files_speak_for_their_folder(repository: Path) -> None:
    fill(repository, "a.yml", "sub/a.yml", "sub/b.yml", "other/b.yml", "sub/deep/b.yml")
    ignore(repository / "sub", "b.yml")
    assert linted(repository) == ["a.yml", "other/b.yml", "sub/a.yml"] == as_git_sees_it(repository)


def test_what_is_taken_back_is_linted(repository: Path) -> None:
    fill(repository, "a.tmp.yml", "keep.tmp.yml", "sub/keep.tmp.yml", "sub/b.tmp.yml", "out/keep.tmp.yml")
    ignore(repository, "*.tmp.yml", "!keep.tmp.yml", "out/")
    ignore(repository / "sub", "!b.tmp.yml")
    assert linted(repository) == ["keep.tmp.yml", "sub/b.tmp.yml", "sub/keep.tmp.yml"] == as_git_sees_it(repository)


def test_the_repositorys_own_exclude_file_counts(repository: Path) -> None:
    fill(repository, "a.yml", "private.yml")
    (repository / ".git" / "info" / "exclude").write_text("private.yml\n", encoding="utf-8")
    assert linted(repository) == ["a.yml"] == as_git_sees_it(repository)


def test_a_worktree_heeds_the_exclude_file_of_its_repository(repository: Path) -> None:
    fill(repository, "a.yml")
    git(repository, "add", "a.yml")
    git(repository, "-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "--quiet", "--message", "start")
    (repository / ".git" / "info" / "exclude").write_text("private.yml\n", encoding="utf-8")
    worktree = repository.parent / "worktree"
    git(repository, "worktree", "add", "--quiet", str(worktree))
    fill(worktree, "private.yml", "b.yml")
    assert as_git_sees_it(worktree) == ["b.yml"]
    assert linted(worktree) == ["a.yml", "b.yml"]


def test_a_persons_own_ignore_file_counts(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = repository.parent / "home"
    fill(home, "git/ignore")
    (home / "git" / "ignore").write_text("*.draft.yml\n", encoding="utf-8")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home))
    fill(repository, "a.yml", "b.draft.yml")
    assert linted(repository) == ["a.yml"]


def test_linting_a_folder_of_a_repository_heeds_the_ignore_files_above_it(repository: Path) -> None:
    fill(repository, "configs/a.yml", "configs/scratch/a.yml", "configs/deep/local.yml")
    ignore(repository, "scratch/", "/configs/deep/local.yml")
    assert linted(repository, "configs") == ["configs/a.yml"] == as_git_sees_it(repository)
    assert linted(repository / "configs") == ["a.yml"]


def test_an_ignored_file_that_is_named_is_linted(repository: Path) -> None:
    fill(repository, "scratch.yml")
    ignore(repository, "scratch.yml")
    assert linted(repository, "scratch.yml") == ["scratch.yml"]


def test_ignore_files_above_the_repository_do_not_count(repository: Path) -> None:
    fill(repository, "a.yml")
    ignore(repository.parent, "*.yml")
    assert linted(repository) == ["a.yml"] == as_git_sees_it(repository)


def test_outside_of_a_repository_ignore_files_count_from_the_folder_down(tmp_path: Path) -> None:
    fill(tmp_path, "a.yml", "scratch.yml")
    ignore(tmp_path, "scratch.yml")
    assert linted(tmp_path) == ["a.yml"]


def test_gits_own_folder_is_not_searched(repository: Path) -> None:
    fill(repository, ".git/hooks/a.yml", ".github/a.yml")
    assert linted(repository) == [".github/a.yml"] == as_git_sees_it(repository)
