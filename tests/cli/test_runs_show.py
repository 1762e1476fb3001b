"""``rompy runs show`` says everything that the record of a run says, for people or as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from runkit import DEAD, History, under_way

TOKEN = "0123456789abcdef" * 2


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path)


FAILED: dict[str, Any] = {
    "token": TOKEN,
    "backend": "docker",
    "outcome": {
        "state": "out_of_memory",
        "cause": "a process of the container was killed for its memory",
        "exit_code": 137,
        "signal": 9,
        "evidence": ["OOMKilled=true"],
        "raw": {"Status": "exited"},
        "advice": "raise memory above 64m",
        "stopped_by": None,
    },
    "limits": [
        {"name": "timeout", "value": 7200, "unit": "seconds", "enforced_by": "rompy"},
        {"name": "memory", "value": 64 * 1024 * 1024, "unit": "bytes", "enforced_by": "docker"},
    ],
    "native": {"container": {"id": "4f5e6d"}, "pulled": True},
    "usage": {"memory_peak_bytes": 67108864, "memory_kind": "the cgroup's own count"},
    "left_behind": ["container 4f5e6d, kept as 'remove_container: false' says"],
    "grace_seconds": 10,
}

SHOWN = f"""\
Run 01234567 of swan: out of memory: a process of the container was killed for its memory

Outcome
  state          out of memory
  cause          a process of the container was killed for its memory
  exit code      137 of the model
  signal         SIGKILL (9) ended the model
  advice         raise memory above 64m
  evidence       OOMKilled=true
  engine says    Status: exited
  exit status    137 of 'rompy run'
  left behind    container 4f5e6d, kept as 'remove_container: false' says

Times
  created        2026-03-01 12:00:00 UTC
  started        2026-03-01 12:00:01 UTC
  finished       2026-03-01 12:00:43 UTC
  ran for        42 s

Limits
  timeout        2 h, enforced by rompy
  memory         64 MiB, enforced by docker
  grace          10 s between SIGTERM and SIGKILL

