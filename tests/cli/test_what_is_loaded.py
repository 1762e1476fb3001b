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
        "click",
        "dataclasses",
        "docker",
        "importlib.metadata",
        "jsonschema",
        "pathlib",
        "pathspec",
        "pydantic",
        "requests",
        "rich",
        "rpds",
        "subprocess",
        "typing",
        "urllib.request",
        "yaml",
    }
)
SMALL = frozenset({"click", "dataclasses", "importlib.metadata", "pathlib", "typing"})
"""What loads in a few milliseconds, and yet not where a file is clean."""
EXAMPLES = Path(__file__).parents[2] / "examples"
CLEAN = EXAMPLES / "backends" / "local_dev.yml"
FAULTY = EXAMPLES / "broken" / "timeout_in_minutes.yml"


def heavy_modules_of(entry_point: str, *arguments: str | Path, status: int = 0) -> set[str]:
    """Run a command in a new process and tell which of the heavy modules it has loaded at its end."""
    code = (
        "import sys\n"
        f"from rompy.cli import {entry_point} as command\n"
        "try:\n"
        "    command(sys.argv[1:])\n"
        "except SystemExit as end:\n"
        f"    assert end.code == {status}, end.code\n"
        "loaded = sorted(sys.modules)\n"
        "import json\n"
        "json.dump(loaded, sys.stderr)\n"
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
    assert heavy_modules_of(entry_point, option) <= SMALL


@pytest.mark.parametrize("arguments", [("rompy_lint",), ("rompy", "lint")])
def test_linting_a_clean_file_loads_nothing_heavy(arguments: tuple[str, ...]) -> None:
    assert heavy_modules_of(*arguments, "--as-found", CLEAN) == set()


@pytest.mark.parametrize(
    "name",
    [
        *("timeout_in_minutes.yml", "unknown_field.yml", "no_command.yml", "memory_unit.yml", "image_name.yml"),
        *("missing_input.yml", "image_and_dockerfile.yml", "one_target_twice.yml", "unquoted_time.yml"),
    ],
)
def test_linting_a_file_with_findings_loads_no_models_and_no_reader_of_yaml(name: str) -> None:
    loaded = heavy_modules_of("rompy_lint", EXAMPLES / "broken" / name, status=1)
    assert loaded <= {"dataclasses", "pathlib", "typing"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("type: local\ntimeout: &a 30\n", {"yaml"}),
        ("type: local\ntimeout: ${T:-30}\n", {"yaml"}),
        ("type: local\nworking_dir: ${W:-.}\ntimeout: 30\n", set()),
        ("run_id: a\noutput_dir: b\nperiod: {start: x}\n", {"pydantic"}),
    ],
)
def test_what_is_not_plain_or_no_backend_loads_what_reads_and_judges_it(
    text: str, expected: set[str], tmp_path: Path
) -> None:
    (tmp_path / "a.yml").write_text(text, encoding="utf-8")
    assert heavy_modules_of("rompy_lint", tmp_path / "a.yml", status=1) - SMALL == expected


def test_validating_a_file_loads_the_same() -> None:
    assert heavy_modules_of("rompy", "backends", "validate", CLEAN) - SMALL <= {"pydantic", "yaml", "pathspec"}


def test_the_rules_start_no_process_and_need_no_schemas() -> None:
    assert heavy_modules_of("rompy_lint", "--rules") - SMALL <= {"pydantic", "yaml"}
    assert heavy_modules_of("rompy_lint", "--explain", "RMP101") - SMALL <= {"pydantic", "yaml"}
