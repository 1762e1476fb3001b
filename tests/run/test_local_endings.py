"""How the end of a local run is told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from localruns import carried_out, log
from rompy.backends import LocalConfig
from rompy.run.outcome import State


@pytest.mark.parametrize(
    ("command", "state", "code", "signal", "status"),
    [
        ("true", State.SUCCEEDED, 0, None, 0),
        ("exit 3", State.FAILED, 3, None, 3),
        ("/dev/null", State.FAILED, 126, None, 126),
        ("no-such-command-anywhere", State.FAILED, 127, None, 127),
        ("kill -KILL $$", State.FAILED, None, 9, 137),
        ("kill -SEGV $$", State.FAILED, None, 11, 139),
        ("kill -TERM $$", State.FAILED, None, 15, 143),
        ("sh -c 'kill -SEGV $$'; exit $?", State.FAILED, 139, None, 139),
    ],
)
def test_the_exit_status_is_the_models_own(
    workspace: Path, command: str, state: State, code: int | None, signal: int | None, status: int
) -> None:
    outcome, record = carried_out(workspace, LocalConfig(command=command))
    assert (outcome.state, outcome.exit_code, outcome.signal, outcome.exit_status) == (state, code, signal, status)
    assert record.outcome is not None
    assert (record.outcome.state, record.outcome.exit_code, record.outcome.signal) == (state, code, signal)
    assert record.phase == "finished"


@pytest.mark.parametrize(
    ("command", "advice"),
    [
        ("no-such-command-anywhere", "PATH"),
        ("/dev/null", "permissions"),
        ("kill -KILL $$", "dmesg"),
        ("sh -c 'kill -SEGV $$'; exit $?", "ulimit -s"),
    ],
)
def test_an_end_that_has_a_usual_reason_says_what_to_look_at(workspace: Path, command: str, advice: str) -> None:
    outcome, _ = carried_out(workspace, LocalConfig(command=command))
    assert advice in (outcome.advice or "")


def test_a_signal_that_a_shell_tells_on_is_named(workspace: Path) -> None:
    outcome, _ = carried_out(workspace, LocalConfig(command="sh -c 'kill -SEGV $$'; exit $?"))
    assert "exit status 139, as shells tell of a command that signal 11 (SIGSEGV) ended" in outcome.evidence


def test_a_run_that_is_over_its_time_has_timed_out(workspace: Path) -> None:
    outcome, record = carried_out(workspace, LocalConfig(command="sleep 1000"), timeout=1)
    assert (outcome.state, outcome.exit_status) == (State.TIMEOUT, 124)
    assert outcome.cause == "it ran longer than its timeout of 1 seconds"
    assert record.times.wall_seconds is not None
    assert record.times.wall_seconds >= 1


def test_a_run_that_is_over_its_time_has_timed_out_also_where_it_then_exits_with_0(workspace: Path) -> None:
    command = "trap 'echo saving; exit 0' TERM; while :; do sleep 0.05; done"
    outcome, _ = carried_out(workspace, LocalConfig(command=command), timeout=1)
    assert (outcome.state, outcome.exit_code, outcome.exit_status) == (State.TIMEOUT, 0, 124)
    assert "saving" in log(workspace)


def test_a_model_that_ignores_the_end_of_its_time_is_killed_after_its_grace(workspace: Path) -> None:
    command = "trap '' TERM; while :; do sleep 0.05; done"
    outcome, record = carried_out(workspace, LocalConfig(command=command), timeout=1, grace=0.5)
    assert (outcome.state, outcome.signal) == (State.TIMEOUT, 9)
    assert record.times.wall_seconds is not None
    assert record.times.wall_seconds >= 1.5
    assert any("0.5 seconds after SIGTERM" in line for line in outcome.evidence)


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("no-such-command-anywhere -x", "the command 'no-such-command-anywhere' was not found in any folder of PATH"),
        ("/no/such/file", "the command '/no/such/file' was not found"),
        ("/dev/null", "the command '/dev/null' is not executable; try 'chmod [+]x /dev/null'"),
        ("./no-interpreter", "there is no interpreter such as its #! line names"),
        ("./no-line", "has no #! line"),
        ("cd /tmp", "'shell: true'"),
    ],
)
def test_a_command_that_cannot_be_executed_was_not_started_and_says_why(
    workspace: Path, command: str, message: str
) -> None:
    for name, text in (("no-interpreter", "#!/no/such/interpreter\n"), ("no-line", "echo\n")):
        (workspace / name).write_text(text)
        (workspace / name).chmod(0o755)
    outcome, record = carried_out(workspace, LocalConfig(command=command, shell=False))
    assert (outcome.state, outcome.exit_status) == (State.REJECTED, 125)
    assert record.outcome is not None
    assert record.outcome.cause == outcome.cause
    assert re.search(message, outcome.cause)


def test_a_working_directory_that_is_gone_is_named(workspace: Path, tmp_path: Path) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    config = LocalConfig(command="true", working_dir=folder)
    folder.rmdir()
    outcome, _ = carried_out(workspace, config)
    assert outcome.state is State.REJECTED
    assert outcome.cause == f"the working directory {folder} is not there; make it, or change working_dir"


def test_a_working_directory_that_goes_in_the_last_moment_is_named(workspace: Path, tmp_path: Path) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    config = LocalConfig(command="true", working_dir=folder)
    folder.rmdir()
    outcome, _ = carried_out(workspace, config, checks=False)
    assert outcome.state is State.REJECTED
    assert f"the working directory {folder} cannot be entered (No such file or directory)" in outcome.cause


def test_memory_that_a_limit_of_the_shell_refuses_is_a_failure_of_the_model(workspace: Path) -> None:
    command = "ulimit -v 200000; python3 -c 'bytearray(10**9)'"
    outcome, _ = carried_out(workspace, LocalConfig(command=command))
    assert (outcome.state, outcome.exit_code) == (State.FAILED, 1)
    assert "MemoryError" in log(workspace)


def test_a_record_says_what_the_run_used_and_when(workspace: Path) -> None:
    burn = "python3 -c \"import time; x = b'x' * 10**8; end = time.time() + 1.5\nwhile time.time() < end: pass\""
    _, record = carried_out(workspace, LocalConfig(command=burn))
    usage, times = record.usage, record.times
    assert usage.cpu_seconds is not None
    assert usage.cpu_seconds > 0
    assert usage.memory_peak_bytes is not None
    assert usage.memory_peak_bytes > 10**8
    assert usage.memory_kind is not None
    assert usage.samples
    assert times.started is not None
    assert times.finished is not None
    assert times.created <= times.started <= times.finished
    assert set(record.native) == {"step", "supervisor", "process"}
