"""What a local run is given, and where its output goes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from localruns import LONG, Listener, carried_out, log
from rompy.backends import LocalConfig
from rompy.run.outcome import State


@pytest.mark.parametrize("value", ["a,b", "a \"b\" 'c'", "two\nlines", "ünïcode ☃", "$HOME `id` \\ %s", "", " a "])
@pytest.mark.parametrize("shell", [True, False])
def test_values_of_the_environment_arrive_as_they_are(workspace: Path, value: str, shell: bool) -> None:
    config = LocalConfig(command="sh -c 'printf %s \"$VALUE\"'", env_vars={"VALUE": value}, shell=shell)
    carried_out(workspace, config)
    assert log(workspace) == value


def test_the_environment_of_rompy_is_passed_on_and_extended(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEPT", "kept")
    monkeypatch.setenv("CHANGED", "old")
    config = LocalConfig(command='echo "$KEPT $CHANGED"', env_vars={"CHANGED": "new"})
    carried_out(workspace, config)
    assert log(workspace) == "kept new\n"


def test_values_of_the_environment_are_in_no_file_and_no_command_line(workspace: Path) -> None:
    seen: list[bool] = []

    def look(_: object) -> None:
        lines = subprocess.run(["ps", "-eo", "args"], check=True, capture_output=True).stdout
        seen.append(b"hunter2-of-a-test" in lines)

    config = LocalConfig(command="sleep 0.3", env_vars={"PASSWORD": "hunter2-of-a-test"})
    carried_out(workspace, config, listener=Listener(on_tick=look))
    assert seen
    assert not any(seen)
    files = [path for path in workspace.rglob("*") if path.is_file()]
    assert not [path for path in files if b"hunter2-of-a-test" in path.read_bytes()]


def test_python_writes_its_lines_at_once_unless_the_config_says_otherwise(workspace: Path) -> None:
    carried_out(workspace, LocalConfig(command='echo "$PYTHONUNBUFFERED"'))
    assert log(workspace) == os.environ.get("PYTHONUNBUFFERED", "1") + "\n"
    carried_out(workspace, LocalConfig(command='echo "$PYTHONUNBUFFERED"', env_vars={"PYTHONUNBUFFERED": ""}))
    assert log(workspace) == "\n"


def test_each_process_knows_the_run_that_it_belongs_to(workspace: Path) -> None:
    _, record = carried_out(workspace, LocalConfig(command='echo "$ROMPY_RUN_TOKEN $ROMPY_RUN_OWNER"'))
    assert log(workspace) == f"{record.token} {record.owner}\n"


def test_without_a_shell_a_command_is_words_and_nothing_in_it_is_expanded(workspace: Path) -> None:
    carried_out(workspace, LocalConfig(command="echo '$HOME' * a\\ b '|' cat", shell=False))
    assert log(workspace) == "$HOME * a b | cat\n"


def test_with_a_shell_a_command_is_what_the_shell_reads(workspace: Path) -> None:
    carried_out(workspace, LocalConfig(command="A=1; echo $A | cat && exit 0"))
    assert log(workspace) == "1\n"


def test_a_run_works_in_the_workspace_or_in_its_working_directory(workspace: Path, tmp_path: Path) -> None:
    carried_out(workspace, LocalConfig(command="pwd -P"))
    assert log(workspace) == f"{workspace.resolve()}\n"
    carried_out(workspace, LocalConfig(command="pwd -P", working_dir=tmp_path))
    assert log(workspace) == f"{tmp_path.resolve()}\n"


def test_a_command_in_the_working_directory_is_found_by_its_relative_path(workspace: Path, tmp_path: Path) -> None:
    (tmp_path / "model").write_text("#!/bin/sh\necho here\n")
    (tmp_path / "model").chmod(0o755)
    carried_out(workspace, LocalConfig(command="./model", shell=False, working_dir=tmp_path))
    assert log(workspace) == "here\n"


def test_a_run_has_no_input_and_no_terminal_and_first_meanings_of_signals(workspace: Path) -> None:
    command = "cat; [ -t 0 ] || echo none; grep SigIgn /proc/self/status; grep SigBlk /proc/self/status"
    carried_out(workspace, LocalConfig(command=command))
    assert log(workspace) == "none\nSigIgn:\t0000000000000000\nSigBlk:\t0000000000000000\n"


def test_the_mask_of_new_files_is_passed_on(workspace: Path) -> None:
    before = os.umask(0o027)
    try:
        carried_out(workspace, LocalConfig(command="umask"))
    finally:
        os.umask(before)
    assert log(workspace) == "0027\n"


@pytest.mark.parametrize("stream", [True, False])
def test_output_that_is_captured_is_in_the_log_and_told_while_the_run_goes_on(workspace: Path, stream: bool) -> None:
    listener = Listener()
    told_before_end: list[bytes] = []
    listener.on_tick = lambda record: told_before_end.extend(listener.chunks) if record.phase == "running" else None
    command = "echo out; echo err >&2; until [ -e go ]; do sleep 0.02; done; echo end"

    def go(_: object) -> None:
        if b"".join(listener.chunks).endswith(b"err\n"):
            (workspace / "go").touch()

    listener.on_tick = go
    _, record = carried_out(workspace, LocalConfig(command=command, stream_output=stream), listener=listener)
    assert log(workspace) == "out\nerr\nend\n"
    assert b"".join(listener.chunks) == b"out\nerr\nend\n"
    [kept] = record.logs
    assert (kept.path, kept.bytes, kept.truncated) == (str(workspace / "run.log"), 12, False)


@pytest.mark.parametrize("stream", [True, False])
def test_output_that_is_not_captured_goes_where_rompys_own_goes_and_there_is_no_log(
    workspace: Path, capfd: pytest.CaptureFixture[str], stream: bool
) -> None:
    listener = Listener()
    config = LocalConfig(command="echo out; echo err >&2", capture_output=False, stream_output=stream)
    _, record = carried_out(workspace, config, listener=listener)
    assert capfd.readouterr() == ("out\n", "err\n")
    assert listener.chunks == []
    assert record.logs == []
    assert not (workspace / "run.log").exists()


def test_an_audience_hears_of_each_phase_and_that_the_run_goes_on(workspace: Path) -> None:
    listener = Listener()
    carried_out(workspace, LocalConfig(command="sleep 0.5"), listener=listener)
    assert listener.phases == ["running", "finished"]
    assert listener.ticks > 1


def test_a_record_of_a_run_that_goes_on_names_its_processes_and_what_it_uses(workspace: Path) -> None:
    seen: list[dict[str, object]] = []

    def look(_: object) -> None:
        saved = json.loads((workspace / "run.json").read_text())
        if "process" in saved["native"]:
            seen.append(saved)
            (workspace / "go").touch()

    command = "until [ -e go ]; do sleep 0.02; done"
    carried_out(workspace, LocalConfig(command=command), listener=Listener(on_tick=look))
    assert seen[0]["phase"] == "running"
    assert seen[0]["outcome"] is None


def test_what_rompy_needs_for_itself_is_readable_for_the_user_alone(workspace: Path) -> None:
    carried_out(workspace, LocalConfig(command="true"))
    [private] = [path for path in (workspace / ".rompy").iterdir() if path.is_dir()]
    assert private.stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in private.iterdir()) == ["0-result", "0-supervisor.err"]


def test_a_hundred_runs_at_once_each_have_a_true_record_and_leave_nothing(tmp_path: Path) -> None:
    program = textwrap.dedent("""\
        import sys, threading
        from pathlib import Path
        from rompy.backends import LocalConfig
        from rompy.plan import Folder
        from rompy.run import execute

        def one(number):
            workspace = Path(sys.argv[1], str(number))
            workspace.mkdir()
            command = f"echo {number}; (setsid sleep 100000 &) ; exit {number}"
            execute(Folder(f"run {number}", workspace), LocalConfig(command=command))

        threads = [threading.Thread(target=one, args=(number,)) for number in range(100)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        """)
    subprocess.run([sys.executable, "-W", "error", "-c", program, str(tmp_path)], check=True, timeout=2 * LONG)
    tokens = set()
    for number in range(100):
        record = json.loads((tmp_path / str(number) / "run.json").read_text())
        tokens.add(record["token"])
        assert record["outcome"]["exit_code"] == number
        assert record["outcome"]["state"] == (State.SUCCEEDED if number == 0 else State.FAILED)
        assert log(tmp_path / str(number)) == f"{number}\n"
        assert record["left_behind"] == []
    assert len(tokens) == 100
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            assert not [token for token in tokens if token.encode() in path.read_bytes()]
        except OSError:
            continue
