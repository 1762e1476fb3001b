"""What is published in this repository: as the models say, as validators need it, and guarded against changes."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest
from jsonschema import Draft7Validator

from node_tools import ajv
from rompy.catalog import BASE_URL
from rompy.cli.published import own_candidates
from rompy.schema.check import check, missing_from
from rompy.schema.store import Store, digest, dump, read, shipped

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "schemas"
STORE = Store(FOLDER)
DOCKER = STORE.release("docker").version
VERSIONS = sorted(path for path in FOLDER.glob("**/*.*.*.json"))
ADVICE = "the models and schemas/ differ; 'rompy schema compile' publishes what changed"


def names(paths: list[Path]) -> list[str]:
    return [path.relative_to(FOLDER).as_posix() for path in paths]


def test_all_is_published_and_nothing_published_was_changed() -> None:
    assert [fault.message for fault in check(STORE, own_candidates(), BASE_URL)] == [], ADVICE


def test_every_kind_every_type_the_settings_and_the_report_are_published() -> None:
    assert {name: STORE.series(name).entry.folder for name in STORE.names()} == {
        "backend": "backend",
        "docker": "types/docker",
        "lint-report": "lint-report",
        "lint-settings": "lint-settings",
        "local": "types/local",
        "model-run": "model-run",
        "pipeline": "pipeline",
        "postprocessor": "postprocessor",
        "slurm": "types/slurm",
    }


def test_no_file_is_of_two_kinds_by_its_name() -> None:
    patterns = [pattern for name in STORE.names() for pattern in STORE.series(name).entry.file_match]
    assert len(patterns) == len(set(patterns))
    assert STORE.series("model-run").entry.file_match[:2] == ("*.rompy-model.yml", "*.rompy-model.yaml")
    assert "**/rompy/pipelines/*.json" in STORE.series("pipeline").entry.file_match


@pytest.mark.parametrize("path", VERSIONS, ids=names(VERSIONS))
def test_a_published_file_is_a_schema_of_draft_7_with_its_own_address(path: Path) -> None:
    schema = read(path)
    Draft7Validator.check_schema(schema)
    jsonschema_rs.meta.validate(schema)
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert schema["$id"] == f"{BASE_URL}/{path.relative_to(FOLDER).as_posix()}"
    assert schema["title"]
    assert schema["description"]


@pytest.mark.parametrize("path", VERSIONS, ids=names(VERSIONS))
def test_a_published_file_refers_to_nothing_but_itself(path: Path) -> None:
    references = [part["$ref"] for part in parts(read(path)) if "$ref" in part]
    assert all(reference.startswith("#/definitions/") for reference in references)
    assert sum("$id" in part for part in parts(read(path))) == 1


@pytest.mark.parametrize("path", VERSIONS, ids=names(VERSIONS))
def test_its_examples_are_accepted_by_two_validators(path: Path) -> None:
    schema = read(path)
    for example in schema.get("examples", []):
        Draft7Validator(schema).validate(example)
        jsonschema_rs.validator_for(schema).validate(example)


def test_strict_ajv_accepts_every_published_file() -> None:
    command, environment = ajv()
    script = ROOT / "tests" / "schema" / "compile_strictly.js"
    done = subprocess.run(
        [command, str(script), *map(str, VERSIONS)], env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def parts(schema: object) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield schema
        for value in schema.values():
            yield from parts(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from parts(value)


def test_aliases_are_copies_of_the_newest_versions() -> None:
    for series in map(STORE.series, STORE.names()):
        assert series.newest is not None
        newest = STORE.path(series.entry.name, series.newest.version).read_bytes()
        assert STORE.path(series.entry.name, "latest").read_bytes() == newest
        assert STORE.path(series.entry.name, str(series.newest.version.major)).read_bytes() == newest


def test_the_catalog_is_of_the_format_of_schemastore_and_names_every_version() -> None:
    catalog = json.loads((FOLDER / "catalog.json").read_text(encoding="utf-8"))
    assert catalog["version"] == 1
    for entry in catalog["schemas"]:
        assert set(entry) <= {"name", "description", "fileMatch", "url", "versions"}
        series = STORE.series(entry["name"])
        assert entry["versions"] == {
            str(release.version): series.entry.address(release.version) for release in series.releases
        }
        assert all("backend.yml" not in pattern.split("/") for pattern in entry.get("fileMatch", []))


def test_what_comes_with_rompy_is_what_is_published() -> None:
    assert shipped().index == STORE.index


@pytest.fixture
def copy(tmp_path: Path) -> Store:
    shutil.copytree(FOLDER, tmp_path / "schemas")
    return Store(tmp_path / "schemas")


def messages(store: Store) -> list[str]:
    return [fault.message for fault in check(Store(store.folder), own_candidates(), BASE_URL)]


def test_a_changed_byte_of_a_published_file_is_found_and_the_command_that_puts_it_back_named(copy: Store) -> None:
    path = copy.path("docker", DOCKER)
    path.write_text(path.read_text(encoding="utf-8").replace('"maximum": 128', '"maximum": 129'), encoding="utf-8")
    (fault,) = check(Store(copy.folder), own_candidates(), BASE_URL)
    assert fault.message.startswith(f"{path}: a published file was changed")
    assert fault.command == f"git checkout -- {path}"


@pytest.mark.parametrize(
    "change",
    [
        lambda path: path.write_bytes(path.read_bytes() + b"\n"),
        lambda path: path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n")),
        lambda path: path.unlink(),
        lambda path: path.write_bytes(b""),
    ],
    ids=["one more line break", "other line endings", "gone", "empty"],
)
def test_every_way_to_change_a_published_file_is_found(copy: Store, change: Any) -> None:
    path = copy.path("backend", STORE.release("backend").version)
    change(path)
    assert len(messages(copy)) == 1
    assert messages(copy)[0].startswith(f"{path}: ")


def test_a_changed_alias_catalog_or_readme_is_found(copy: Store) -> None:
    for name in ("backend/1.json", "types/local/latest.json", "catalog.json", "README.md"):
        path = copy.folder / name
        before = path.read_bytes()
        path.write_bytes(before + b" ")
        assert messages(copy) == [f"{path}: it is not what follows from the versions"], name
        path.write_bytes(before)


def test_a_file_that_the_index_does_not_list_is_found(copy: Store) -> None:
    (copy.folder / "types" / "docker" / "0.9.7.json").write_text("{}", encoding="utf-8")
    assert messages(copy) == [f"{copy.folder}/types/docker/0.9.7.json: the index does not list this file; remove it"]


def test_a_change_that_is_hidden_in_the_index_too_is_found_by_the_models_and_by_an_older_copy(copy: Store) -> None:
    path = copy.path("docker", DOCKER)
    text = path.read_text(encoding="utf-8").replace('"maximum": 128', '"maximum": 129')
    path.write_text(text, encoding="utf-8")
    index = copy.folder / "index.json"
    hidden = json.loads(index.read_text(encoding="utf-8"))
    hidden["schemas"]["docker"]["versions"][-1]["sha256"] = digest(text.encode())
    index.write_text(dump(hidden), encoding="utf-8")
    assert any(message.startswith(f"docker: the model is not what {DOCKER} says") for message in messages(copy))
    (fault,) = missing_from(Store(copy.folder), STORE)
    assert fault.message == f"{path}: docker {DOCKER} was published with other bytes"


def test_a_version_that_was_taken_away_is_found_by_an_older_copy(copy: Store) -> None:
    index = copy.folder / "index.json"
    data = json.loads(index.read_text(encoding="utf-8"))
    del data["schemas"]["slurm"]
    index.write_text(dump(data), encoding="utf-8")
    fault = next(missing_from(Store(copy.folder), STORE))
    assert "slurm 1.0.0 was published, and the index has it no more" in fault.message
    assert any("slurm: it is not published yet" in message for message in messages(copy))
