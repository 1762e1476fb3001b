from __future__ import annotations

from pathlib import Path

import pytest

from rulecases import check, fixed

CODE = "RMP501"
START = "type: slurm\ncommand: x\n"


@pytest.mark.parametrize(
    "text",
    [
        "time_limit: '01:00:01'  # expect: RMP501\n",
        "timeout: 3600\ntime_limit: '2:00:00'  # expect: RMP501\n",
        "time_limit: '2:00:00'\ntimeout: 3600  # expect: RMP501\n",
        "time_limit: 1-00:00:01  # expect: RMP501\n",
        "timeout: ${T:-60}\ntime_limit: ${L:-1:00:00}  # expect: RMP501\n",
        "time_limit: '1:00:00'\n",
        "timeout: 1800\n",
        "timeout: 7200\ntime_limit: '2:00:00'\n",
        "timeout: 7201\ntime_limit: '2:00:00'\n",
        "timeout: ${T}\ntime_limit: '9:00:00'\n",
        "time_limit: ${T}\ntimeout: 60\n",
        "time_limit: 9:00:00\ntimeout: 60\n",
        "time_limit: '9:00'\ntimeout: 60\n",
        "time_limit: '9:00:00'\ntimeout: '60'\n",
        "time_limit: '0:00:00'\n",
    ],
)
def test_a_timeout_that_comes_first_is_found(text: str, tmp_path: Path) -> None:
    check(CODE, START + text, tmp_path)


def test_it_is_found_in_pipelines_and_nested_configs(tmp_path: Path) -> None:
    text = "config: {}\nbackend:\n  type: slurm\n  command: x\n  time_limit: '9:00:00'  # expect: RMP501\n"
    check(CODE, text, tmp_path)
    check(CODE, "backend_type: slurm\nconfig:\n  command: x\n  time_limit: '9:00:00'  # expect: RMP501\n", tmp_path)
    check(CODE, "type: local\ntimeout: 60\n", tmp_path)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("timeout: 60 # s\ntime_limit: '2:00:00'\n", "timeout: 7200 # s\ntime_limit: '2:00:00'\n"),
        ("time_limit: '2:00:00' # h\n", "timeout: 7200\ntime_limit: '2:00:00' # h\n"),
        ("time_limit: 1-00:00:00\n", "timeout: 86400\ntime_limit: 1-00:00:00\n"),
        ("timeout: 60 # 1 min\ntime_limit: '2:00:00'\n", None),
        ("time_limit: 1-00:00:01\n", None),
        ("timeout: null\ntime_limit: 9:00:00\n", None),
    ],
)
def test_the_fix_lets_the_job_run_as_long_as_it_asked_for(before: str, after: str | None, tmp_path: Path) -> None:
    assert fixed(CODE, START + before, tmp_path) == START + (after or before)
    assert fixed(CODE, START + before, tmp_path, unsafe=False) == START + before


def test_a_nested_field_is_put_beside_the_other_with_the_files_line_ends(tmp_path: Path) -> None:
    before = "backend_type: slurm\r\nconfig:\r\n  command: x\r\n  time_limit: '2:00:00'\r\n"
    after = before.replace("  time_limit", "  timeout: 7200\r\n  time_limit")
    assert fixed(CODE, before, tmp_path) == after
    flow = "{type: slurm, command: x, time_limit: '2:00:00'}\n"
    assert fixed(CODE, flow, tmp_path) == flow
