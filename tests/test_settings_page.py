"""The page and the JSON Schema of the settings say what the linter does."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from processes import run
from rompy.errors import SettingsError
from rompy.lint.loaded import as_written, find, load
from rompy.lint.settings import Settings

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
SCHEMA: dict[str, Any] = json.loads((ROOT / "schemas" / "lint-settings" / "latest.json").read_text(encoding="utf-8"))
NAMES = [str(field.alias) for field in Settings.model_fields.values()]
EXAMPLES = [
    *((".rompy-lint.yml", text) for text in re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)),
    *(("pyproject.toml", text) for text in re.findall(r"^```toml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)),
]


def is_accepted(folder: Path, text: str, name: str = ".rompy-lint.yml") -> bool:
    (folder / name).write_text(text, encoding="utf-8")
    try:
        return load(folder / name) is not None
    except SettingsError:
        return False


def test_every_setting_has_a_place_on_the_page_with_an_example_in_both_languages() -> None:
    sections = dict(re.findall(r"^### (\S+)\n(.*?)(?=^##)", PAGE, re.MULTILINE | re.DOTALL))
    assert list(sections) == NAMES
    for name, section in sections.items():
        assert "Type: " in section, name
        assert "Default: " in section, name
        assert section.count("```toml\n") == section.count("```yaml\n") == 1


@pytest.mark.parametrize(("name", "text"), EXAMPLES)
def test_every_example_is_accepted_by_the_linter(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert as_written(find(tmp_path).settings) != as_written(Settings())


@pytest.mark.parametrize("name", NAMES)
def test_both_examples_of_a_setting_say_the_same(name: str, tmp_path: Path) -> None:
    section = PAGE.split(f"\n### {name}\n")[1].split("\n### ")[0]
    found = []
    for language, file in [("toml", "pyproject.toml"), ("yaml", ".rompy-lint.yml")]:
        (text,) = re.findall(rf"^```{language}\n(.*?)^```$", section.split("\n## ")[0], re.MULTILINE | re.DOTALL)
        path = tmp_path / file
        path.write_text(text, encoding="utf-8")
        loaded = load(path)
        assert loaded is not None
        found.append(loaded.settings)
    assert found[0] == found[1]


def test_the_rules_that_examples_name_are_there(tmp_path: Path) -> None:
    for number, (name, text) in enumerate(EXAMPLES):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / name).write_text(text, encoding="utf-8")
        (folder / "a.yml").write_text("type: local\ncommand: python run_model.py\n", encoding="utf-8")
        told = json.loads(run("rompy-lint", "--format", "json", "a.yml", cwd=folder).stdout)
        assert told["findings"] == [], text


def test_the_schema_is_a_schema_of_draft_7_and_its_examples_are_right() -> None:
    Draft7Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert SCHEMA["title"]
    assert SCHEMA["description"]
    assert SCHEMA["additionalProperties"] is False
    assert list(SCHEMA["properties"]) == NAMES
    for name, said in SCHEMA["properties"].items():
        assert said["description"], name
    for field in Settings.model_fields.values():
        for example in field.examples or []:
            assert Draft7Validator(SCHEMA).is_valid({str(field.alias): example}), field.alias


@pytest.mark.parametrize(
    ("text", "is_right"),
    [
        ("{}", True),
        ("select: [RMP1, root-user, ALL]", True),
        ("select: [a-rule-of-tomorrow]", True),
        ("select: null", True),
        ("select: []", True),
        ("select: RMP1", False),
        ("select: [1]", False),
        ("extend-select: [RMP303]", True),
        ("extend-select: null", False),
        ("ignore: [[RMP1]]", False),
        ("per-file-ignores: {old/**: [RMP1]}", True),
        ("per-file-ignores: {old/**: RMP1}", False),
        ("per-file-ignores: [old/**]", False),
        ("severity: {RMP101: warning, root-user: error}", True),
        ("severity: {RMP101: note}", False),
        ("include: [backends/]", True),
        ("exclude: drafts/", False),
        ("host: false", True),
        ("host: 'no'", False),
        ("host: 0", False),
        ("assume-exists: [/scratch/**]", True),
        ("assume-exists: [null]", False),
        ("path-map: {/scratch: testdata}", True),
        ("path-map: {/scratch: [testdata]}", False),
        ("host-cpu: 8", True),
        ("host-cpu: 0", False),
        ("host-cpu: 1.5", False),
        ("host-cpu: '8'", False),
        ("host-cpu: true", False),
        ("host-memory: 16g", True),
        ("host-memory: 16GB", False),
        ("host-memory: 16", False),
        ("schema-version: '1.0'", True),
        ("schema-version: 1.0", False),
        ("schema-version: '01'", False),
        ("strict: true", True),
        ("strict: 1", False),
        ("selct: []", False),
    ],
)
def test_the_schema_and_the_linter_judge_settings_alike(text: str, is_right: bool, tmp_path: Path) -> None:
    assert Draft7Validator(SCHEMA).is_valid(yaml.safe_load(text)) is is_right
    assert is_accepted(tmp_path, text) is is_right


def test_the_schema_has_the_rules_to_complete() -> None:
    known = SCHEMA["properties"]["ignore"]["items"]["examples"]
    assert {"ALL", "RMP3", "RMP302", "root-user"} <= set(known)
    assert len(known) == len(set(known))


def test_what_the_page_says_of_naming_rules_is_so(tmp_path: Path) -> None:
    text = "type: docker\nimage: swan:41.45\ntimeout: 1\nshel: 1\n"
    (tmp_path / "a.yml").write_text(text, encoding="utf-8")

    def used(settings: str) -> list[str]:
        (tmp_path / ".rompy-lint.yml").write_text(settings, encoding="utf-8")
        told = json.loads(run("rompy-lint", "--format", "json", cwd=tmp_path).stdout)
        return sorted({finding["code"] for finding in told["findings"] if finding["code"].startswith("RMP")})

    assert used("select: [RMP302]\nignore: [RMP3]\n") == ["RMP302"]
    assert "RMP302" not in used("select: [RMP3, RMP1]\nignore: [RMP302]\n")
    assert used("select: [RMP302]\nignore: [root-user]\n") == []
    assert used("ignore: [ALL]\nextend-select: [RMP1]\n") == ["RMP101", "RMP104"]


@pytest.mark.parametrize(
    ("pattern", "matched", "not_matched"),
    [
        ("old.yml", ["old.yml", "a/old.yml", "old.yml/a.yml"], ["older.yml"]),
        ("/old.yml", ["old.yml"], ["a/old.yml"]),
        ("drafts/", ["drafts/a.yml", "b/drafts/c/a.yml"], ["drafts"]),
        ("backends/*.yml", ["backends/a.yml"], ["backends/b/a.yml", "c/backends/a.yml"]),
        ("backends/**/*.yml", ["backends/a.yml", "backends/b/c/a.yml"], ["a.yml"]),
    ],
)
def test_patterns_match_as_the_page_says(
    pattern: str, matched: list[str], not_matched: list[str], tmp_path: Path
) -> None:
    assert f"\n| `{pattern}` | " in PAGE
    settings = Settings(exclude=[pattern])
    assert [settings.is_excluded(tmp_path / name, tmp_path) for name in matched] == [True] * len(matched)
    assert [settings.is_excluded(tmp_path / name, tmp_path) for name in not_matched] == [False] * len(not_matched)
