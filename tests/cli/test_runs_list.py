"""``rompy runs list`` shows the latest runs, and tells truthfully what it cannot show."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from processes import command, environment
from runkit import DEAD, History, under_way


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path)


def test_the_newest_run_stands_first(history: History) -> None:
    first, second = history.add("first"), history.add("second")
    done = history.rompy("list")
    assert done.returncode == 0
    assert done.stderr == ""
    assert [line.split() for line in done.stdout.splitlines()] == [
        ["RUN", "RUN", "ID", "BACKEND", "STATE", "STARTED", "TOOK", "WORKSPACE"],
        [second.token[:8], "second", "local", "succeeded", "2026-03-01", "12:01", "42", "s", second.workspace],
        [first.token[:8], "first", "local", "succeeded", "2026-03-01", "12:00", "42", "s", first.workspace],
    ]


def test_without_runs_it_says_so(history: History) -> None:
    assert history.rompy("list").stdout == "No runs.\n"


def test_times_are_those_of_the_place(history: History) -> None:
    history.add()
    assert "2026-03-01 22:00" in history.rompy("list", TZ="Australia/Brisbane").stdout


def test_twenty_are_listed_unless_more_are_asked_for(history: History) -> None:
    for number in range(22):
        history.add(f"run{number:02}")
    assert history.rompy("list").stdout.count("\n") - 1 == 20
    assert history.rompy("list", "-n", "3").stdout.count("\n") - 1 == 3
    assert history.rompy("list", "--all").stdout.count("\n") - 1 == 22


def test_states_are_chosen_before_the_limit_counts(history: History) -> None:
    history.add("old", outcome={"state": "failed", "cause": "it ended with exit status 3", "exit_code": 3})
    history.add("new")
    history.add("now", **under_way())
    assert "old" in history.rompy("list", "-n", "1", "--state", "failed").stdout
    listed = history.rompy("list", "--state", "failed,under-way").stdout
    assert "old" in listed
    assert "now" in listed
    assert "new" not in listed


def test_a_state_that_no_run_has_is_refused(history: History) -> None:
    done = history.rompy("list", "--state", "exited")
    assert done.returncode == 2
    assert "no run has the state 'exited'; there are created, " in done.stderr


def test_a_run_whose_rompy_is_gone_is_not_shown_as_running(history: History) -> None:
    history.add("alive", **under_way())
    history.add("dead", **under_way(owner=DEAD))
    history.add("far", **under_way(owner="elsewhere/boot/1/17/99"))
    states = {line.split("  ")[1]: line for line in history.rompy("list").stdout.splitlines()[1:]}
    assert "running  " in states["alive"]
    assert "running (its rompy is gone)" in states["dead"]
    assert "running (its rompy is on elsewhere)" in states["far"]


def test_json_holds_the_whole_records(history: History) -> None:
    record = history.add("swan", **under_way(owner=DEAD))
    listed = json.loads(history.rompy("list", "--format", "json").stdout)
    assert listed == {
        "version": 1,
        "runs": [{"state": "running", "watched": False, "record": record.model_dump(mode="json")}],
    }


def test_only_terminals_get_colours(history: History) -> None:
    history.add()
    assert "\x1b" not in history.rompy("list").stdout
    assert "\x1b[32m" in history.rompy("list", FORCE_COLOR="1").stdout


def test_runs_whose_folder_is_gone_are_counted_and_stay_remembered(history: History) -> None:
    history.add("kept")
    history.note("f" * 32, history.folder / "gone")
    done = history.rompy("list")
    assert "kept" in done.stdout
    assert done.stderr == (
        "note: the record of 1 run is not there any more; 'rompy runs clean --forget' takes them off the list\n"
    )
    assert (history.notes / ("f" * 32)).exists()


def test_a_broken_record_is_a_note(history: History) -> None:
    broken, whole = history.add("broken"), history.add("whole")
    Path(broken.workspace, "run.json").write_text('{"run_id": ')
    done = history.rompy("list")
    assert done.returncode == 0
    assert whole.token[:8] in done.stdout
    assert done.stderr == (
        f"note: {broken.workspace}/run.json: this is no record of a run: 1 of its fields are wrong or missing\n"
    )


def test_a_record_of_a_later_version_is_read_as_far_as_it_is_known(history: History) -> None:
    record = history.add()
    path = Path(record.workspace, "run.json")
    data = {**json.loads(path.read_text()), "schema_version": 99, "mood": "good"}
    data["outcome"]["state"] = "paused"
    path.write_text(json.dumps(data))
    assert "unknown" in history.rompy("list").stdout
    shown = history.rompy("show")
    assert "Written by a later rompy (1.0, schema 99)" in shown.stdout
    assert json.loads(history.rompy("show", "--format", "json").stdout) == data
    assert json.loads(history.rompy("list", "--format", "json").stdout)["runs"][0]["record"] == data


def test_a_run_that_another_followed_in_its_workspace_is_listed_with_its_own_record(history: History) -> None:
    workspace = history.folder / "work"
    former = history.add("former", workspace=workspace, token="a" * 32)
    private = workspace / ".rompy" / former.token
    private.mkdir(parents=True)
    for name in ("run.json", "run.log"):
        (workspace / name).rename(private / name)
    history.add("later", workspace=workspace, token="b" * 32, log=b"later\n")
    listed = history.rompy("list").stdout
    assert "former" in listed
    assert "later" in listed
    assert history.rompy("logs", "aaaa").stdout == "hello\n"
    assert history.rompy("logs", "bbbb").stdout == "later\n"
    assert history.rompy("logs", private).stdout == "hello\n"


def test_names_cannot_rewrite_the_terminal(history: History) -> None:
    history.add("\x1b[2Jswan")
    assert "\\x1b[2Jswan" in history.rompy("list").stdout
    assert "\x1b" not in history.rompy("show").stdout


def test_it_works_without_a_home(history: History) -> None:
    done = history.rompy("list", XDG_STATE_HOME="", HOME="/nonexistent/home")
    assert (done.returncode, done.stdout) == (0, "No runs.\n")


def test_a_record_that_may_not_be_read_is_a_note(history: History) -> None:
    record = history.add("secret")
    Path(record.workspace, "run.json").chmod(0)
    # root reads every file by two capabilities (capabilities(7))
    mortal = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [*mortal, *command("rompy", "runs", "list")],
        env=environment(**history.variables),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "No runs.\n"
    assert done.stderr == f"note: {record.workspace}/run.json: the record cannot be read: Permission denied\n"
