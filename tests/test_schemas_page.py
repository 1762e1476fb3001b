"""The page on schemas says what is so: its commands run, its model compiles, its files are right."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import jsonschema_rs
import pytest
import yaml

from editor_tools import NotInstalledError
from language_server import LanguageServer, server_names
from processes import BIN, environment, run
from rompy.catalog import KINDS
from rompy.schema.store import shipped

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "schemas.md").read_text(encoding="utf-8")


def fenced(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


COMMANDS = [line for block in fenced("bash") for line in block.splitlines()]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("package")
    (folder / "mypackage").mkdir()
    (folder / "mypackage" / "__init__.py").touch()
    (folder / "mypackage" / "backends.py").write_text(fenced("python")[0], encoding="utf-8")
    (folder / "pyproject.toml").write_text(fenced("toml")[0], encoding="utf-8")
    for name in ("old.json", "new.json"):
        (folder / name).write_text('{"type": "object"}', encoding="utf-8")
    return folder


def test_the_commands_of_the_page_run_one_after_the_other(package: Path) -> None:
    for line in COMMANDS:
        if line.startswith("rompy-lint"):
            continue
        # the repository's own schemas are meant where the page names those of rompy
        folder = ROOT if "@" in line else package
        done = subprocess.run(
            ["sh", "-c", line],
            cwd=folder,
            env=environment(PATH=f"{BIN}:/usr/bin:/bin"),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"


def test_the_model_of_the_page_becomes_a_schema_that_says_what_it_says(package: Path) -> None:
    run("rompy", "schema", "compile", cwd=package)
    made = yaml.safe_load(run("rompy", "schema", "show", "hpc", cwd=package).stdout)
    validator = jsonschema_rs.validator_for(made)
    assert validator.is_valid({"type": "hpc", "queue": "general", "nodes": {"count": 2, "kind": "gpu"}})
    assert not validator.is_valid({"type": "hpc", "queue": "General"})
    assert not validator.is_valid({"type": "hpc"})
    assert not validator.is_valid({"type": "hpc", "queue": "general", "reservation": "storm"})
    assert not validator.is_valid({"type": "hpc", "queue": "general", "nodes": {"count": "2"}})
    text = yaml.safe_dump(made)
    assert "Since 1.2" in text
    assert "Deprecated since 1.3: use queue" in text


def test_the_file_of_the_page_follows_the_schema_that_it_names() -> None:
    (text,) = (block for block in fenced("yaml") if "$schema" in block)
    address = re.findall(r"\$schema=(\S+)", text)[0]
    assert address == shipped().series("docker").entry.address("1")
    jsonschema_rs.validator_for(shipped().schema("docker")).validate(yaml.safe_load(text))


def test_the_settings_of_the_page_are_taken(tmp_path: Path) -> None:
    (settings,) = (block for block in fenced("yaml") if "schema-version" in block)
    (tmp_path / ".rompy-lint.yml").write_text(settings, encoding="utf-8")
    (tmp_path / "a.yml").write_text("type: local\ncommand: python run_model.py\n", encoding="utf-8")
    assert run("rompy-lint", cwd=tmp_path).returncode == 0


@pytest.mark.parametrize("name", server_names())
@pytest.mark.parametrize("has_setting", [False, True])
def test_editors_say_nothing_of_includes_with_the_setting_of_the_page_and_without(
    name: str, has_setting: bool, tmp_path: Path
) -> None:
    (block,) = (block for block in fenced("json") if "customTags" in block)
    tags = json.loads(block)["yaml.customTags"] if has_setting else []
    schemas = {kind: shipped().path(kind) for kind in ("model-run", "pipeline")}
    try:
        server = LanguageServer(name, tmp_path, schemas, custom_tags=tags)
    except NotInstalledError as error:
        pytest.skip(str(error))
    with server:
        pipeline = server.open(
            "pipeline", "config: !include a.yml\nbackend: !include b.yaml\npostprocessor: !include c.json\n"
        )
        run = server.open("model-run", "period: !include p.yml\nconfig: !include c.yml\nrun_id: !include name.yml\n")
        assert (pipeline.problems(), run.problems()) == ([], [])


def test_the_names_of_files_on_the_page_are_those_that_are_known() -> None:
    rows = re.findall(r"^\| `(\*\.rompy-[a-z]+\.yml)` \| `(rompy/[a-z]+/)` \|", PAGE, re.MULTILINE)
    assert [(f"{folder}*.yml", name) for name, folder in rows] == [
        (entry.file_match[3].removeprefix("**/"), entry.file_match[0]) for entry in KINDS
    ]
