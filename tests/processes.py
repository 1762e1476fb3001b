"""Runs the installed commands as a person does: in a process of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

BIN = Path(sys.executable).parent
COLOUR_VARIABLES = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "TERM", "COLUMNS", "PYTHONUTF8", "PYTHONIOENCODING")


def environment(**changes: str) -> dict[str, str]:
    """Give this process's environment without what decides on colours and widths, and with some changes."""
    kept = {name: value for name, value in os.environ.items() if name not in COLOUR_VARIABLES}
    return {**kept, **changes}


def command(name: str, *arguments: str | Path) -> list[str]:
    """Give the command line of an installed command."""
    return [str(BIN / name), *map(str, arguments)]


def run(
    name: str,
    *arguments: str | Path,
    cwd: Path | None = None,
    text: str | bytes = b"",
    variables: dict[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run an installed command to its end; its output is UTF-8."""
    done = subprocess.run(
        command(name, *arguments),
        cwd=cwd,
        input=text.encode() if isinstance(text, str) else text,
        capture_output=True,
        env=environment(**(variables or {})),
        timeout=120,
        check=False,
    )
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
    )
