"""Which modules each command loads: starting up is most of the time that linting one file takes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from processes import environment

HEAVY = frozenset(
    {
        "asyncio",
        "docker",
        "jsonschema",
        "pathspec",
        "pydantic",
        "requests",
        "rich",
        "rpds",
        "subprocess",
        "urllib.request",
        "yaml",
    }
)
BACKEND = Path(__file__).parents[2] / "examples" / "backends" / "local_dev.yml"


def heavy_modules_of(entry_point: str, *arguments: str | Path) -> set[str]:
    """Run a command in a new process and tell which of the heavy modules it has loaded at its end."""
    code = (
        "import json, sys\n"
        f"from rompy.cli import {entry_point} as command\n"
        "try:\n"
        "    command(sys.argv[1:])\n"
        "except SystemExit as end:\n"
        "    assert end.code == 0, end.code\n"
        "json.dump(sorted(sys.modules), sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        env=environment(),
        check=True,
    )
    return set(json.loads(done.stderr)) & HEAVY


@pytest.mark.parametrize("entry_point", ["rompy", "rompy_lint"])
@pytest.mark.parametrize("option", ["--version", "--help"])
def test_version_and_help_load_nothing_heavy(entry_point: str, option: str) -> None:
    assert heavy_modules_of(entry_point, option) == set()


def test_linting_a_file_loads_what_reads_and_judges_it() -> None:
    assert heavy_modules_of("rompy_lint", BACKEND) <= {"pydantic", "yaml", "pathspec"}


def test_validating_a_file_loads_the_same() -> None:
    assert heavy_modules_of("rompy", "backends", "validate", BACKEND) <= {"pydantic", "yaml", "pathspec"}


def test_the_rules_start_no_process_and_need_no_schemas() -> None:
    assert heavy_modules_of("rompy_lint", "--rules") <= {"pydantic", "yaml"}
    assert heavy_modules_of("rompy_lint", "--explain", "RMP101") <= {"pydantic", "yaml"}
