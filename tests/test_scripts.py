"""What every shell script for those who work on rompy keeps to."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from processes import command

ROOT = Path(__file__).parents[1]
SCRIPTS = sorted(
    path
    for folder in ("scripts", ".ci")
    for path in (ROOT / folder).rglob("*")
    if path.is_file() and path.read_bytes().startswith(b"#!/usr/bin/env bash\n")
)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_is_executable_and_clean_for_shellcheck(script: Path) -> None:
    assert os.access(script, os.X_OK)
    done = subprocess.run(command("shellcheck", "-x", script), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    "script", [script for script in SCRIPTS if script.parent.name == "services"], ids=lambda path: path.name
)
def test_a_service_says_how_it_is_used(script: Path) -> None:
    assert f"# usage: {script.name}" in script.read_text(encoding="utf-8")