Usage
  CPU time       not measured
  peak memory    64 MiB (the cgroup's own count)
  samples        none

Logs
  log            WORKSPACE/run.log (6 B)

Run
  run id         swan
  token          {TOKEN}
  backend        docker
  workspace      WORKSPACE
  record         WORKSPACE/run.json
  host           HOST
  user           ada
  watched by     OWNER
  rompy          1.0 on Python 3.12.1
  container id   4f5e6d
  pulled         True

Config (of environment variables and build arguments the names alone)
  type: local
  command: swan
  env_vars:
  - API_TOKEN

Last lines of WORKSPACE/run.log
  hello
"""


def test_everything_is_told(history: History) -> None:
    record = history.add(**FAILED)
    done = history.rompy("show", COLUMNS="200")
    assert done.returncode == 0
    expected = SHOWN.replace("WORKSPACE", record.workspace).replace("HOST", record.host)
    _, _, _, pid, _ = record.owner.split("/")
    assert done.stdout == expected.replace("OWNER", f"process {pid} on {record.host}")


def test_json_is_the_record_as_it_stands(history: History) -> None:
    record = history.add(**FAILED)
    assert json.loads(history.rompy("show", "--format", "json").stdout) == record.model_dump(mode="json")


def test_a_run_is_named_by_the_beginning_of_its_token(history: History) -> None:
    history.add("one", token=TOKEN)
    history.add("two")
    assert history.rompy("show", "0123").stdout.startswith("Run 01234567 of one: ")
    assert history.rompy("show", TOKEN).stdout.startswith("Run 01234567 of one: ")


def test_three_letters_of_a_token_are_too_few(history: History) -> None:
    history.add("one", token=TOKEN)
    assert history.rompy("show", "012").returncode == 1


def test_a_beginning_of_several_tokens_lists_them(history: History) -> None:
    one = history.add("one", token="abcd0" + "0" * 27)
    two = history.add("two", token="abcd1" + "0" * 27)
    done = history.rompy("show", "abcd")
    assert done.returncode == 1
    assert done.stderr == (
        "Error: 'abcd' may be any of 2 runs; give more letters:\n"
        f"  abcd1000  two, succeeded, in {two.workspace}\n"
        f"  abcd0000  one, succeeded, in {one.workspace}\n"
    )


def test_a_name_means_the_latest_run_of_that_name(history: History) -> None:
    history.add("swan", outcome={"state": "failed", "cause": "it ended with exit status 1", "exit_code": 1})
    history.add("swan")
    history.add("other")
    assert ": succeeded: " in history.rompy("show", "swan").stdout


def test_a_name_that_begins_a_token_of_another_run_too_is_ambiguous(history: History) -> None:
    history.add("2024")
    history.add("other", token="2024" + "0" * 28)
    assert "'2024' may be any of 2 runs" in history.rompy("show", "2024").stderr


@pytest.mark.parametrize("path", ["{workspace}", "{workspace}/run.json", "./{name}", "{name}"])
def test_a_run_is_named_by_its_path(history: History, path: str) -> None:
    history.add("other")
    record = history.add("swan", workspace=history.folder / "work")
    (history.notes / record.token).unlink()
    shown = history.rompy("show", path.format(workspace=record.workspace, name="work"), cwd=history.folder)
    assert f"  token          {record.token}\n" in shown.stdout


def test_a_workspace_that_was_moved_is_shown_where_it_is(history: History) -> None:
    record = history.add("swan")
    moved = history.folder / "moved"
    Path(record.workspace).rename(moved)
    shown = history.rompy("show", moved, COLUMNS="200").stdout
    assert f"  record         {moved}/run.json\n" in shown
    assert f"Last lines of {moved}/run.log\n  hello\n" in shown


def test_without_a_name_it_is_the_run_of_the_current_folder_or_the_latest(history: History) -> None:
    first, second = history.add("first"), history.add("second")
    assert f"of {second.run_id}:" in history.rompy("show").stdout
    assert f"of {first.run_id}:" in history.rompy("show", cwd=Path(first.workspace)).stdout


def test_without_any_run_it_says_so(history: History) -> None:
    done = history.rompy("show")
    assert done.returncode == 1
    assert done.stderr == (
        "Error: there is no run yet: nothing is remembered for you, and this folder holds no run.json\n"
    )


def test_a_name_that_is_nearly_right_is_offered(history: History) -> None:
    history.add("swan_forecast")
    done = history.rompy("show", "swan_forcast")
    assert done.returncode == 1
    assert done.stderr == (
        "Error: there is no run whose token begins with 'swan_forcast', or whose run_id it is; "
        "did you mean 'swan_forecast'?\n"
    )


def test_a_folder_without_a_record_is_said_to_have_none(history: History) -> None:
    done = history.rompy("show", "./")
    assert done.returncode == 1
    assert "run.json: the record cannot be read: No such file or directory" in done.stderr


def test_a_run_whose_rompy_is_gone_says_what_to_do(history: History) -> None:
    history.add(**under_way(owner=DEAD, token=TOKEN))
    shown = history.rompy("show", COLUMNS="200").stdout
    assert shown.startswith("Run 01234567 of swan: running (its rompy is gone)\n")
    assert "'rompy runs attach 01234567' watches over it again, 'rompy runs stop 01234567' ends it" in shown


def test_colours_and_progress_bars_of_a_log_are_shown_as_a_terminal_leaves_them(history: History) -> None:
    history.add(log=b"\x1b[31mred\x1b[0m\n 10%\r 50%\r100%\n\x1b]0;title\x07done\x07\xff\n")
    assert history.rompy("show").stdout.endswith("\n  red\n  100%\n  done\\x07\ufffd\n")


def test_long_texts_fit_the_terminal(history: History) -> None:
    history.add(outcome={"state": "rejected", "cause": "no image " * 30})
    lines = history.rompy("show", COLUMNS="60").stdout.splitlines()[1:]
    assert "                 no image no image no image no image no" in lines


def test_names_of_runs_are_completed(history: History) -> None:
    history.add("swan_forecast", token=TOKEN)
    variables: dict[str, Any] = {"_ROMPY_COMPLETE": "bash_complete", "COMP_CWORD": "3"}
    offered = history.rompy("x", COMP_WORDS="rompy runs show swan", **variables).stdout
    assert offered == "plain,swan_forecast\n"
    offered = history.rompy("x", COMP_WORDS="rompy runs show 01", **variables).stdout
    assert offered == "plain,01234567\n"
