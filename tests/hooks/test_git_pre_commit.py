"""The script for git alone: real commits in real repositories."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from processes import BIN
from repositories import Repository, new_repository

HOOK = Path(__file__).parents[2] / "hooks" / "git-pre-commit"
GOOD = "type: local\ncommand: python run_model.py\n"
BAD = "type: local\ncommand: python run_model.py\ntimout: 60\n"
IN_SIMULATION = "type: local\ncommand: python run_model.py\nworking_dir: simulation\n"
ODD_NAMES = [
    "two words.yml",
    "-q.yml",
    "--fix.yml",
    "two\nlines.yaml",
    "'\"$(x)`x`\\.yml",
    "0:a.yml",
    "[a]*.YML",
    "Küste.yml",
]


@pytest.fixture
def repository(tmp_path: Path, variables: dict[str, str]) -> Repository:
    made = new_repository(tmp_path / "my configs", variables)
    shutil.copy(HOOK / "pre-commit", made.folder / ".git" / "hooks" / "pre-commit")
    return made


def number_of_commits(repository: Repository) -> int:
    return len(repository.git("log", "--all", "--format=%h", check=False).stdout.split())


@pytest.mark.parametrize("file", sorted((HOOK / "passes").iterdir()), ids=lambda file: file.name)
def test_a_first_commit_of_a_good_file_goes_through(repository: Repository, file: Path) -> None:
    shutil.copy(file, repository.folder)
    done = repository.commit_all()
    assert done.status == 0, done.text


@pytest.mark.parametrize("file", sorted((HOOK / "fails").iterdir()), ids=lambda file: file.name)
def test_a_first_commit_of_a_broken_file_is_refused_with_its_finding(repository: Repository, file: Path) -> None:
    shutil.copy(file, repository.folder)
    done = repository.commit_all()
    assert done.status == 1
    assert f"--> {file.name}:" in done.text
    assert "commit with --no-verify" in done.text
    assert number_of_commits(repository) == 0


def test_what_is_staged_counts_and_not_what_stands_in_the_work_tree(repository: Repository) -> None:
    repository.write("a.yml", BAD)
    repository.git("add", "a.yml")
    repository.write("a.yml", GOOD)
    done = repository.commit()
    assert done.status == 1
    assert "--> a.yml:3:1" in done.text
    repository.git("add", "a.yml")
    repository.write("a.yml", BAD)
    done = repository.commit()
    assert done.status == 0, done.text
    repository.write("b.yml", BAD)
    repository.git("add", "b.yml")
    (repository.folder / "b.yml").unlink()
    assert repository.commit().status == 1


@pytest.mark.parametrize("work_tree", [IN_SIMULATION, GOOD], ids=["as staged", "changed since"])
def test_paths_in_a_file_start_from_its_folder_in_the_work_tree(repository: Repository, work_tree: str) -> None:
    repository.write("models/a.yml", IN_SIMULATION)
    repository.git("add", "--all")
    repository.write("models/a.yml", work_tree)
    done = repository.commit()
    assert done.status == 1
    assert "--> models/a.yml:3:14" in done.text
    (repository.folder / "models" / "simulation").mkdir()
    done = repository.commit()
    assert done.status == 0, done.text


@pytest.mark.parametrize("work_tree", [BAD, GOOD], ids=["as staged", "changed since"])
def test_the_settings_of_the_repository_hold(repository: Repository, work_tree: str) -> None:
    repository.write(".rompy-lint.yml", "exclude: [drafts/]\n")
    for name in ("drafts/a.yml", "a.yml"):
        repository.write(name, BAD)
    repository.git("add", "--all")
    for name in ("drafts/a.yml", "a.yml"):
        repository.write(name, work_tree)
    done = repository.commit()
    assert done.status == 1
    assert "--> a.yml" in done.text
    assert "drafts" not in done.text


@pytest.mark.parametrize("work_tree", [BAD, GOOD], ids=["as staged", "changed since"])
def test_a_file_may_have_any_name(repository: Repository, work_tree: str) -> None:
    for name in ODD_NAMES:
        repository.write(name, BAD)
    repository.git("add", "--all")
    for name in ODD_NAMES:
        repository.write(name, work_tree)
    done = repository.commit()
    assert done.status == 1
    assert done.text.count("error[RMP101 unknown-field]") == len(ODD_NAMES), done.text
    for name in ODD_NAMES:
        repository.write(name, GOOD)
    done = repository.commit_all()
    assert done.status == 0, done.text


def test_only_files_of_the_commit_are_checked(repository: Repository) -> None:
    repository.write("old.yml", BAD)
    assert repository.commit_all("--no-verify").status == 0
    repository.write("new.yml", GOOD)
    repository.write("notes.txt", BAD)
    done = repository.commit_all()
    assert (done.status, "rompy-lint" in done.text) == (0, False), done.text


def test_a_commit_that_deletes_or_renames_files_is_no_trouble(repository: Repository) -> None:
    repository.write("a.yml", GOOD)
    repository.write("b.yml", BAD)
    assert repository.commit_all("--no-verify").status == 0
    repository.git("rm", "--quiet", "a.yml")
    assert repository.commit().status == 0
    repository.git("mv", "b.yml", "c.yml")
    done = repository.commit()
    assert done.status == 1
    assert "--> c.yml:3:1" in done.text


def test_commits_of_some_files_only_are_judged_by_those(repository: Repository) -> None:
    for name in ("a.yml", "b.yml"):
        repository.write(name, GOOD)
    assert repository.commit_all().status == 0
    repository.write("a.yml", GOOD + "timeout: 90\n")
    repository.write("b.yml", BAD)
    assert repository.commit("a.yml").status == 0
    done = repository.commit("--all")
    assert done.status == 1
    assert "--> b.yml:3:1" in done.text


def test_a_merge_with_a_conflict_is_checked_when_it_is_committed(repository: Repository) -> None:
    for branch, text in [("main", GOOD), ("storm", GOOD + "timeout: 90\n"), ("main", GOOD + "timeout: 70\n")]:
        if branch != "main":
            repository.git("switch", "--quiet", "--create", branch)
        elif number_of_commits(repository):
            repository.git("switch", "--quiet", branch)
        repository.write("a.yml", text)
        assert repository.commit_all().status == 0
    assert repository.git("merge", "storm", check=False).returncode == 1
    done = repository.commit_all()
    assert done.status == 1
    assert "--> a.yml:3:1" in done.text
    repository.write("a.yml", GOOD + "timeout: 90\n")
    assert repository.commit_all().status == 0


def test_links_and_submodules_that_are_called_like_yaml_are_no_trouble(
    repository: Repository, tmp_path: Path, variables: dict[str, str]
) -> None:
    other = new_repository(tmp_path / "other", variables)
    other.write("bad.yml", BAD)
    assert other.commit_all().status == 0
    repository.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other.folder), "other.yml")
    (repository.folder / "nowhere.yml").symlink_to("gone.yml")
    done = repository.commit_all()
    assert done.status == 0, done.text


def test_without_rompy_lint_the_message_says_what_to_do(
    repository: Repository, tmp_path: Path, variables: dict[str, str]
) -> None:
    path = ":".join(folder for folder in variables["PATH"].split(":") if not (Path(folder) / "rompy-lint").exists())
    bare = Repository(repository.folder, {**variables, "PATH": path})
    bare.write("notes.txt", "no backends here\n")
    assert bare.commit_all().status == 0
    bare.write("a.yml", GOOD)
    done = bare.commit_all()
    assert done.status == 1
    assert "rompy-lint is not there" in done.text
    assert "git config hooks.rompyLint PATH" in done.text
    bare.git("config", "hooks.rompyLint", str(tmp_path / "gone"))
    assert f"{tmp_path / 'gone'} is not there" in bare.commit().text
    bare.git("config", "hooks.rompyLint", str(BIN / "rompy-lint"))
    done = bare.commit()
    assert done.status == 0, done.text


def test_no_verify_commits_anything(repository: Repository) -> None:
    repository.write("a.yml", BAD)
    assert repository.commit_all("--no-verify").status == 0
