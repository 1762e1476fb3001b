"""The script for servers: real pushes to a real bare repository."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from processes import BIN
from repositories import Outcome, Repository, new_repository

HOOK = Path(__file__).parents[2] / "hooks" / "pre-receive"
GOOD = "type: local\ncommand: python run_model.py\n"
BETTER = GOOD + "timeout: 90\n"
BAD = "type: local\ncommand: python run_model.py\ntimout: 60\n"


@dataclass(frozen=True)
class Sites:
    """A repository on a server, and the one that somebody works in."""

    server: Repository
    mine: Repository

    def push(self, *arguments: str) -> Outcome:
        return Outcome.of(self.mine.git("push", "origin", *(arguments or ("main",)), check=False))

    def commit(self, **files: str) -> None:
        """Commit files, each named by its stem."""
        for name, text in files.items():
            self.mine.write(f"{name}.yml", text)
        assert self.mine.commit_all("--allow-empty").status == 0

    def push_commit(self, **files: str) -> Outcome:
        self.commit(**files)
        return self.push()

    def refs(self) -> list[str]:
        return self.server.git("for-each-ref", "--format=%(refname)").stdout.split()

    def install(self) -> None:
        shutil.copy(HOOK / "pre-receive", self.server.folder / "hooks" / "pre-receive")


@pytest.fixture
def bare(tmp_path: Path, variables: dict[str, str]) -> Sites:
    """The two repositories without the script."""
    server = new_repository(tmp_path / "on the server.git", variables, "--bare")
    mine = new_repository(tmp_path / "mine", variables)
    mine.git("remote", "add", "origin", f"file://{server.folder}")
    return Sites(server, mine)


@pytest.fixture
def sites(bare: Sites) -> Sites:
    bare.install()
    return bare


def test_good_files_come_in(sites: Sites) -> None:
    for file in (HOOK / "passes").iterdir():
        shutil.copy(file, sites.mine.folder)
    sites.commit()
    done = sites.push()
    assert done.status == 0, done.text
    assert "rompy-lint" not in done.text


@pytest.mark.parametrize("file", sorted((HOOK / "fails").iterdir()), ids=lambda file: file.name)
def test_a_broken_file_is_refused_and_leaves_nothing_on_the_server(sites: Sites, file: Path) -> None:
    shutil.copy(file, sites.mine.folder)
    sites.commit()
    done = sites.push()
    assert done.status == 1
    assert f"remote: refs/heads/main: {file.name}:4:9: RMP105" in done.text
    assert "pre-receive hook declined" in done.text
    assert sites.refs() == []
    commit = sites.mine.git("rev-parse", "HEAD").stdout.strip()
    assert sites.server.git("cat-file", "-e", commit, check=False).returncode != 0


def test_a_mistake_comes_in_together_with_its_repair(sites: Sites) -> None:
    assert sites.push_commit(a=GOOD).status == 0
    assert sites.push_commit(a=BAD).status == 1
    done = sites.push_commit(a=BETTER)
    assert done.status == 0, done.text


def test_only_what_differs_from_before_is_checked(bare: Sites) -> None:
    assert bare.push_commit(old=BAD).status == 0
    bare.install()
    done = bare.push_commit(new=GOOD)
    assert done.status == 0, done.text
    done = bare.push_commit(new=BAD)
    assert done.status == 1
    assert "new.yml:3:1" in done.text
    assert "old.yml" not in done.text


def test_a_new_branch_is_compared_with_all_that_is_on_the_server(bare: Sites) -> None:
    assert bare.push_commit(old=BAD).status == 0
    bare.install()
    bare.mine.git("switch", "--quiet", "--create", "storm")
    assert bare.push("storm").status == 0
    bare.commit(new=GOOD)
    done = bare.push("storm")
    assert done.status == 0, done.text
    bare.mine.git("switch", "--quiet", "--create", "surge")
    bare.commit(new=BAD)
    done = bare.push("surge")
    assert done.status == 1
    assert "refs/heads/surge: new.yml:3:1" in done.text
    assert "old.yml" not in done.text


def test_a_new_branch_that_merges_two_others_brings_what_neither_has(bare: Sites) -> None:
    assert bare.push_commit(a=GOOD).status == 0
    for branch in ("storm", "surge"):
        bare.mine.git("switch", "--quiet", "--create", branch, "main")
        bare.commit(**{branch: BAD})
        assert bare.push(branch).status == 0
    bare.install()
    bare.mine.git("switch", "--quiet", "--create", "both")
    bare.mine.git("merge", "--quiet", "--no-edit", "storm")
    done = bare.push("both")
    assert done.status == 0, done.text
    bare.mine.git("switch", "--quiet", "--create", "three")
    bare.commit(three=BAD)
    done = bare.push("three")
    assert done.status == 1
    assert done.text.count("RMP101") == 1


def test_deleting_a_branch_is_not_checked(bare: Sites) -> None:
    assert bare.push_commit(a=BAD).status == 0
    assert bare.push("main:refs/heads/wrong").status == 0
    bare.install()
    done = bare.push("--delete", "wrong")
    assert done.status == 0, done.text
    assert bare.refs() == ["refs/heads/main"]


@pytest.mark.parametrize("kind", [[], ["--annotate", "--message", "A version"]], ids=["light", "annotated"])
def test_a_tag_is_checked_as_a_branch_is(sites: Sites, kind: list[str]) -> None:
    assert sites.push_commit(a=GOOD).status == 0
    sites.mine.git("tag", *kind, "v1")
    assert sites.push("v1").status == 0
    sites.commit(a=BAD)
    sites.mine.git("tag", *kind, "v2")
    done = sites.push("v2")
    assert done.status == 1
    assert "refs/tags/v2: a.yml:3:1" in done.text
    assert sites.refs() == ["refs/heads/main", "refs/tags/v1"]


def test_a_tag_of_a_file_is_let_through(sites: Sites) -> None:
    assert sites.push_commit(a=GOOD).status == 0
    sites.mine.git("tag", "a-file", "HEAD:a.yml")
    done = sites.push("a-file")
    assert done.status == 0, done.text


def test_a_forced_push_is_compared_with_what_the_branch_was(sites: Sites) -> None:
    assert sites.push_commit(a=GOOD, b=GOOD).status == 0
    sites.mine.write("a.yml", BAD)
    sites.mine.git("commit", "--quiet", "--all", "--amend", "--message", "Again")
    done = sites.push("--force", "main")
    assert done.status == 1
    assert "a.yml:3:1" in done.text
    sites.mine.write("a.yml", BETTER)
    sites.mine.git("commit", "--quiet", "--all", "--amend", "--message", "Again")
    done = sites.push("--force", "main")
    assert done.status == 0, done.text


def test_of_several_branches_each_finding_is_shown_once_with_its_branch(sites: Sites) -> None:
    sites.commit(a=BAD)
    sites.mine.git("switch", "--quiet", "--create", "storm")
    sites.commit(b=BAD)
    done = sites.push("main", "storm")
    assert done.status == 1
    assert done.text.count("RMP101") == 2
    assert "refs/heads/main: a.yml:3:1" in done.text
    assert "refs/heads/storm: b.yml:3:1" in done.text
    assert sites.refs() == []


def test_settings_are_those_of_the_pushed_commit(sites: Sites) -> None:
    sites.mine.write("pyproject.toml", '[tool.rompy-lint]\nexclude = ["/drafts/"]\n')
    sites.mine.write("old models/.rompy-lint.yml", "ignore: [unknown-field]\n")
    for folder in ("drafts", "old models/deep", "models"):
        sites.mine.write(f"{folder}/a.yml", BAD)
    done = sites.push_commit()
    assert done.status == 1
    assert "refs/heads/main: models/a.yml:3:1" in done.text
    assert done.text.count("RMP101") == 1
    sites.mine.write("pyproject.toml", "[tool.rompy-lint]\nexclud = []\n")
    done = sites.push_commit()
    assert done.status == 1
    assert "refs/heads/main: Error: pyproject.toml:2:1: there is no setting 'exclud'" in done.text
    assert "could not be checked" in done.text


@pytest.mark.parametrize(
    ("name", "text"),
    [("lint.yml", "exclude: [/drafts/]\n"), ("lint.toml", '[tool.rompy-lint]\nexclude = ["/drafts/"]\n')],
)
def test_a_settings_file_on_the_server_holds_in_place_of_the_pushed_ones(
    sites: Sites, tmp_path: Path, name: str, text: str
) -> None:
    (tmp_path / name).write_text(text)
    sites.server.git("config", "hooks.rompyLintConfig", str(tmp_path / name))
    sites.mine.write(".rompy-lint.yml", "ignore: [ALL]\n")
    sites.mine.write("drafts/a.yml", BAD)
    done = sites.push_commit(a=BAD)
    assert done.status == 1
    assert done.text.count("RMP101") == 1
    assert "refs/heads/main: a.yml:3:1" in done.text


def test_settings_that_lie_in_the_temporary_folder_of_the_server_do_not_count(
    sites: Sites, tmp_path: Path, variables: dict[str, str]
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    (temporary / ".rompy-lint.yml").write_text("ignore: [ALL]\n")
    sites.commit(a=BAD)
    elsewhere = Sites(sites.server, Repository(sites.mine.folder, {**variables, "TMPDIR": str(temporary)}))
    assert elsewhere.push().status == 1
    assert [path.name for path in temporary.iterdir()] == [".rompy-lint.yml"]


def test_files_may_have_any_name_and_links_are_not_followed(sites: Sites, tmp_path: Path) -> None:
    names = ["two words.yml", "-q.yml", "two\nlines.yaml", "'\"$(x)`x`\\.yml", "Küste/[a]*.YML", "a\tb.json"]
    for name in names:
        sites.mine.write(name, BAD if not name.endswith("json") else '{"type": "local", "timout": 60}')
    (tmp_path / "secret.yml").write_text(BAD)
    (sites.mine.folder / "link.yml").symlink_to(tmp_path / "secret.yml")
    done = sites.push_commit()
    assert done.status == 1
    assert done.text.count("RMP101") == len(names), done.text
    assert "link.yml" not in done.text


def test_a_large_push_is_checked_from_end_to_end(sites: Sites) -> None:
    long = "x" * 200
    for number in range(3000):
        sites.mine.write(f"models/{number:04}{long}.yml", BAD if number in {0, 2999} else GOOD)
    done = sites.push_commit()
    assert done.status == 1
    assert [line.split("/")[-1][:4] for line in done.text.splitlines() if "RMP101" in line] == ["0000", "2999"]


def test_a_file_that_is_too_large_to_be_looked_at_is_refused_where_it_looks_like_a_backend(sites: Sites) -> None:
    done = sites.push_commit(a=GOOD + "# so it goes on\n" * 700_000, data="- 1.25\n" * 1_600_000)
    assert done.status == 1
    assert "a.yml:1:1" in done.text
    assert "data.yml" not in done.text


def test_a_path_that_would_lead_out_of_the_tree_is_refused(sites: Sites) -> None:
    def store(kind: str, content: bytes) -> str:
        command = ["git", "hash-object", "-w", "--literally", "--stdin", "-t", kind]
        folder, variables = sites.mine.folder, sites.mine.variables
        done = subprocess.run(command, cwd=folder, env=variables, input=content, stdout=subprocess.PIPE, check=True)
        return done.stdout.decode().strip()

    blob = store("blob", GOOD.encode())
    inner = store("tree", b"100644 out.yml\0" + bytes.fromhex(blob))
    outer = store("tree", b"40000 ..\0" + bytes.fromhex(inner))
    commit = sites.mine.git("commit-tree", "-m", "Go up", outer).stdout.strip()
    done = sites.push(f"{commit}:refs/heads/main")
    assert done.status == 1
    assert "a tree holds the impossible path '../out.yml'" in done.text


def test_nothing_comes_in_where_rompy_lint_is_missing(sites: Sites, variables: dict[str, str]) -> None:
    sites.commit(a=GOOD)
    path = ":".join(folder for folder in variables["PATH"].split(":") if not (Path(folder) / "rompy-lint").exists())
    without = Sites(sites.server, Repository(sites.mine.folder, {**variables, "PATH": path}))
    done = without.push()
    assert done.status == 1
    assert "rompy-lint is not on the server" in done.text
    assert "git config hooks.rompyLint PATH" in done.text
    sites.server.git("config", "hooks.rompyLint", str(BIN / "rompy-lint"))
    done = without.push()
    assert done.status == 0, done.text
