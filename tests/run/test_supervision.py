"""The files by which a supervisor is told what to do and tells what became of it."""

from __future__ import annotations

import errno
import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from rompy.run.supervision import Result, Spec, command_line, read_progress, read_result

RUN = "0123456789abcdef"


@pytest.fixture
def spec(tmp_path: Path) -> Spec:
    return Spec(RUN, "", ("true",), tmp_path, tmp_path / "result", log=tmp_path / "log", timeout=60)


def supervise(spec: Spec) -> tuple[int, Result]:
    path = spec.folder / "spec"
    spec.write(path)
    status = subprocess.run(command_line(path), check=False, stdin=subprocess.DEVNULL, timeout=120).returncode
    result = read_result(spec.result, spec.token)
    assert result is not None
    assert not path.exists()
    return status, result


def sh(spec: Spec, script: str) -> Spec:
    return replace(spec, argv=("/bin/sh", "-c", script))


def test_a_spec_is_for_its_owner_alone_and_is_removed_by_the_supervisor_as_soon_as_it_is_read(spec: Spec) -> None:
    secret = replace(sh(spec, "ls -a"), environment={"PASSWORD": "hunter2"})
    secret.write(spec.folder / "seen")
    assert (spec.folder / "seen").stat().st_mode & 0o777 == 0o600
    (spec.folder / "seen").unlink()
    supervise(secret)
    names = (spec.folder / "log").read_text().split()
    assert "spec" not in names
    assert not [path for path in spec.folder.iterdir() if b"hunter2" in path.read_bytes()]


def test_a_spec_does_not_show_its_values(spec: Spec) -> None:
    assert "hunter2" not in repr(replace(spec, environment={"PASSWORD": "hunter2"}))


def test_a_result_says_how_the_command_ended(spec: Spec) -> None:
    status, result = supervise(sh(spec, "echo out; echo err >&2; exit 3"))
    assert (status, result.cause, result.exit_code, result.signal) == (3, "exited", 3, None)
    assert (spec.folder / "log").read_text() == "out\nerr\n"
    assert (result.log_bytes, result.lost_bytes, result.left) == (8, 0, [])
    assert result.process is not None
    assert result.finished >= result.started
    assert result.cpu_seconds is not None


def test_a_result_of_another_run_is_none(spec: Spec) -> None:
    supervise(spec)
    assert read_result(spec.result, "another") is None


def test_errors_go_to_a_file_of_their_own_where_the_spec_names_one(spec: Spec) -> None:
    supervise(replace(sh(spec, "echo out; echo err >&2"), error_log=spec.folder / "errors"))
    assert (spec.folder / "log").read_text() == "out\n"
    assert (spec.folder / "errors").read_text() == "err\n"


@pytest.mark.parametrize(
    ("changes", "stage", "number"),
    [
        ({"argv": ("no-such-command-anywhere",)}, "command", errno.ENOENT),
        ({"argv": ("/dev/null",)}, "command", errno.EACCES),
        ({"folder": "missing"}, "folder", errno.ENOENT),
        ({"log": "missing/log"}, "log", errno.ENOENT),
    ],
)
def test_what_cannot_be_started_is_told_apart(spec: Spec, changes: dict[str, object], stage: str, number: int) -> None:
    paths = {name: spec.folder / value if isinstance(value, str) else value for name, value in changes.items()}
    path = spec.folder / "spec"
    replace(spec, **paths).write(path)  # type: ignore[arg-type]
    status = subprocess.run(command_line(path), check=False, stdin=subprocess.DEVNULL, timeout=120).returncode
    result = read_result(spec.result, RUN)
    assert status == 125
    assert result is not None
    assert (result.cause, result.process) == ("not_started", None)
    assert result.error is not None
    assert (result.error.stage, result.error.errno) == (stage, number)


def test_a_timeout_is_told_apart_from_an_exit_also_where_the_command_then_exits_with_0(spec: Spec) -> None:
    trap = sh(spec, "trap 'exit 0' TERM; while :; do sleep 0.05; done")
    status, result = supervise(replace(trap, timeout=1))
    assert (status, result.cause, result.exit_code) == (124, "timeout", 0)


def test_the_progress_names_the_processes_while_they_run(spec: Spec) -> None:
    progress = spec.folder / "progress"
    script = 'until grep -q processes progress 2>/dev/null; do sleep 0.05; done; echo "$$"'
    supervise(replace(sh(spec, script), progress=progress))
    told = read_progress(progress, RUN)
    assert told is not None
    pid = int((spec.folder / "log").read_text())
    assert told.process is not None
    assert told.process[0] == pid
    assert pid in [process[0] for process in told.processes]


def test_a_path_that_is_no_utf8_is_taken_as_it_is(spec: Spec) -> None:
    log = spec.folder / os.fsdecode(b"caf\xe9.log")
    supervise(replace(sh(spec, "echo hi"), log=log))
    assert log.read_text() == "hi\n"


@pytest.mark.parametrize("value", ["a,b", "a \"b\" 'c'", "two\nlines", "ünïcode ☃", "$HOME `id` \\", ""])
def test_values_of_the_environment_arrive_as_they_are(spec: Spec, value: str) -> None:
    supervise(replace(sh(spec, 'printf %s "$VALUE"'), environment={"VALUE": value}))
    assert (spec.folder / "log").read_text(encoding="utf-8") == value
