"""``--watch`` lints again when something changes, in a process of its own."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from processes import command, environment, run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytest.importorskip("watchfiles", reason="rompy[watch] is not installed, so watching is not tested")

GOOD = "type: local\ncommand: python run_model.py\n"
BAD = "type: local\ntimeout: 1\n"
PATIENCE = 60
"""Seconds after which a test gives up waiting for what must happen."""
AGAIN = "Watching for changes"


class Watching:
    """A process that watches, and what it has said since it was last asked."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self.process = process
        self._log = log
        self._read = 0

    def next_run(self, but_not: str = "") -> str:
        """Wait until it has linted again, and give what it said; with ``but_not``, until it does not say that."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            said = self._log.read_text(encoding="utf-8")[self._read :]
            runs = re.findall(rf".*?{AGAIN}[^\n]*\n", said, re.DOTALL)
            done = next((said for said in runs if not but_not or but_not not in said), None)
            if done is not None:
                self._read += said.index(done) + len(done)
                return str(done)
            assert self.process.poll() is None, said
            time.sleep(0.05)
        pytest.fail(f"nothing was linted again; it said: {self._log.read_text(encoding='utf-8')[self._read :]!r}")

    def end(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)


@pytest.fixture
def watching(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Watching]]:
    begun: list[subprocess.Popen[bytes]] = []

    def begin(cwd: Path, *arguments: str) -> Watching:
        log = tmp_path_factory.mktemp("log") / "said"
        with log.open("wb") as stream:
            process = subprocess.Popen(
                command("rompy-lint", "--watch", "--format", "concise", *arguments),
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
                env=environment(PYTHONUNBUFFERED="1"),
            )
        begun.append(process)
        return Watching(process, log)

    yield begin
    for process in begun:
        process.kill()
        process.wait()


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def replace(path: Path, text: str) -> None:
    """Save a file as editors do: write another one, and put it in its place."""
    write(path.with_name(f".{path.name}.saving"), text).replace(path)


def test_a_changed_a_new_and_a_deleted_file_are_seen(tmp_path: Path, watching: Callable[..., Watching]) -> None:
    write(tmp_path / ".git" / "HEAD", "")
    path = write(tmp_path / "a.yml", BAD)
    watched = watching(tmp_path)
    assert "a.yml:2:10: RMP104" in watched.next_run()
    write(path, GOOD)
    assert "No problems: 1 backend" in watched.next_run(but_not="RMP104")
    new = write(tmp_path / "deep" / "er" / "b.json", '{"type": "local", "timeout": 1}')
    assert "1 error: 2 backends" in watched.next_run(but_not="1 backend ")
    new.unlink()
    assert "No problems: 1 backend" in watched.next_run(but_not="2 backends")
    assert watched.end() == 130


def test_a_file_that_a_single_file_includes_is_watched_from_before_it_is_there(
    tmp_path: Path, watching: Callable[..., Watching]
) -> None:
    write(tmp_path / "conf" / "a.yml", "type: local\nenv_vars: !include ../vars/b.yml\n")
    (tmp_path / "vars").mkdir()
    watched = watching(tmp_path, "conf/a.yml")
    assert "conf/a.yml:2:11: RMP012" in watched.next_run()
    replace(tmp_path / "vars" / "b.yml", "A: 1\n")
    assert "vars/b.yml:1:4: RMP103" in watched.next_run(but_not="RMP012")
    replace(tmp_path / "vars" / "b.yml", "A: '1'\n")
    assert "No problems: 1 backend" in watched.next_run(but_not="RMP103")
    assert watched.end() == 130


def test_files_outside_of_a_folder_that_its_files_include_are_watched(
    tmp_path: Path, watching: Callable[..., Watching]
) -> None:
    folder, elsewhere = tmp_path / "waves", tmp_path / "shared" / "more"
    folder.mkdir()
    elsewhere.mkdir(parents=True)
    (folder / "backend.yml").write_text(f"{GOOD}env_vars: !include ../shared/vars.yml\n")
    (elsewhere.parent / "vars.yml").write_text("THREADS: !include more/threads.yml\n")
    (elsewhere / "target.yml").write_text("'4'\n")
    (elsewhere / "threads.yml").symlink_to("target.yml")
    session = watching(folder, "--isolated")
    assert session.next_run().startswith("No problems")
    (elsewhere / "unread.yml").write_text("5\n")
    (elsewhere / "target.yml").write_text("5\n")
    assert "THREADS must be a text" in session.next_run(but_not="No problems")
    (elsewhere / "target.yml").write_text("'5'\n")
    assert session.next_run(but_not="must be a text").startswith("No problems")
    # what is included from now on is watched from now on
    (folder / "backend.yml").write_text(f"{GOOD}env_vars: !include ../other.yml\n")
    assert "cannot be included" in session.next_run(but_not="No problems")
    (tmp_path / "other.yml").write_text("A: b\n")
    assert session.next_run(but_not="cannot be included").startswith("No problems")
    assert session.end() == 130


def test_a_single_file_that_an_editor_replaces_is_seen_each_time(
    tmp_path: Path, watching: Callable[..., Watching]
) -> None:
    path = write(tmp_path / "a.yml", BAD)
    write(tmp_path / "b.yml", BAD)
    watched = watching(tmp_path, "a.yml")
    assert "RMP104" in watched.next_run()
    for _ in range(2):
        replace(path, GOOD)
        assert "No problems: 1 backend in 1 file" in watched.next_run(but_not="RMP104")
        replace(path, BAD)
        assert "RMP104" in watched.next_run(but_not="No problems")
    assert watched.end() == 130


def test_settings_that_change_are_seen_also_where_they_stand_above(
    tmp_path: Path, watching: Callable[..., Watching]
) -> None:
    write(tmp_path / ".git" / "HEAD", "")
    write(tmp_path / "backends" / "a.yml", BAD)
    watched = watching(tmp_path, "backends")
    assert "RMP104" in watched.next_run()
    settings = write(tmp_path / "pyproject.toml", "[tool.rompy-lint]\nignore = ['RMP104']\n")
    assert "No problems" in watched.next_run(but_not="RMP104")
    replace(settings, "[tool.rompy-lint]\nignor = []\n")
    assert "pyproject.toml:2:1: there is no setting 'ignor'" in watched.next_run(but_not="No problems")
    settings.unlink()
    assert "RMP104" in watched.next_run(but_not="ignor")
    assert watched.end() == 130


def test_ignore_files_and_dockerfiles_are_seen(tmp_path: Path, watching: Callable[..., Watching]) -> None:
    write(tmp_path / ".git" / "HEAD", "")
    write(tmp_path / "a.yml", "type: docker\ndockerfile: Dockerfile\nbuild_context: image\nuser: '1:1'\n")
    (tmp_path / "image").mkdir()
    watched = watching(tmp_path)
    assert "RMP203" in watched.next_run()
    write(tmp_path / "image" / "Dockerfile", "FROM scratch\n")
    assert "No problems" in watched.next_run(but_not="RMP203")
    write(tmp_path / ".gitignore", "a.yml\n")
    assert "Nothing to check" in watched.next_run(but_not="No problems")
    assert watched.end() == 130


def test_a_folder_that_goes_and_comes_back_is_watched_on(tmp_path: Path, watching: Callable[..., Watching]) -> None:
    write(tmp_path / ".git" / "HEAD", "")
    write(tmp_path / "backends" / "a.yml", BAD)
    watched = watching(tmp_path, "backends")
    assert "RMP104" in watched.next_run()
    (tmp_path / "backends").rename(tmp_path / "elsewhere")
    assert "Error: backends: no such file or folder" in watched.next_run(but_not="RMP104")
    (tmp_path / "elsewhere").rename(tmp_path / "backends")
    assert "RMP104" in watched.next_run(but_not="no such file")
    write(tmp_path / "backends" / "a.yml", GOOD)
    assert "No problems" in watched.next_run(but_not="RMP104")
    assert watched.end() == 130


def test_the_report_that_it_writes_does_not_make_it_lint_again(
    tmp_path: Path, watching: Callable[..., Watching]
) -> None:
    write(tmp_path / ".git" / "HEAD", "")
    path = write(tmp_path / "a.yml", BAD)
    watched = watching(tmp_path, "--output", "report.json")
    assert "Wrote report.json: 1 finding." in watched.next_run()
    # the very next run is that of the change, so that none was made by the report in between
    for text, said in [(GOOD, "0 findings"), (BAD, "1 finding"), (GOOD, "0 findings")]:
        replace(path, text)
        assert f"Wrote report.json: {said}." in watched.next_run()
    assert watched.end() == 130


def test_the_screen_is_cleared_on_a_terminal_only(tmp_path: Path, watching: Callable[..., Watching]) -> None:
    write(tmp_path / "a.yml", GOOD)
    assert "\x1b[2J" not in watching(tmp_path, "a.yml").next_run()
    parent, child = pty.openpty()
    process = subprocess.Popen(
        command("rompy-lint", "--watch", "a.yml"),
        cwd=tmp_path,
        stdin=child,
        stdout=child,
        stderr=child,
        env=environment(TERM="xterm"),
    )
    os.close(child)
    try:
        said = b""
        while AGAIN.encode() not in said:
            said += os.read(parent, 4096)
        assert said.startswith(b"\x1b[2J")
        assert re.search(rb"\[\d\d:\d\d:\d\d\] Watching", said)
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 130
    finally:
        process.kill()
        process.wait()
        os.close(parent)


@pytest.mark.parametrize("other", [["-"], ["--diff"], ["--add-ignores"], ["--write-baseline", "b.json"], ["gone.yml"]])
def test_what_cannot_be_watched_is_wrong_usage(other: list[str], tmp_path: Path) -> None:
    done = run("rompy-lint", "--watch", *other, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")


def test_where_the_package_that_watches_is_missing_it_says_what_to_install(tmp_path: Path) -> None:
    # a package that cannot be imported stands for an installation without the extra
    write(tmp_path / "without" / "watchfiles.py", "raise ImportError\n")
    done = run("rompy-lint", "--watch", cwd=tmp_path, variables={"PYTHONPATH": str(tmp_path / "without")})
    assert (done.returncode, done.stdout) == (2, "")
    assert "install it with: pip install 'rompy[watch]'" in done.stderr
