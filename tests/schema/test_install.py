"""Editors are told of the schemas in their own settings, in which nothing else changes."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from processes import run
from rompy.schema.install import EDITORS
from rompy.schema.install.binding import Binding
from rompy.schema.install.commented import load
from rompy.schema.store import shipped

BINDINGS = [Binding("backend", "file:///x/backend.json", ("*.rompy-backend.yml", "*.rompy-backend.json", "a/*.yml"))]
PATTERNS = ["*.rompy-backend.yml", "a/*.yml"]


def merged(editor: str, text: str | None) -> str | None:
    return EDITORS[editor].merged(text, BINDINGS)


def text_of(editor: str, text: str | None) -> str:
    made = merged(editor, text)
    assert made is not None
    return made


@pytest.mark.parametrize("editor", EDITORS)
@pytest.mark.parametrize("text", [None, "", "\n"])
def test_a_file_that_is_not_there_or_empty_is_what_is_shown(editor: str, text: str | None) -> None:
    shown = EDITORS[editor].shown(BINDINGS)
    assert "file:///x/backend.json" in shown or "/x/backend.json" in shown
    assert merged(editor, text) == (None if EDITORS[editor].file is None else shown)


@pytest.mark.parametrize("editor", [name for name, editor in EDITORS.items() if editor.file])
def test_installing_twice_changes_nothing(editor: str) -> None:
    once = text_of(editor, None)
    assert merged(editor, once) == once


def test_settings_of_vscode_keep_what_is_there() -> None:
    made = text_of("vscode", '{\n    "editor.tabSize": 2,\n    "yaml.schemas": {"a.json": "b.yml"}\n}\n')
    assert json.loads(made) == {
        "editor.tabSize": 2,
        "yaml.schemas": {"a.json": "b.yml", "file:///x/backend.json": PATTERNS},
        "json.schemas": [{"fileMatch": ["*.rompy-backend.json"], "url": "file:///x/backend.json"}],
    }
    assert made.startswith('{\n    "editor.tabSize"')


@pytest.mark.parametrize("editor", ["vscode", "zed"])
def test_comments_stay_as_they_are(editor: str) -> None:
    text = '// mine\n{\n  // "lsp": {\n  "editor.tabSize": 2, /* two */\n  "a": "// no comment",\n}\n'
    made = text_of(editor, text)
    for line in text.splitlines()[2:]:
        assert line in made.splitlines()
    assert made.startswith("// mine\n{")
    assert load(made) == {**load(text), **json.loads(EDITORS[editor].shown(BINDINGS))}


@pytest.mark.parametrize(
    ("editor", "text"),
    [
        ("vscode", '{\n  // mine\n  "yaml.schemas": {}\n}\n'),
        ("vscode", "{ // nothing yet\n}"),
        ("vscode", "[]"),
        ("vscode", "{"),
        ("zed", '{\n  "lsp": {} // mine\n}'),
        ("helix", "language-server = { yaml-language-server = { config = {} } } # mine\n"),
        ("helix", "= ["),
        ("jetbrains", "<project><component name='x'/></project>"),
    ],
)
def test_what_cannot_be_added_to_without_breaking_it_is_left_alone(editor: str, text: str) -> None:
    assert merged(editor, text) is None


def test_settings_of_helix_keep_what_is_there() -> None:
    text = (
        '# mine\n[[language]]\nname = "yaml"\n\n[language-server.yaml-language-server.config.yaml]\nvalidation = true\n'
    )
    made = text_of("helix", text)
    assert made.startswith(text)
    said = tomllib.loads(made)["language-server"]["yaml-language-server"]["config"]["yaml"]
    assert said == {"validation": True, "schemas": {"file:///x/backend.json": PATTERNS}}
    with_table = text + '\n[language-server.yaml-language-server.config.yaml.schemas]\n"a.json" = "b.yml" # mine\n'
    again = text_of("helix", with_table)
    assert '"a.json" = "b.yml" # mine' in again
    assert len(tomllib.loads(again)["language-server"]["yaml-language-server"]["config"]["yaml"]["schemas"]) == 2


@pytest.mark.parametrize("editor", ["vscode", "zed", "helix"])
def test_where_a_schema_was_before_is_forgotten(editor: str) -> None:
    former = Binding("backend", "file:///old/backend.json", ("a/*.yml",))
    text = EDITORS[editor].merged(None, [former, Binding("other", "https://example.org/a.json", ("b.yml",))])
    moved = [Binding("backend", "file:///x/backend.json", ("a/*.yml",), ("file:///old/backend.json",))]
    made = EDITORS[editor].merged(text, moved)
    assert made is not None
    assert "file:///old/backend.json" not in made
    assert "file:///x/backend.json" in made
    assert "https://example.org/a.json" in made
    assert EDITORS[editor].merged(made, moved) == made


def test_where_a_schema_was_before_is_left_to_a_person_where_there_are_comments() -> None:
    text = '// mine\n{\n  "yaml.schemas": {"file:///old/backend.json": ["a/*.yml"]}\n}\n'
    moved = [Binding("backend", "file:///x/backend.json", ("a/*.yml",), ("file:///old/backend.json",))]
    assert EDITORS["vscode"].merged(text, moved) is None


def test_settings_of_jetbrains_keep_what_is_there() -> None:
    other = EDITORS["jetbrains"].shown([Binding("other", "https://example.org/a.json", ("a.yml",))])
    made = text_of("jetbrains", other.replace("<map>", "<map>\n        <!-- mine -->"))
    assert "<!-- mine -->" in made
    entries = ET.fromstring(made).iter("entry")  # noqa: S314 - it was written a line above
    assert [entry.get("key") for entry in entries] == ["rompy other", "rompy backend"]


def test_settings_of_neovim_are_shown_as_lua(tmp_path: Path) -> None:
    done = run("rompy", "schema", "install", "--editor", "neovim", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith("vim.lsp.config('yamlls', {\n")
    assert "init.lua" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_command_writes_where_the_editor_looks_and_the_schema_is_there(tmp_path: Path) -> None:
    done = run("rompy", "schema", "install", "--editor", "vscode", "--files", "backends/*.yml", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    said = json.loads((tmp_path / ".vscode" / "settings.json").read_text(encoding="utf-8"))["yaml.schemas"]
    kinds = ["*.rompy-backend.yml", "*.rompy-model.yml", "*.rompy-postprocessor.yml", "*.rompy-pipeline.yml"]
    assert [patterns[0] for patterns in said.values()] == [*kinds, ".rompy-lint.yml"]
    assert "backends/*.yml" in next(iter(said.values()))
    for place in said:
        assert json.loads(Path(place.removeprefix("file://")).read_text(encoding="utf-8"))["$schema"]
    again = run("rompy", "schema", "install", "--editor", "vscode", "--files", "backends/*.yml", cwd=tmp_path)
    assert again.stdout == ".vscode/settings.json: the schemas are there already\n"


def test_settings_to_commit_lead_to_the_published_addresses(tmp_path: Path) -> None:
    done = run("rompy", "schema", "install", "--editor", "zed", "--schema", "address", "--print", cwd=tmp_path)
    major = shipped().release("backend").version.major
    assert f"https://rom-py.github.io/rompy/schemas/backend/{major}.json" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_comments_that_would_get_lost_have_the_settings_printed(tmp_path: Path) -> None:
    path = tmp_path / ".vscode" / "settings.json"
    path.parent.mkdir()
    path.write_text('{\n  // mine\n  "yaml.schemas": {}\n}\n', encoding="utf-8")
    done = run("rompy", "schema", "install", "--editor", "vscode", cwd=tmp_path)
    assert done.returncode == 0
    assert "would get lost" in done.stderr
    assert json.loads(done.stdout)["yaml.schemas"]
    assert path.read_text(encoding="utf-8") == '{\n  // mine\n  "yaml.schemas": {}\n}\n'
