"""What every shell script in hooks/ keeps to."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from processes import command

ROOT = Path(__file__).parents[2]


def scripts() -> list[Path]:
    files = [path for path in (ROOT / "hooks").rglob("*") if path.is_file()]
    return sorted(path for path in files if path.read_bytes().startswith(b"#!/bin/sh\n"))


@pytest.mark.parametrize("script", scripts(), ids=lambda path: path.parent.name)
def test_a_script_is_executable_and_clean_for_shellcheck(script: Path) -> None:
    assert os.access(script, os.X_OK)
    done = subprocess.run(command("shellcheck", script), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.skipif(shutil.which("dash") is None, reason="dash is not installed")
@pytest.mark.parametrize("script", scripts(), ids=lambda path: path.parent.name)
def test_dash_reads_a_script(script: Path) -> None:
    done = subprocess.run(["dash", "-n", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
