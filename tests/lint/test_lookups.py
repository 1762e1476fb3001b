"""Whatever is looked up on this machine while a file is linted is noted, however it is looked up."""

from __future__ import annotations

import ast
import glob
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import rompy
from rompy.cli.judging import judge
from rompy.document import Includes
from rompy.lint import lookups
from rompy.lint.backend import Backend
from rompy.lint.engine import Target, lint_target
from rompy.lint.loaded import Loaded
from rompy.lint.lookups import Lookups, answer_to
from rompy.lint.rule import Problem, Rule
from rompy.lint.settings import Settings

ROOT = Path(rompy.__file__).parent


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("text", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "inner.txt").write_text("text", encoding="utf-8")
    (tmp_path / "link").symlink_to("file")
    return tmp_path


def noted(look: Callable[[], object]) -> tuple[tuple[str, str, object], ...]:
    """Give what is noted while something is looked up; it must be alike when it is looked up again."""
    watching = Lookups(time.time_ns())
    with watching:
        look()
    taken = watching.taken("a.yml")
    assert taken is not None
    for what, name, answer in taken[2]:
        if what == "content":
            assert isinstance(answer, tuple)
            assert answer_to(what, name) == answer[1]
        else:
            assert answer_to(what, name) == answer
    return taken[2]


def of_file(folder: Path, settings: Settings) -> tuple[tuple[str, str, object], ...]:
    """Give what is noted while a file is linted."""
    loaded = Loaded(settings, folder)
    return noted(lambda: lint_target(Target("a.yml", Path("a.yml")), judge, loaded, Includes({})))


def remade(folder: Path) -> None:
    shutil.rmtree(folder / "folder")
    for name in ("file", "link"):
        (folder / name).unlink()


LOOKS: dict[str, Callable[[], object]] = {
    "Path.exists": lambda: Path("file").exists(),
    "Path.is_file": lambda: Path("file").is_file(),
    "Path.is_dir": lambda: Path("folder").is_dir(),
    "Path.is_symlink": lambda: Path("link").is_symlink(),
    "Path.stat": lambda: Path("file").stat(),
    "Path.lstat": lambda: Path("link").lstat(),
    "Path.resolve": lambda: Path("link").resolve(),
    "Path.read_text": lambda: Path("file").read_text(encoding="utf-8"),
    "Path.read_bytes": lambda: Path("file").read_bytes(),
    "Path.iterdir": lambda: list(Path("folder").iterdir()),
    "Path.glob": lambda: list(Path("folder").glob("*.txt")),
    "Path.rglob": lambda: list(Path("folder").rglob("*")),
    "Path.samefile": lambda: Path("link").samefile("file"),
    "open": lambda: open("file", "rb").close(),
    "os.open": lambda: os.close(os.open("file", os.O_RDONLY)),
    "os.access": lambda: os.access("file", os.R_OK),
    "os.listdir": lambda: os.listdir("folder"),
    "os.scandir": lambda: os.scandir("folder").close(),
    "os.walk": lambda: list(os.walk("folder")),
    "os.path.exists": lambda: os.path.exists("file"),
    "os.path.lexists": lambda: os.path.lexists("link"),
    "os.path.isdir": lambda: os.path.isdir("folder"),
    "os.path.isfile": lambda: os.path.isfile("file"),
    "os.path.islink": lambda: os.path.islink("link"),
    "os.path.getsize": lambda: os.path.getsize("file"),
    "os.path.realpath": lambda: os.path.realpath("link"),
    "os.path.ismount": lambda: os.path.ismount("folder"),
    "os.readlink": lambda: os.readlink("link"),
    "glob.glob": lambda: glob.glob("folder/*"),
    "shutil.which": lambda: shutil.which("inner.txt", path="folder"),
}


@pytest.mark.parametrize("name", LOOKS)
def test_what_every_function_looks_up_is_noted(name: str, folder: Path) -> None:
    found = noted(LOOKS[name])
    assert found
    remade(folder)
    changed = [(what, path) for what, path, answer in found if answer_to(what, path) != answer]
    assert changed


@pytest.mark.parametrize("name", ["missing", "folder/missing", "file/below"])
def test_what_is_not_there_is_noted_too(name: str, folder: Path) -> None:
    assert ("kind", name) in {(what, path) for what, path, _ in noted(lambda: Path(name).exists())}
    with pytest.raises(OSError, match=name):
        noted(lambda: Path(name).read_text(encoding="utf-8"))


