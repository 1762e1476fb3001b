"""Files are judged by a published older version: at the same places, and in the same words as by the models."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from processes import run
from rompy.cli.by_version import by_schema, judge_of
from rompy.cli.judging import judge
from rompy.errors import SettingsError
from rompy.lint.engine import Target, lint
from rompy.lint.loaded import Loaded
from rompy.lint.rules import rules
from rompy.lint.settings import Settings
from rompy.schema.store import shipped

if TYPE_CHECKING:
    from rompy.lint.engine import Judge
    from rompy.lint.finding import Finding

ROOT = Path(__file__).parents[2]
NOW = shipped().schema("backend")
FILES = [
    *(text for rule in rules() for text in re.findall(r"^```yaml\n(.*?)^```$", rule.page, re.MULTILINE | re.DOTALL)),
    *(path.read_text(encoding="utf-8") for path in sorted((ROOT / "examples").glob("**/*.yml"))),
    "type: docker\nimage: a\nvolumes: ['/:/x', '/:/x']\ncpu: 2.0\nworking_dir: /no/such/place\n",
    "type: docker\nimage: a\nenv_vars: {1: x, A=B: c, D: [e]}\nbuild_args: [f]\nmemory: [2g]\n",
    "type: docker\nimage: null\n",
    "type: docker\ndockerfile: a\nimage: ${IMAGE}\ntimeout: ${T:-5}\ncpu: ${CPU}\nvolumes: ${VOLUMES}\n",
    "backend_type: slurm\nconfig:\n  comand: x\n  nodes: 0\n  additional_options: [1]\n",
    "type: local\nenv_vars: {PASSWORD: hunter2, B: 5}\ntimeout: 2020-01-01\n",
]


def findings(text: str, folder: Path, judged_by: Judge) -> list[Finding]:
    path = folder / "backend.yml"
    path.write_text(text, encoding="utf-8")
    settings = Settings(select=["ALL"])
    return list(lint([Target(path.name, path)], judged_by, lambda _: Loaded(settings, folder)).findings)


@pytest.mark.parametrize("number", range(len(FILES)))
def test_the_version_of_today_finds_what_the_models_find_word_for_word(number: int, tmp_path: Path) -> None:
    newest = judge_of(str(shipped().release("backend").version))
    assert findings(FILES[number], tmp_path, newest) == findings(FILES[number], tmp_path, judge)


def older() -> dict[str, Any]:
    """A version as an older rompy might have had it."""
    schema = copy.deepcopy(NOW)
    schema["properties"]["type"]["enum"].remove("slurm")
    docker = schema["definitions"]["docker"]
    del docker["properties"]["user"]
    docker["properties"]["cpu"]["else"]["maximum"] = 16
    docker["allOf"][0]["required"].append("memory")
    schema["definitions"]["local"]["properties"]["shell"]["default"] = False
    return schema


def said(text: str, folder: Path) -> list[tuple[str, int, str, str | None]]:
    found = findings(text, folder, lambda data, surroundings: by_schema(data, surroundings, older()))
    return [(one.code, one.place.start.line, one.message, one.help) for one in found if one.code.startswith("RMP1")]


def test_what_came_later_is_unknown_and_limits_are_those_of_then(tmp_path: Path) -> None:
    text = "type: docker\nimage: swan:41.45\nmemory: 2g\nuser: '1000'\ncpu: 32\n"
    unknown, limit = said(text, tmp_path)
    assert unknown[:3] == ("RMP101", 4, "A docker backend has no field 'user'")
    assert limit[:3] == ("RMP104", 5, "cpu is 32, and it must be from 1 to 16")


def test_what_was_needed_then_is_missing(tmp_path: Path) -> None:
    assert said("type: docker\nimage: swan:41.45\n", tmp_path) == [
        ("RMP102", 1, "The field 'memory' is missing", "add 'memory: 2g'")
    ]


def test_a_type_that_came_later_is_unknown(tmp_path: Path) -> None:
    ((code, line, message, _),) = said("type: slurm\ncommand: x\n", tmp_path)
    assert (code, line, message) == ("RMP111", 1, "No backend type is called 'slurm' in this version")


def test_rules_look_at_the_defaults_of_then(tmp_path: Path) -> None:
    codes = [code for code, *_ in said("type: local\ncommand: echo a && echo b\nshell: false\n", tmp_path)]
    assert "RMP116" in codes


def test_the_command_and_the_settings_of_a_folder_choose_the_version(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("type: local\ntimeout: 5\n", encoding="utf-8")
    told = json.loads(run("rompy-lint", "--schema-version", "1.0", "--format", "json", "a.yml", cwd=tmp_path).stdout)
    assert told == json.loads(run("rompy-lint", "--format", "json", "a.yml", cwd=tmp_path).stdout)
    (tmp_path / ".rompy-lint.yml").write_text("schema-version: '7'\n", encoding="utf-8")
    done = run("rompy-lint", "a.yml", cwd=tmp_path)
    assert done.returncode == 2
    assert "there is no published version '7' of backends; there are 1.0.0" in done.stderr
    assert run("rompy-lint", "--schema-version", "1", "a.yml", cwd=tmp_path).returncode == 1


def test_fixes_are_made_too(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("type: local\nshel: false\ncommand: python run_model.py\n", encoding="utf-8")
    assert run("rompy-lint", "--schema-version", "1", "--fix", "a.yml", cwd=tmp_path).returncode == 0
    assert (tmp_path / "a.yml").read_text(encoding="utf-8").startswith("type: local\nshell: false\n")


def test_a_version_that_is_none_is_wrong_usage() -> None:
    with pytest.raises(SettingsError, match=r"no published version '1\.x'"):
        judge_of("1.x")
