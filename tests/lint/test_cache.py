"""What earlier runs said of files holds only while nothing has changed that it rests on."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import pytest

from processes import command, environment, run
from rompy.lint import cache
from rompy.lint.cache import Remembered, cache_folder, clear

HERE = (0, 0)
CLEAN = "type: local\ncommand: python run_model.py\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go to a folder, with a cache of its own in which files count as old at once."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(cache, "_TICKS", -60_000_000_000)
    folder = tmp_path / "files"
    folder.mkdir()
    monkeypatch.chdir(folder)
    (folder / "a.yml").write_text(CLEAN, encoding="utf-8")
    return folder


def note(paths: tuple[tuple[str, str], ...] = ()) -> None:
    memory = Remembered()
    memory.note("a.yml", memory.state_of("a.yml"), HERE, 1, paths)
    memory.keep()


def test_what_was_said_of_a_file_is_remembered() -> None:
    assert Remembered().verdict("a.yml", HERE) is None
    note()
    assert Remembered().verdict("a.yml", HERE) == 1


def test_of_a_file_that_changed_nothing_is_remembered(folder: Path) -> None:
    note()
    (folder / "a.yml").write_text(CLEAN.replace("run_model", "Run_model"), encoding="utf-8")
    assert Remembered().verdict("a.yml", HERE) is None


def test_a_file_put_in_the_place_of_another_is_another(folder: Path) -> None:
    note()
    before = (folder / "a.yml").stat()
    (folder / "b").write_text(CLEAN, encoding="utf-8")
    os.utime(folder / "b", ns=(before.st_atime_ns, before.st_mtime_ns))
    (folder / "b").replace(folder / "a.yml")
    assert Remembered().verdict("a.yml", HERE) is None


def test_a_file_that_has_just_changed_is_not_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "_TICKS", 2_000_000_000)
    note()
    assert Remembered().verdict("a.yml", HERE) is None


def test_other_settings_need_another_look() -> None:
    note()
    assert Remembered().verdict("a.yml", None) is None
    assert Remembered().verdict("a.yml", (64, 0)) is None


def test_paths_are_looked_up_again_each_time(folder: Path) -> None:
    (folder / "run").mkdir()
    note((("folder", str(folder / "run")),))
    assert Remembered().verdict("a.yml", HERE) == 1
    (folder / "run").rmdir()
    assert Remembered().verdict("a.yml", HERE) is None
    (folder / "run").write_text("", encoding="utf-8")
    assert Remembered().verdict("a.yml", HERE) is None


def test_another_release_looks_again(monkeypatch: pytest.MonkeyPatch) -> None:
    note()
    monkeypatch.setattr(cache, "__version__", "99")
    assert Remembered().verdict("a.yml", HERE) is None


@pytest.mark.parametrize("damage", [b"", b"abc", b"\0" * 100])
def test_a_damaged_cache_is_none(damage: bytes) -> None:
    note()
    [file] = Path(cache_folder()).iterdir()
    file.write_bytes(damage)
    assert Remembered().verdict("a.yml", HERE) is None
    note()
    assert Remembered().verdict("a.yml", HERE) == 1


def test_any_byte_that_is_another_damages_it() -> None:
    note()
    [file] = Path(cache_folder()).iterdir()
    whole = file.read_bytes()
    for index in range(0, len(whole), 7):
        file.write_bytes(whole[:index] + bytes([whole[index] ^ 1]) + whole[index + 1 :])
        assert Remembered().verdict("a.yml", HERE) is None
    file.write_bytes(whole[:-1])
    assert Remembered().verdict("a.yml", HERE) is None


def test_where_nothing_can_be_written_all_is_looked_at_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    note()
    assert Remembered().verdict("a.yml", HERE) is None


def test_a_full_disk_leaves_the_old_cache_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    note()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("rompy.lint.cache.os.replace", full)
    note()
    assert [file.name.count(".marshal.") for file in Path(cache_folder()).iterdir()] == [0]
    assert Remembered().verdict("a.yml", HERE) == 1


def test_what_is_cleared_is_forgotten() -> None:
    note()
    clear()
    assert list(Path(cache_folder()).iterdir()) == []
    clear()


class TestRuns:
    """Runs over files enough for a cache."""

    @pytest.fixture
    def many(self, folder: Path) -> Path:
        old = time.time() - 3600
        for index in range(400):
            path = folder / f"b{index:03}.yml"
            path.write_text(CLEAN + (f"working_dir: run{index % 2}\n" if index < 4 else ""), encoding="utf-8")
            os.utime(path, (old, old))
        for name in ("run0", "run1"):
            (folder / name).mkdir()
        # a change of a file's name and times is a change too, and a moment ago
        time.sleep(2.1)
        return folder

    def test_say_the_same_with_a_cache_and_without_one(self, many: Path) -> None:
        def outcome(*options: str) -> tuple[int, str]:
            done = run("rompy-lint", ".", *options, cwd=many)
            return done.returncode, done.stdout

        def both() -> tuple[int, str]:
            warm = outcome()
            assert warm == outcome("--no-cache")
            return warm

        first = both()
        assert first == (0, "No problems: 401 backends in 401 files checked, no other files.\n")
        assert len(list(Path(cache_folder()).iterdir())) == 1
        assert both() == first
        (many / "run1").rmdir()
        status, out = both()
        assert status == 1
        assert out.count("RMP201") == 2
        (many / "run1").mkdir()
        assert both() == first
        (many / "b100.yml").write_text("type: local\ntimeout: 30\n", encoding="utf-8")
        assert both()[0] == 1
        (many / "b100.yml").unlink()
        assert both() == (0, "No problems: 400 backends in 400 files checked, no other files.\n")
        (many / ".rompy-lint.yml").write_text("extend-select: [explicit-default]\nexclude: [a.yml]\n", encoding="utf-8")
        assert both() == (0, "No problems: 399 backends in 399 files checked, 1 other file skipped.\n")

    def test_at_once_do_each_other_no_harm(self, many: Path) -> None:
        started = [
            subprocess.Popen(command("rompy-lint", "."), cwd=many, env=environment(), stdout=subprocess.PIPE, text=True)
            for _ in range(6)
        ]
        outcomes = {process.communicate(timeout=120)[0] for process in started}
        assert outcomes == {"No problems: 401 backends in 401 files checked, no other files.\n"}
        assert [file.suffix for file in Path(cache_folder()).iterdir()] == [".marshal"]

    def test_can_be_told_to_forget(self, many: Path) -> None:
        run("rompy-lint", ".", cwd=many)
        done = run("rompy-lint", "--clear-cache", cwd=many)
        assert (done.returncode, done.stdout) == (0, f"Cleared {cache_folder()}.\n")
        assert list(Path(cache_folder()).iterdir()) == []