def test_variables_are_noted_without_their_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_ONE", "a value")
    monkeypatch.delenv("SECRET_TWO", raising=False)
    found = noted(lambda: (os.environ["SECRET_ONE"], os.getenv("SECRET_TWO"), "SECRET_ONE" in os.environ))
    assert [name for _, name, _ in found] == ["SECRET_ONE", "SECRET_TWO"]
    assert "a value" not in repr(found)
    monkeypatch.setenv("SECRET_ONE", "another")
    assert answer_to("variable", "SECRET_ONE") != found[0][2]


def test_homes_are_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/one")
    [*_, found] = sorted(found for found in noted(lambda: Path("~/x").expanduser()) if found[0] == "home")
    monkeypatch.setenv("HOME", "/two")
    assert answer_to("home", found[1]) != found[2]


@pytest.mark.parametrize(
    "look",
    [
        lambda: subprocess.run([sys.executable, "-c", ""], check=True),
        lambda: socket.socket().close(),
        lambda: Path("new").write_text("", encoding="utf-8"),
        lambda: dict(os.environ),
        lambda: os.stat("file", dir_fd=os.open(".", os.O_RDONLY)),
    ],
)
def test_what_cannot_be_noted_makes_the_notes_worthless(look: Callable[[], object]) -> None:
    watching = Lookups(time.time_ns())
    with watching:
        look()
    assert watching.taken("file") is None


def test_a_file_that_changes_while_it_is_linted_makes_them_worthless(folder: Path) -> None:
    watching = Lookups(time.time_ns())
    with watching:
        Path("file").read_bytes()
    Path("file").write_text("more", encoding="utf-8")
    assert watching.taken("file") is None


def test_a_path_that_comes_meanwhile_makes_them_worthless() -> None:
    watching = Lookups(time.time_ns())
    with watching:
        Path("new").exists()
        Path("folder").rename("new")
        Path("new").exists()
    assert watching.taken("file") is None


def test_nothing_is_watched_afterwards() -> None:
    before = os.stat, os.lstat, os.access, os.readlink, os.path.expanduser
    with Lookups(0):
        assert os.stat is not before[0]
    assert (os.stat, os.lstat, os.access, os.readlink, os.path.expanduser) == before


def test_code_that_is_imported_is_no_lookup(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "fresh_module.py").write_text("from pathlib import Path\nPath('file').read_text()\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(folder))
    assert noted(lambda: __import__("fresh_module")) == ()


def test_a_rule_that_says_nothing_of_what_it_looks_up_is_seen_all_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def check(backend: Backend) -> Iterator[Problem]:
        if (backend.surroundings.folder / "something").exists():
            yield Problem(backend.prefix, "curious", "There is something")

    curious = Rule("ABC001", "curious", "A page.", check=check)
    # as where a package brings it
    monkeypatch.setattr("rompy.lint.engine.entry_points", lambda _: ("curious",))
    monkeypatch.setattr("rompy.lint.engine.rules", lambda: (curious,))
    (folder / "a.yml").write_text("type: local\ncommand: a\n", encoding="utf-8")
    asked = {name for _, name, _ in of_file(folder, Settings())}
    assert str(folder / "something") in asked


def test_paths_that_a_finding_depends_on_are_all_noted(folder: Path) -> None:
    text = (
        "type: docker\nbuild_context: folder\ndockerfile: Dockerfile\nuser: '1000'\nexecutable: a\n"
        f"volumes:\n  - {folder}/input:/app/in:ro\nenv_vars: !include vars.yml\n"
    )
    (folder / "a.yml").write_text(text, encoding="utf-8")
    (folder / "vars.yml").write_text("A: !include deep.yml\n", encoding="utf-8")
    asked = {
        os.path.relpath(name, folder) for what, name, _ in of_file(folder, Settings()) if what in {"kind", "content"}
    }
    assert {"folder", "folder/Dockerfile", "input", "vars.yml", "deep.yml", ".git"} <= asked


def test_code_that_lints_takes_no_function_out_of_the_system_before_it_is_watched() -> None:
    """A name that is bound at import, such as ``from os import stat``, would never be the watching one."""
    watched = {name for _, name, _, _ in lookups._WATCHED}
    for layer in ("backends", "document", "lint", "model", "postprocess"):
        for file in (ROOT / layer).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ImportFrom) and node.module in {"os", "os.path", "posix", "posixpath"}:
                    taken = {alias.name for alias in node.names} & (watched | {"environ"})
                    assert not taken - {"environ"}, file
