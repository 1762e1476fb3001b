"""A model that can run itself is called in a process of its own, and held to the same rules."""

# ruff: noqa: T201 - models print

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from localruns import LONG, Listener, Sleepers, carried_out, log
from rompy.backends import LocalConfig
from rompy.run.outcome import State
from rompy.run.processes import run_processes
from rompy.run.record import Record
from rompy.run.stop import Stop


class Swan:
    """A config that no pickle could carry."""

    def __init__(self, work: Callable[[Any], object]) -> None:
        self.work = work
        self.lock = threading.Lock()

    def run(self, model: object) -> object:
        return self.work(model)


@dataclass
class Run:
    config: Swan
    workspace: Path
    run_id: str = "a run"
    model: object = "the model run"


@pytest.mark.parametrize(
    ("value", "state", "code"),
    [(True, State.SUCCEEDED, 0), (None, State.SUCCEEDED, 0), (0, State.SUCCEEDED, 0), (False, State.FAILED, 1)],
)
def test_a_model_that_gives_false_has_failed_and_any_other_has_not(
    workspace: Path, value: object, state: State, code: int
) -> None:
    outcome, _ = carried_out(workspace, LocalConfig(), run=Run(Swan(lambda _: value), workspace))
    assert (outcome.state, outcome.exit_code) == (state, code)
    assert outcome.cause == ("the run() of Swan gave False" if code else "the run() of Swan ended with exit status 0")


def test_a_model_is_called_with_the_model_run_in_its_folder_with_its_environment(workspace: Path) -> None:
    def work(model: object) -> None:
        print(model, Path.cwd(), os.environ["SIZE"], os.environ["ROMPY_RUN_TOKEN"])
        print("to the errors", file=sys.stderr)
        os.system("echo of a child")  # noqa: S605

    config = LocalConfig(env_vars={"SIZE": "a,b"})
    _, record = carried_out(workspace, config, run=Run(Swan(work), workspace))
    assert log(workspace) == f"the model run {workspace} a,b {record.token}\nto the errors\nof a child\n"
    assert "SIZE" not in os.environ
    assert Path.cwd() != workspace


def test_an_exception_is_in_the_log_whole_and_in_the_record_by_its_name(workspace: Path) -> None:
    def work(_: object) -> None:
        message = "hunter2 was refused"
        raise PermissionError(message)

    outcome, record = carried_out(workspace, LocalConfig(), run=Run(Swan(work), workspace))
    assert (outcome.state, outcome.exit_code) == (State.FAILED, 1)
    assert outcome.cause == "the run() of Swan raised PermissionError"
    assert "PermissionError: hunter2 was refused" in log(workspace)
    assert "hunter2" not in record.model_dump_json()


@pytest.mark.parametrize(("code", "status"), [(None, 0), (0, 0), (7, 7), ("no input", 1)])
def test_a_model_that_exits_has_that_status(workspace: Path, code: object, status: int) -> None:
    outcome, _ = carried_out(workspace, LocalConfig(), run=Run(Swan(lambda _: sys.exit(code)), workspace))  # type: ignore[arg-type]
    assert outcome.exit_code == status
    assert log(workspace) == ("no input\n" if code == "no input" else "")


def test_a_model_that_crashes_takes_nothing_else_with_it(workspace: Path) -> None:
    outcome, _ = carried_out(workspace, LocalConfig(), run=Run(Swan(lambda _: os.abort()), workspace))
    assert (outcome.state, outcome.signal) == (State.FAILED, 6)
    assert outcome.cause == "the run() of Swan was ended by SIGABRT"


def test_a_model_is_held_to_its_time_with_all_that_it_started(workspace: Path, sleepers: Sleepers) -> None:
    def work(_: object) -> None:
        os.system(f"setsid {sleepers.command} & {sleepers.command}")  # noqa: S605

    run = Run(Swan(work), workspace)
    outcome, _ = carried_out(workspace, LocalConfig(), timeout=2, run=run)
    assert outcome.state is State.TIMEOUT
    assert sleepers.running() == []


def test_what_a_model_forked_is_found_by_its_run(workspace: Path, sleepers: Sleepers) -> None:
    found: list[set[int]] = []
    sleeping: list[int] = []

    def look(record: Record) -> None:
        if sleepers.running() and not found:
            found.append({process.pid for process in run_processes() if process.token == record.token})
            sleeping.extend(sleepers.running())
            (workspace / "go").touch()

    def work(_: object) -> None:
        os.system(f"{sleepers.command} & until [ -e go ]; do sleep 0.02; done")  # noqa: S605

    _, record = carried_out(workspace, LocalConfig(), run=Run(Swan(work), workspace), listener=Listener(on_tick=look))
    # the environment of these two in /proc is that of rompy
    assert found[0] >= {record.native["supervisor"]["pid"], record.native["process"]["pid"]}
    assert found[0] >= set(sleeping)
    assert sleepers.running() == []


def test_a_model_can_be_stopped(workspace: Path) -> None:
    def work(_: object) -> None:
        (workspace / "on").touch()
        threading.Event().wait(LONG)

    with closing(Stop()) as stop:
        listener = Listener(on_tick=lambda _: stop.request() if (workspace / "on").exists() else None)
        outcome, _ = carried_out(workspace, LocalConfig(), run=Run(Swan(work), workspace), stop=stop, listener=listener)
    assert (outcome.state, outcome.signal) == (State.CANCELLED, 15)


def test_what_rompy_had_not_yet_written_is_written_once(workspace: Path, capfd: pytest.CaptureFixture[str]) -> None:
    stream = os.fdopen(os.dup(1), "w")
    stdout, sys.stdout = sys.stdout, stream
    try:
        stream.write("before ")
        carried_out(workspace, LocalConfig(capture_output=False), run=Run(Swan(lambda _: print("called")), workspace))
        stream.write("after")
        stream.flush()
    finally:
        sys.stdout = stdout
        stream.close()
    assert capfd.readouterr().out == "before called\nafter"


def test_a_thread_of_the_model_may_finish(workspace: Path) -> None:
    def work(_: object) -> None:
        threading.Timer(0.3, lambda: print("finished")).start()

    carried_out(workspace, LocalConfig(), run=Run(Swan(work), workspace))
    assert log(workspace) == "finished\n"


def test_models_are_called_beside_each_other_without_a_warning(tmp_path: Path) -> None:
    go = threading.Event()

    def work(_: object) -> None:
        print("called")

    done: list[State] = []

    def one(number: int) -> None:
        workspace = tmp_path / str(number)
        workspace.mkdir()
        go.wait()
        done.append(carried_out(workspace, LocalConfig(), run=Run(Swan(work), workspace))[0].state)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    go.set()
    for thread in threads:
        thread.join()
    assert done == [State.SUCCEEDED] * 10
    assert [log(tmp_path / str(number)) for number in range(10)] == ["called\n"] * 10


def test_a_model_may_run_something_with_rompy_itself(workspace: Path, tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()

    def work(_: object) -> None:
        outcome, _ = carried_out(inner, LocalConfig(command="echo inner; exit 3"))
        print(outcome.exit_code)

    carried_out(workspace, LocalConfig(), run=Run(Swan(work), workspace))
    assert log(inner) == "inner\n"
    assert log(workspace) == "3\n"
