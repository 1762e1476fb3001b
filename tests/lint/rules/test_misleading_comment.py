from __future__ import annotations

from pathlib import Path

import pytest

from rulecases import findings, fixed

CODE = "RMP119"

WRONG = [
    "timeout: 120 # 2 hours",
    "timeout: 3600 # 2h",
    "timeout: 3600 # = 1 hour 30 min",
    "timeout: 3600 # Max execution time in seconds (2 hours)",
    "timeout: 5400 # 1 hour, then it is killed",
    "timeout: 7200   #30min",
    "timeout: ${T:-3600} # 2 hours",
    "time_limit: '2:00:00' # 1 hour",
    "time_limit: 1-00:00:00 # 12 hours",
    "timeout: 3600 # 1.5 hours",
    "timeout: 3600 # 60 seconds",
]
RIGHT = [
    "timeout: 7200 # 2 hours - Maximum execution time in seconds (60-86400)",
    "timeout: 1800 # 30 minutes for quick testing",
    "timeout: 5400 # 1 h 30 min",
    "timeout: 5400 # 1.5 hours",
    "timeout: 5400 # 1 hour and 30 minutes",
    "timeout: 3600 # about 2 hours",
    "timeout: 3600 # at least 2 hours",
    "timeout: 3600 # takes 20 minutes",
    "timeout: 3600 # was 2 hours",
    "timeout: 3600 # 24 hours at most",
    "timeout: 3600 # 1-24 hours",
    "timeout: 3600 # 2 hours or 3 hours",
    "timeout: 3600 # <= 2h",
    "timeout: 3600 # seconds",
    "timeout: 3600 # version 2.1",
    "timeout: ${T} # 2 hours",
    "timeout: '120' # 2 hours",
    "timeout: 3600",
    "time_limit: '2:00:00' # 2 hours",
    "time_limit: '2:00:00' # HH:MM:SS",
    "# 5 hours\ntimeout: 3600",
]


@pytest.mark.parametrize("line", WRONG)
def test_a_comment_that_says_another_time_is_found(line: str, tmp_path: Path) -> None:
    assert len(findings(CODE, f"type: slurm\ncommand: x\n{line}\n", tmp_path)) == 1


@pytest.mark.parametrize("line", RIGHT)
def test_a_comment_that_says_the_same_or_something_vague_is_left_alone(line: str, tmp_path: Path) -> None:
    assert not findings(CODE, f"type: slurm\ncommand: x\n{line}\n", tmp_path)


def test_the_fix_writes_what_the_comment_says(tmp_path: Path) -> None:
    before = "type: local\r\ntimeout: 120  # 2 hours\r\n"
    assert fixed(CODE, before, tmp_path) == before.replace("120", "7200")
    assert fixed(CODE, before, tmp_path, unsafe=False) == before
    far = "type: local\ntimeout: 120 # 2 days\n"
    assert fixed(CODE, far, tmp_path) == far


def test_it_is_found_in_flow_style_pipelines_and_nested_configs(tmp_path: Path) -> None:
    assert findings(CODE, "config: {}\nbackend:\n  type: local\n  timeout: 60 # 1 hour\n", tmp_path)
    assert findings(CODE, "backend_type: local\nconfig:\n  timeout: 60 # 1 hour\n", tmp_path)
    assert not findings(CODE, '{"type": "local", "timeout": 60}', tmp_path, name="a.json")
