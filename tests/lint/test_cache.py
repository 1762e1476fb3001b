"""What earlier runs said of files holds only while nothing has changed that it rests on."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import zlib
from pathlib import Path

import pytest
import yaml

import packages
from cachekit import linted, outcome, same
from processes import command, environment, run
from rompy.lint import cache, lookups, maker
from rompy.lint.cache import Remembered, cache_folder, clear
from rompy.lint.lookups import digest_of, state_of

CLEAN = "type: local\ncommand: python run_model.py\n"
FAULTY = "type: local\ncommand: python run_model.py\ntimeout: 30\n"
TEMPLATE = "type: local\ncommand: python ${MODEL:-run}.py\nenv_vars:\n  A: ${B}\n"
INCLUDING = "type: local\ncommand: a\nenv_vars: !include common.yml\n"
BUILT = "type: docker\nbuild_context: context\ndockerfile: Dockerfile\nuser: '1000'\nexecutable: a\n"
CONTEXT = "a context"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go to a folder, with a cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "files"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def is_old(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every file count as one that has not changed for long."""
    monkeypatch.setattr(lookups, "TICKS", -60_000_000_000)


def write(name: str, text: str) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def toml(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {toml(item)}" for key, item in value.items()) + "}"
    return json.dumps(value)


def files() -> list[Path]:
    return [path for path in Path(cache_folder()).rglob("*") if path.is_file()]


class TestHits:
    """What is remembered is not linted again."""

    @pytest.mark.parametrize("text", [FAULTY, TEMPLATE, INCLUDING, BUILT, "run_id: a\noutput_dir: out\n", "a: [\n"])
    def test_a_file_that_is_the_same_is_not_linted_again(self, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
        write("common.yml", "A: b\n")
        write("a.yml", text)
        write("context/Dockerfile", "FROM debian:12.5\n")
        first = same("a.yml")
        with linted(monkeypatch) as names:
            assert same("a.yml", "--format", "concise")[0] == first[0]
            assert names.count("a.yml") <= 3  # once quickly with a cache and once without, and once by models without
            names.clear()
            assert outcome("a.yml") == first
            assert names in ([], ["a.yml"])

    @pytest.mark.parametrize("format_name", ["concise", "github", "gitlab", "html", "json", "junit", "sarif", "text"])
    def test_every_format_shows_the_same(self, format_name: str) -> None:
        write("a.yml", FAULTY + 'env_vars: {PASSWORD: "hunter2-hunter2", ON: yes}\n')
        write("common.yml", "A: 5\n")
        write("b.yml", INCLUDING)
        write("c.yml", INCLUDING)
        outcome(".")
        for _ in range(2):
            same(".", "--format", format_name)
            same("b.yml", "--format", format_name)

    @pytest.mark.parametrize("colour", ["1", ""])
    def test_colours_are_those_of_the_terminal(self, colour: str, monkeypatch: pytest.MonkeyPatch) -> None:
        write("a.yml", FAULTY)
        monkeypatch.delenv("NO_COLOR", raising=False)
        monkeypatch.setenv("FORCE_COLOR", colour)
        same("a.yml")
        assert ("\x1b[" in same("a.yml")[1]) == bool(colour)

    def test_other_times_of_the_same_content_change_nothing(
        self, is_old: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = write("a.yml", FAULTY)
        first = outcome("a.yml", "--format", "concise")
        for moment in (1, time.time() + 5000):
            os.utime(path, (moment, moment))
            with linted(monkeypatch) as names:
                assert outcome("a.yml", "--format", "concise") == first
            assert names == ["a.yml"]  # quickly

    def test_a_copy_of_the_cache_elsewhere_serves_too(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: Path
    ) -> None:
        write("a.yml", TEMPLATE)
        first = outcome("a.yml")
        shutil.copytree(tmp_path / "cache", tmp_path / "restored")
        shutil.rmtree(folder)
        folder.mkdir()
        os.chdir(folder)
        write("a.yml", TEMPLATE)
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "restored"))
        with linted(monkeypatch) as names:
            assert outcome("a.yml") == first
        assert names == ["a.yml"]

    def test_a_baseline_is_read_each_time(self) -> None:
        write("a.yml", FAULTY)
        same("a.yml", "--write-baseline", "known.json")
        assert same("a.yml", "--baseline", "known.json")[0] == 0
        write("known.json", '{"version": 1, "findings": []}')
        assert same("a.yml", "--baseline", "known.json")[0] == 1

    def test_known_findings_are_printed_without_models(self) -> None:
        write("a.yml", FAULTY)
        write(".rompy-lint.yml", "exclude: [old/**]\nassume-exists: ['/scratch/**']\nignore: [RMP302]\n")
        first = run("rompy-lint", "a.yml")
        code = (
            "import sys\n"
            "from rompy.cli import rompy_lint\n"
            "try:\n"
            "    rompy_lint(['a.yml'])\n"
            "except SystemExit as end:\n"
            "    print(end.code, sorted({'pydantic', 'yaml', 'click', 'typing', 'dataclasses'} & set(sys.modules)))\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment()
        )
        assert done.stdout == f"{first.stdout}1 []\n"


