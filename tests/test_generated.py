from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import yaml

from generate import ROOT, generated, strays, update
from rompy.cli.main import COMMANDS

if TYPE_CHECKING:
    from pathlib import Path

FILES = generated()
HOW = "differs from what the code makes; 'pytest --update' (or scripts/generate.py) writes it anew"


@pytest.fixture(scope="module", autouse=True)
def _updated(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update"):
        update()


@pytest.mark.parametrize("name", FILES)
def test_a_generated_file_is_what_the_code_makes(name: str) -> None:
    path = ROOT / name
    assert path.is_file(), f"{name} is not there: {HOW}"
    assert path.read_text(encoding="utf-8") == FILES[name], f"{name} {HOW}"


def test_generated_folders_hold_nothing_else() -> None:
    assert strays(FILES) == [], f"files that are made no more: {HOW}"


def test_every_rule_has_a_page_that_begins_with_its_code_and_name() -> None:
    pages = sorted(ROOT.glob("docs/rules/RMP*.md"))
    assert pages
    for page in pages:
        code, _, name = page.stem.partition("-")
        assert page.read_text(encoding="utf-8").startswith(f"# {code} {name}\n")


def test_the_terminal_does_not_change_what_is_generated(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import generate, json; print(json.dumps(generate.generated()))"],
        env={
            "COLUMNS": "40",
            "TERM": "dumb",
            "LANG": "C",
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": str(ROOT / "scripts"),
        },
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == FILES


def test_every_command_is_in_the_list_of_commands_and_has_its_help_in_the_docs() -> None:
    shown = FILES["docs/commands.md"]
    for name, entry in COMMANDS.items():
        assert f"\n## rompy {name}\n" in shown
        assert re.search(rf"^  {name} +{re.escape(entry.summary)}$", shown, re.MULTILINE)


def test_the_hooks_are_defined_as_pre_commit_reads_them() -> None:
    hooks = {hook["id"]: hook for hook in yaml.safe_load(FILES[".pre-commit-hooks.yaml"])}
    assert {name: hook["entry"] for name, hook in hooks.items()} == {
        "rompy-lint": "rompy-lint --as-found",
        "rompy-lint-fix": "rompy-lint --fix --as-found",
        "rompy-schema": "rompy schema check",
    }
    for name, hook in hooks.items():
        assert hook["types_or"] == (["python", "json", "toml"] if name == "rompy-schema" else ["yaml", "json"])


def test_no_page_of_a_rule_leaves_a_fence_open() -> None:
    for name, text in FILES.items():
        if name.startswith("docs/rules/"):
            assert text.count("\n```") % 2 == 0, name
