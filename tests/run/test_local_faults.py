"""Nothing of a local run survives it, whatever ends it."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from contextlib import closing
from pathlib import Path

from localruns import LONG, Listener, Sleepers, carried_out, log, rompy_process, tree, wait_until
from rompy.backends import LocalConfig
from rompy.plan import Folder
from rompy.run.execute import finish
from rompy.run.execution import Execution
from rompy.run.local import LocalEngine
from rompy.run.outcome import Outcome, State
from rompy.run.owner import Owner, is_running
from rompy.run.places import Places
from rompy.run.processes import run_processes
from rompy.run.record import Record, Usage, read, write
from rompy.run.stop import Stop
from rompy.run.supervision import read_result


def process_of(record: Record, name: str) -> tuple[int, int]:
    native = record.native[name]
    return native["pid"], native["start"]


def test_the_tree_of_a_run_over_its_time_is_ended_whole(workspace: Path, sleepers: Sleepers) -> None:
    outcome, record = carried_out(workspace, LocalConfig(command=tree(sleepers)), timeout=3, grace=1)
    assert outcome.state is State.TIMEOUT
    assert sleepers.running() == []
    assert record.left_behind == []
    # the one that ignores SIGTERM
    assert outcome.raw["killed"] == 1


def test_what_outlives_the_command_is_ended_and_told(workspace: Path, sleepers: Sleepers) -> None:
    listener = Listener(on_tick=lambda _: (workspace / "go").touch() if len(sleepers.running()) == 7 else None)
    config = LocalConfig(command=tree(sleepers, waits=False))
    outcome, record = carried_out(workspace, config, listener=listener)
    assert outcome.state is State.SUCCEEDED
    assert sleepers.running() == []
    assert "ended 7 processes still running after the command had ended" in outcome.evidence
    assert record.left_behind == []


def test_a_background_process_that_keeps_the_output_open_keeps_no_run_waiting(
    workspace: Path, sleepers: Sleepers
) -> None:
    outcome, record = carried_out(workspace, LocalConfig(command=f"echo before; {sleepers.command} & echo after"))
    assert outcome.state is State.SUCCEEDED
    assert log(workspace) == "before\nafter\n"
    assert record.times.wall_seconds is not None
    assert record.times.wall_seconds < LONG
    assert sleepers.running() == []


def test_what_still_copies_the_output_at_the_end_may_finish(workspace: Path) -> None:
    command = "bash -c 'exec > >(sleep 0.2; cat); echo last words'"
    carried_out(workspace, LocalConfig(command=command))
    assert log(workspace) == "last words\n"


def test_nothing_is_left_when_rompy_is_killed_and_the_result_says_so(workspace: Path, sleepers: Sleepers) -> None:
    rompy = rompy_process(workspace, f"LocalConfig(command={tree(sleepers)!r})")
    sleepers.wait_for(8)
    rompy.kill()
    rompy.communicate()
    wait_until(lambda: None if sleepers.running() else True, "the end of all")
    record = read(workspace / "run.json")
    supervisor = process_of(record, "supervisor")
    wait_until(lambda: None if is_running(*supervisor) else True, "the end of the supervisor")
    assert not record.is_finished
    result = read_result(Places(workspace, record.token).private / "0-result", record.token)
    assert result is not None
    assert result.cause == "owner_gone"
    assert [process for process in run_processes() if process.token == record.token] == []


def resumed(workspace: Path, config: LocalConfig) -> Outcome:
    """Watch over the run of a workspace again."""
    record = read(workspace / "run.json")
    folder = Folder("a run", workspace)
    with closing(Stop()) as stop:
        execution = Execution(config.plan(folder), folder, record, Places(workspace, record.token), stop)
        return finish(execution, LocalEngine().resume(execution))


def test_a_run_whose_rompy_was_killed_is_resumed_to_its_true_end(workspace: Path) -> None:
    config = LocalConfig(command="trap 'echo saving; exit 0' TERM; echo started; while :; do sleep 0.05; done")
    rompy = rompy_process(workspace, f"LocalConfig(command={config.command!r})")
    wait_until(lambda: True if (workspace / "run.log").exists() and log(workspace) else None, "the start")
    rompy.kill()
    rompy.communicate()
    outcome = resumed(workspace, config)
    assert (outcome.state, outcome.exit_code) == (State.CANCELLED, 0)
    assert outcome.cause == "the rompy that watched over it was gone, so its supervisor ended it"
    assert "saving" in log(workspace)
    record = read(workspace / "run.json")
    assert record.state == "cancelled"
    assert record.times.wall_seconds is not None
    assert record.logs[0].bytes == (workspace / "run.log").stat().st_size


def test_a_run_that_ended_although_its_rompy_was_killed_is_told_as_it_ended(workspace: Path) -> None:
    command = "echo started; exit 3"
    rompy = rompy_process(workspace, f"LocalConfig(command={command!r})")
    rompy.communicate(timeout=LONG)
    record = read(workspace / "run.json")
    # as it stood before rompy could write down the end
    record.outcome, record.phase, record.usage = None, "running", Usage()
    write(record, workspace / "run.json")
    outcome = resumed(workspace, LocalConfig(command=command))
    assert (outcome.state, outcome.exit_code) == (State.FAILED, 3)
    assert read(workspace / "run.json").usage.cpu_seconds is not None


def test_a_run_that_nothing_tells_of_is_lost(workspace: Path) -> None:
    rompy_process(workspace, "LocalConfig(command='true')").communicate(timeout=LONG)
    record = read(workspace / "run.json")
    record.outcome, record.phase = None, "running"
    write(record, workspace / "run.json")
    (Places(workspace, record.token).private / "0-result").unlink()
    outcome = resumed(workspace, LocalConfig(command="true"))
    assert outcome.state is State.LOST


def test_a_run_whose_supervisor_is_killed_is_lost_and_nothing_of_it_is_left(
    workspace: Path, sleepers: Sleepers
) -> None:
    killed: list[int] = []

    def kill_supervisor(record: Record) -> None:
        # what has no token in its environment and left its session is known since it was last seen
        progress = Places(workspace, record.token).private / "0-progress"
        if killed or not progress.exists() or len(json.loads(progress.read_text())["processes"]) < 9:
            return
        killed.append(process_of(record, "supervisor")[0])
        os.kill(killed[0], signal.SIGKILL)

    listener = Listener(on_tick=kill_supervisor)
    outcome, record = carried_out(workspace, LocalConfig(command=tree(sleepers)), listener=listener)
    assert (outcome.state, outcome.exit_status) == (State.LOST, 1)
    assert outcome.evidence[0] == f"the supervisor, process {killed[0]}, was ended by SIGKILL"
    assert sleepers.running() == []
    assert record.left_behind == []
    assert record.state == "lost"


def test_what_was_left_when_rompy_and_the_supervisor_were_killed_is_found_and_ended(
    workspace: Path, sleepers: Sleepers
) -> None:
    command = f"setsid {sleepers.command} & setsid {sleepers.command} & exec {sleepers.command}"
    rompy = rompy_process(workspace, f"LocalConfig(command={command!r})")
    sleepers.wait_for(3)
    record = wait_until(lambda: found if (found := read(workspace / "run.json")).native else None, "the record")
    engine = LocalEngine()
    assert [leftover for leftover in engine.leftovers() if leftover.token == record.token] == []
    os.kill(process_of(record, "supervisor")[0], signal.SIGSTOP)
    rompy.kill()
    rompy.communicate()
    os.kill(process_of(record, "supervisor")[0], signal.SIGKILL)
    # the command itself dies with its supervisor, the others cannot
    running = sleepers.wait_for(2)
    found = [leftover for leftover in engine.leftovers() if leftover.token == record.token]
    assert sorted(int(leftover.name) for leftover in found) == running
    for leftover in found:
        engine.end(leftover)
    assert sleepers.running() == []
    assert {leftover.kind for leftover in found} == {"process"}


def test_a_run_killed_at_any_moment_leaves_nothing(tmp_path: Path, sleepers: Sleepers) -> None:
    moments = random.Random(20)  # noqa: S311 - the same moments each time
    command = f"setsid {sleepers.command} & (setsid {sleepers.command} &) ; exec {sleepers.command}"
    records = []
    for number in range(20):
        workspace = tmp_path / str(number)
        rompy = rompy_process(workspace, f"LocalConfig(command={command!r})", prelude="print('go', flush=True)")
        assert rompy.stdout is not None
        rompy.stdout.readline()
        time.sleep(moments.uniform(0, 0.5))
        rompy.kill()
        rompy.communicate()
        if (workspace / "run.json").exists():
            records.append(read(workspace / "run.json"))
    wait_until(lambda: None if sleepers.running() else True, "the end of all")
    tokens = {record.token for record in records}
    wait_until(
        lambda: None if tokens & {process.token for process in run_processes()} else True, "the end of the supervisors"
    )
    assert sleepers.running() == []
    assert not [record for record in records if record.is_finished]


def test_an_owner_that_lives_has_no_leftovers(workspace: Path, sleepers: Sleepers) -> None:
    seen: list[bool] = []

    def look(record: Record) -> None:
        if len(sleepers.running()) == 1 and not seen:
            seen.append(any(leftover.token == record.token for leftover in LocalEngine().leftovers()))

    config = LocalConfig(command=f"{sleepers.command} & sleep 1")
    _, record = carried_out(workspace, config, listener=Listener(on_tick=look))
    assert seen == [False]
    owner = Owner.parse(record.owner)
    assert owner is not None
    assert owner.is_alive