class TestMisses:
    """What has changed is linted again."""

    def test_an_edit(self) -> None:
        write("a.yml", FAULTY)
        assert same("a.yml")[0] == 1
        write("a.yml", FAULTY.replace("30", "90"))
        assert same("a.yml")[0] == 0

    def test_an_edit_of_the_same_size_within_one_tick_of_the_clock(self) -> None:
        for index in range(20):
            path = write("a.yml", FAULTY.replace("30", "90" if index % 2 else "30"))
            os.utime(path, ns=(10**18, 10**18))
            assert same("a.yml")[0] == 1 - index % 2

    @pytest.mark.usefixtures("is_old")
    def test_a_file_put_in_the_place_of_another_of_the_same_size_and_time(self) -> None:
        path = write("a.yml", FAULTY)
        assert same("a.yml")[0] == 1
        before = path.stat()
        write("b", FAULTY.replace("30", "90"))
        os.utime("b", ns=(before.st_atime_ns, before.st_mtime_ns))
        Path("b").replace(path)
        assert same("a.yml")[0] == 0

    def test_paths_that_come_and_go(self) -> None:
        write("a.yml", "type: local\ncommand: a\nworking_dir: run\ntimeout: ${T:-90}\n")
        assert same("a.yml")[0] == 1
        Path("run").mkdir()
        assert same("a.yml")[0] == 0
        Path("run").rmdir()
        assert same("a.yml")[0] == 1
        write("run", "")
        assert same("a.yml")[0] == 1
        Path("run").unlink()
        Path("there").mkdir()
        Path("run").symlink_to("there")
        assert same("a.yml")[0] == 0
        Path("there").rmdir()
        assert same("a.yml")[0] == 1

    def test_a_home_that_is_another(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        write("a.yml", "type: local\ncommand: a\nworking_dir: ~/run\n")
        (tmp_path / "one" / "run").mkdir(parents=True)
        for home, status in (("one", 0), ("two", 1), ("one", 0)):
            monkeypatch.setenv("HOME", str(tmp_path / home))
            assert same("a.yml")[0] == status

    def test_included_files(self) -> None:
        write("a.yml", "type: local\ncommand: a\nenv_vars: !include deep/common.yml\n")
        write("b.yml", "type: local\ncommand: b\nenv_vars: !include deep/common.yml\n")
        assert same(".")[0] == 1
        write("deep/common.yml", "A: b\nC: !include value.yml\n")
        assert same(".")[0] == 1
        write("deep/value.yml", "text\n")
        assert same(".")[0] == 0
        write("deep/value.yml", "7\n")
        assert same(".")[0] == 1
        assert same("b.yml")[0] == 1
        Path("deep/common.yml").unlink()
        assert same(".")[0] == 1

    def test_a_repository_that_begins_elsewhere(self) -> None:
        write("inner/a.yml", "type: local\ncommand: a\nenv_vars: !include ../common.yml\n")
        write("common.yml", "A: b\n")
        assert "RMP" not in same("inner/a.yml")[1]
        Path("inner/.git").mkdir()
        assert "outside of the repository" in same("inner/a.yml")[1]

    def test_dockerfiles(self) -> None:
        write("a.yml", BUILT)
        assert same("a.yml")[0] == 1
        write("context/Dockerfile", "FROM debian:12.5\n")
        assert same("a.yml")[0] == 0
        Path("context/Dockerfile").unlink()
        Path("context/Dockerfile").mkdir()
        assert same("a.yml")[0] == 1

    @pytest.mark.parametrize(
        "settings",
        [
            {"ignore": ["RMP104"]},
            {"per-file-ignores": {"a.yml": ["out-of-range"]}},
            {"severity": {"RMP104": "warning"}},
            {"exclude": ["*.yml"]},
            {"include": ["foreign.yml"]},
            {"select": ["ALL"]},
            {"extend-select": ["explicit-default"]},
            {"assume-exists": ["run"]},
            {"path-map": {"/scratch": "here"}},
            {"schema-version": "1.0"},
            {"strict": True},
            {"host": False},
            {"host-cpu": 3},
            {"ignore": ["nothing-of-the-kind"]},
        ],
        ids=" ".join,
    )
    @pytest.mark.parametrize("name", [".rompy-lint.yml", "pyproject.toml"])
    def test_settings(self, settings: dict[str, object], name: str) -> None:
        write("a.yml", FAULTY)
        write("b.yml", "type: local\ncommand: a\nworking_dir: run\n")
        write("foreign.yml", "a: b\n")
        before = same(".")
        for _ in range(2):
            write(name, yaml.safe_dump(settings) if name[0] == "." else f"[tool]\nrompy-lint = {toml(settings)}\n")
            assert same(".", "--format", "json")[0] != 2
            same(".")
            Path(name).unlink()
            assert same(".") == before

    def test_options(self) -> None:
        write("a.yml", FAULTY + "working_dir: run\n")
        write("other.yml", "ignore: [RMP104]\n")
        calls: tuple[list[str], ...] = (
            [],
            ["--no-host"],
            ["--strict"],
            ["--ignore", "RMP104"],
            ["--select", "RMP201"],
            ["--isolated"],
        )
        for options in (*calls, ["--config", "other.yml"], ["--kind", "model-run"], ["--as-found"], *calls):
            same("a.yml", *options)

    @pytest.mark.parametrize("variable", ["__version__"])
    def test_another_release(self, variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
        write("a.yml", FAULTY)
        outcome("a.yml")
        monkeypatch.setattr(maker, variable, "99")
        assert Remembered().entry(CONTEXT, "a.yml") is None
        with linted(monkeypatch) as names:
            outcome("a.yml")
        assert names == ["a.yml", "a.yml"]

    def test_another_machine(self, monkeypatch: pytest.MonkeyPatch) -> None:
        before = maker.maker()
        monkeypatch.setattr(os, "cpu_count", lambda: 1234)
        assert maker.maker() != before

    def test_code_that_is_worked_on(self, tmp_path: Path) -> None:
        (tmp_path / "code").mkdir()
        module = tmp_path / "code" / "module.py"
        module.write_text("A = 1\n", encoding="utf-8")
        before = maker._looked_through([str(tmp_path / "code")])
        assert before == maker._looked_through([str(tmp_path / "code")])
        module.write_text("A = 12\n", encoding="utf-8")
        assert before != maker._looked_through([str(tmp_path / "code")])


class TestStorage:
    """The files that hold it."""

    def note(self, name: str = "a.yml", context: str = CONTEXT) -> None:
        memory = Remembered()
        memory.note(context, name, (None, digest_of(name), (), 1, b""))
        memory.keep()

    def said(self, name: str = "a.yml", context: str = CONTEXT) -> object:
        entry = Remembered().entry(context, name)
        return None if entry is None else entry[3]

    @pytest.fixture(autouse=True)
    def _a_file(self, folder: Path) -> None:
        write("a.yml", CLEAN)

    def test_what_was_said_in_one_context_is_not_said_in_another(self) -> None:
        self.note()
        assert self.said() == 1
        assert self.said(context="another") is None

    def test_contexts_do_each_other_no_harm(self) -> None:
        for index in range(50):
            self.note(context=f"context {index}")
        assert all(self.said(context=f"context {index}") == 1 for index in range(50))

    def test_only_the_person_reads_it(self) -> None:
        self.note()
        assert {path.stat().st_mode & 0o777 for path in files()} == {0o600}
        assert Path(cache_folder()).stat().st_mode & 0o777 == 0o700
        assert {path.parent.stat().st_mode & 0o777 for path in files()} == {0o700}

    def test_what_others_may_have_written_is_not_believed(self) -> None:
        self.note()
        [file] = files()
        file.chmod(0o666)
        assert self.said() is None

    def test_a_link_is_not_followed(self) -> None:
        self.note()
        [file] = files()
        file.rename(file.with_name("elsewhere"))
        file.symlink_to("elsewhere")
        assert self.said() is None
        self.note()
        assert self.said() == 1

    @pytest.mark.parametrize("damage", [b"", b"abc", b"\0" * 100])
    def test_a_damaged_cache_is_none(self, damage: bytes) -> None:
        self.note()
        [file] = files()
        file.write_bytes(damage)
        assert self.said() is None
        self.note()
        assert self.said() == 1

    def test_any_byte_that_is_another_damages_it(self) -> None:
        self.note()
        [file] = files()
        whole = file.read_bytes()
        for index in range(0, len(whole), 7):
            file.write_bytes(whole[:index] + bytes([whole[index] ^ 1]) + whole[index + 1 :])
            assert self.said() is None
        file.write_bytes(whole[:-1])
        assert self.said() is None

    def test_what_was_torn_off_is_lost_and_nothing_before_it(self) -> None:
        names = [name for name in map("b{}.yml".format, range(200)) if self._shard(name) == self._shard("a.yml")]
        self.note()
        [file] = files()
        for name in names[:2]:
            write(name, CLEAN)
            self.note(name)
        file.write_bytes(file.read_bytes()[:-3])
        assert (self.said(), self.said(names[0]), self.said(names[1])) == (1, 1, None)
        self.note(names[1])
        assert (self.said(), self.said(names[0]), self.said(names[1])) == (1, 1, 1)

    def _shard(self, name: str) -> int:
        return zlib.crc32(name.encode()) % cache._SHARDS

    def test_two_at_once_keep_what_both_say(self) -> None:
        names = [f"b{index}.yml" for index in range(40)]
        for name in names:
            write(name, CLEAN)
        self.note()
        runs = [Remembered(), Remembered()]
        for index, name in enumerate(names):
            runs[index % 2].note(CONTEXT, name, (None, digest_of(name), (), 1, b""))
        for each in runs:
            each.keep()
        first = [name for name in names if self.said(name) != 1]
        # where the file is not there yet, the last one wins
        assert len(first) <= len(names) // 2
        for each in runs:
            for name in first:
                each.note(CONTEXT, name, (None, digest_of(name), (), 1, b""))
            each.keep()
        assert all(self.said(name) == 1 for name in names)

    def test_it_stays_small_however_often_a_file_changes(self) -> None:
        sizes = []
        for index in range(200):
            write("a.yml", f"{CLEAN}# {index}\n")
            self.note()
            sizes.append(files()[0].stat().st_size)
        assert self.said() == 1
        assert max(sizes) < 40 * sizes[0]

    def test_old_and_many_files_are_pruned(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for index in range(10):
            self.note(context=f"context {index}")
        old = time.time() - 40 * 24 * 3600
        for path in files()[:3]:
            os.utime(path, (old, old))
        self.note(context="new")
        assert len(files()) == 8
        monkeypatch.setattr(cache, "_MOST_FILES", 4)
        self.note(context="newer")
        assert len(files()) == 4
        assert self.said(context="newer") == 1

    def test_what_is_used_is_not_pruned(self) -> None:
        self.note()
        [file] = files()
        for moment in (time.time() - 20 * 24 * 3600, time.time() + 20 * 24 * 3600):
            os.utime(file, (moment, moment))
            assert self.said() == 1
            assert abs(file.stat().st_mtime - time.time()) < 3600

    def test_where_nothing_can_be_written_all_is_looked_at_again(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        write("f.yml", FAULTY)
        (tmp_path / "file").write_text("", encoding="utf-8")
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
        assert same("f.yml") == same("f.yml")
        assert same("f.yml")[2] == ""

    def test_a_full_disk_leaves_the_old_cache_and_nothing_else(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.note()

        def full(file: int, data: bytes) -> int:
            return os.pwrite(file, data[: len(data) // 2], os.fstat(file).st_size)

        write("b.yml", CLEAN)
        with monkeypatch.context() as patched:
            patched.setattr("rompy.lint.cache.os.write", full)
            self.note("b.yml", "another")
            self.note()
        assert len(files()) == 1
        assert self.said() == 1

    @pytest.mark.skipif(os.geteuid() != 0 or sys.platform != "linux", reason="only root can mount")
    def test_a_disk_that_is_really_full_makes_no_noise(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        small = tmp_path / "small"
        small.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=32k", "tmpfs", small], check=False)
        if mounted.returncode:
            pytest.skip("nothing can be mounted here")
        try:
            monkeypatch.setenv("XDG_CACHE_HOME", str(small))
            for index in range(60):
                write(f"f{index}.yml", FAULTY + "# " + "x" * 1000 + "\n")
            first = run("rompy-lint", ".")
            (small / "rest").write_bytes(b"x" * 4096 * (os.statvfs(small).f_bavail))
            for _ in range(3):
                again = run("rompy-lint", ".")
                assert (again.returncode, again.stdout, again.stderr) == (1, first.stdout, "")
        finally:
            subprocess.run(["umount", small], check=True)

    def test_what_is_cleared_is_forgotten(self) -> None:
        self.note()
        clear()
        assert files() == []
        clear()
        done = run("rompy-lint", "--clear-cache")
        assert (done.returncode, done.stdout) == (0, f"Cleared {cache_folder()}.\n")

    @pytest.mark.parametrize("format_name", ["text", "json"])
    def test_no_secret_is_in_it(self, format_name: str) -> None:
        write(
            "a.yml",
            "type: docker\nimage: a/b:1.2\nuser: '1'\nexecutable: a\ntimeout: 30\n"
            'env_vars: {TOKEN: "s3cr3t-one", NUMBER: 77712345, OTHER: !include value.yml}\n'
            'build_args: {KEY: "s3cr3t-two"}\n',
        )
        write("value.yml", "s3cr3t-three\n")
        write("b.yml", 'type: local\ntimeot: 30\nenv_vars:\n  TOKEN: "s3cr3t-four"\n  A: [s3cr3t-five\n')
        assert outcome(".", "--format", format_name)[0] == 1
        held = b"".join(path.read_bytes() for path in files())
        assert b"RMP" in held
        assert b"s3cr3t" not in held
        assert b"77712345" not in held


class TestPackages:
    """What other packages bring is part of what is remembered."""

    def test_rules_that_are_installed_and_removed(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        rule = (
            '"""A page."""\n'
            "from rompy.lint.rule import Problem, Rule\n"
            "def check(backend):\n"
            "    yield Problem(backend.at('timeout'), 'theirs', {message!r})\n"
            "RULE = Rule(code='ABC001', name='theirs', page=__doc__, check=check)\n"
        )
        write("a.yml", FAULTY.replace("30", "90"))
        site = tmp_path / "site"
        packages.install(
            site, "theirs", {"rompy.lint.rules": {"theirs": "theirs_rule"}}, theirs_rule=rule.format(message="one")
        )

        def lint(*options: str) -> str:
            return run("rompy-lint", "a.yml", *options, variables={"PYTHONPATH": str(site)}).stdout

        assert run("rompy-lint", "a.yml").returncode == 0
        assert "one" in lint()
        assert lint() == lint("--no-cache")
        (site / "theirs_rule.py").write_text(rule.format(message="another"), encoding="utf-8")
        assert "another" in lint()
        assert run("rompy-lint", "a.yml").returncode == 0

    def test_one_that_is_worked_on_is_looked_through(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        work, site = tmp_path / "work files", tmp_path / "site"
        module = work / "src" / "theirs.py"
        module.parent.mkdir(parents=True)
        module.write_text("A = 1\n", encoding="utf-8")
        packages.install(site, "theirs", {"rompy.backends": {"theirs": "theirs:Config"}})
        [metadata] = site.glob("*.dist-info")
        address = work.as_uri()
        (metadata / "direct_url.json").write_text(f'{{"url": "{address}", "dir_info": {{"editable": true}}}}')
        monkeypatch.syspath_prepend(str(site))
        before = maker.maker()
        assert before is not None
        module.write_text("A = 12\n", encoding="utf-8")
        assert maker.maker() != before

    def test_one_whose_code_is_not_found_leaves_nothing_remembered(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        packages.install(tmp_path / "site", "theirs", {"rompy.backends": {"theirs": "nowhere:Config"}})
        monkeypatch.syspath_prepend(str(tmp_path / "site"))
        assert maker.maker() is None
        write("a.yml", FAULTY)
        assert same("a.yml")[0] == 1
        assert files() == []


class TestRuns:
    """Runs over many files."""

    @pytest.fixture
    def many(self, folder: Path) -> Path:
        old = time.time() - 3600
        for index in range(400):
            path = folder / f"b{index:03}.yml"
            path.write_text(CLEAN + (f"working_dir: run{index % 2}\n" if index < 4 else ""), encoding="utf-8")
            os.utime(path, (old, old))
        for name in ("run0", "run1"):
            (folder / name).mkdir()
        return folder

    def test_say_the_same_with_a_cache_and_without_one(self, many: Path) -> None:
        first = same(".")
        assert first == (0, "No problems: 400 backends in 400 files checked, no other files.\n", "")
        assert same(".") == first
        (many / "run1").rmdir()
        status, out, _ = same(".")
        assert status == 1
        assert out.count("RMP201") == 2
        (many / "run1").mkdir()
        assert same(".") == first
        (many / "b100.yml").write_text(FAULTY, encoding="utf-8")
        assert same(".")[0] == 1
        (many / "b100.yml").unlink()
        assert same(".")[1].startswith("No problems: 399 backends")
        (many / ".rompy-lint.yml").write_text(
            "extend-select: [explicit-default]\nexclude: [b101.yml]\n", encoding="utf-8"
        )
        assert same(".")[1] == "No problems: 398 backends in 398 files checked, 1 other file skipped.\n"

    def test_look_at_nothing_twice(self, many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        outcome(".")
        with linted(monkeypatch) as names:
            outcome(".")
            (many / "b005.yml").write_text(CLEAN + "# more\n", encoding="utf-8")
            outcome(".")
        assert names == ["b005.yml"]

    def test_at_once_do_each_other_no_harm(self, many: Path) -> None:
        (many / "f.yml").write_text(FAULTY, encoding="utf-8")
        options: tuple[list[str], ...] = (
            [],
            ["--no-host"],
            ["--strict"],
            [],
            ["--select", "RMP1"],
            ["--format", "text"],
        )
        started = [
            subprocess.Popen(
                command("rompy-lint", ".", *given), cwd=many, env=environment(), stdout=subprocess.PIPE, text=True
            )
            for given in options
        ]
        outcomes = {process.communicate(timeout=120)[0] for process in started}
        assert outcomes == {same(".")[1]}
        assert {path.suffix for path in files()} == {".entries"}

    def test_state_is_told_of_a_file_that_is_there(self, many: Path) -> None:
        assert state_of("b000.yml") is not None
        assert state_of("nothing") is None
