from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from processes import run
from rompy.backends import load
from rompy.backends.registry import config_classes
from rompy.schema.store import shipped

TYPES = list(config_classes())


def test_the_commands_of_the_manual_work_one_after_the_other(tmp_path: Path) -> None:
    for line in (
        "backends create --backend-type local --output local_config.yml",
        "backends create --backend-type docker --with-examples --output docker_config.yml",
        "backends validate local_config.yml --backend-type local",
        "backends schema --backend-type docker --format json",
        "backends list",
        "backends create --backend-type docker --with-examples",
        "backends validate docker_config.yml --backend-type docker",
    ):
        done = run("rompy", *line.split(), cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, ""), line
        assert done.stdout, line


def test_list_names_every_type_and_says_what_it_is() -> None:
    lines = run("rompy", "backends", "list").stdout.splitlines()
    assert [line.split()[:2] for line in lines] == [[name, config_classes()[name].__name__] for name in TYPES]
    assert all(len(line.split()) > 4 for line in lines)


@pytest.mark.parametrize("options", [[], ["--with-examples"]], ids=["plain", "with-examples"])
@pytest.mark.parametrize("ending", ["yml", "json"])
@pytest.mark.parametrize("name", TYPES)
def test_what_create_writes_validates_and_loads(tmp_path: Path, name: str, ending: str, options: list[str]) -> None:
    file = tmp_path / f"backend.{ending}"
    (tmp_path / "Dockerfile").write_text("FROM scratch\n", encoding="utf-8")
    done = run("rompy", "backends", "create", "--backend-type", name, "--output", file, *options)
    assert (done.returncode, done.stdout) == (0, f"Wrote {file}, a {name} backend. Check it with: rompy-lint {file}\n")
    checked = run("rompy", "backends", "validate", file, "--backend-type", name)
    assert (checked.returncode, checked.stdout) == (0, f"{file}: a valid {name} backend\n")
    assert run("rompy-lint", "--strict", file).returncode == 0
    assert isinstance(load(file), config_classes()[name])


@pytest.mark.parametrize("name", TYPES)
def test_create_writes_to_standard_output_what_it_would_write_to_a_file(tmp_path: Path, name: str) -> None:
    file = tmp_path / "backend.yml"
    run("rompy", "backends", "create", "--backend-type", name, "--output", file)
    assert run("rompy", "backends", "create", "--backend-type", name).stdout == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", TYPES)
def test_the_json_that_create_writes_holds_what_the_yaml_holds(name: str) -> None:
    options = ["backends", "create", "--backend-type", name, "--with-examples"]
    as_yaml = yaml.safe_load(run("rompy", *options).stdout)
    assert json.loads(run("rompy", *options, "--format", "json").stdout) == as_yaml


@pytest.mark.parametrize("name", TYPES)
def test_a_created_file_explains_every_field(name: str) -> None:
    text = run("rompy", "backends", "create", "--backend-type", name).stdout
    for field_name, field in config_classes()[name].model_fields.items():
        assert f"{field_name}:" in text
        assert field_name == "type" or (field.description or "?") in text


@pytest.mark.parametrize("name", TYPES)
def test_a_created_file_tells_editors_its_schema_in_the_first_line(name: str) -> None:
    def first_line(*options: str) -> str:
        return run("rompy", "backends", "create", "--backend-type", name, *options).stdout.splitlines()[0]

    modeline = "# yaml-language-server: $schema="
    assert first_line() == f"{modeline}https://rom-py.github.io/rompy/schemas/types/{name}/1.json"
    place = first_line("--schema", "file").removeprefix(f"{modeline}file://")
    assert json.loads(Path(place).read_text(encoding="utf-8")) == shipped().schema(name)
    assert not first_line("--schema", "none").startswith(modeline)


def test_create_does_not_write_over_a_file_unless_forced(tmp_path: Path) -> None:
    file = tmp_path / "backend.yml"
    file.write_text("type: local\n", encoding="utf-8")
    done = run("rompy", "backends", "create", "--backend-type", "docker", "--output", file)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"Error: {file} is there already; add --force to write over it\n"
    assert file.read_text(encoding="utf-8") == "type: local\n"
    assert run("rompy", "backends", "create", "--backend-type", "docker", "--output", file, "--force").returncode == 0
    assert "type: docker" in file.read_text(encoding="utf-8")


def test_create_says_where_it_cannot_write(tmp_path: Path) -> None:
    file = tmp_path / "no such folder" / "backend.yml"
    done = run("rompy", "backends", "create", "--backend-type", "local", "--output", file)
    assert (done.returncode, done.stderr) == (2, f"Error: {file}: No such file or directory\n")


@pytest.mark.parametrize("command", ["create", "schema"])
def test_an_unknown_type_is_wrong_usage_and_the_types_are_listed(command: str) -> None:
    done = run("rompy", "backends", command, "--backend-type", "dokcer")
    assert done.returncode == 2
    assert all(f"'{name}'" in done.stderr for name in TYPES)


def test_validate_shows_the_findings_and_the_verdict(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("type: local\ntimeout: 30\n", encoding="utf-8")
    done = run("rompy", "backends", "validate", "a.yml", "--backend-type", "local", cwd=tmp_path)
    assert done.returncode == 1
    assert "--> a.yml:2:10" in done.stdout
    assert done.stdout.endswith("a.yml: a NOT valid local backend\n")


def test_validate_refuses_a_backend_of_another_type(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("type: local\n", encoding="utf-8")
    done = run("rompy", "backends", "validate", "a.yml", "--backend-type", "docker", cwd=tmp_path)
    assert done.returncode == 1
    assert "--> a.yml:1:7" in done.stdout


def test_validate_takes_the_type_from_the_command_line_where_the_file_has_none(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("command: python run_model.py\n", encoding="utf-8")
    assert run("rompy", "backends", "validate", "a.yml", "--backend-type", "local", cwd=tmp_path).returncode == 0
    assert run("rompy", "backends", "validate", "a.yml", cwd=tmp_path).returncode == 1


@pytest.mark.parametrize("text", ["services: {}\n", "- a\n- b\n", "", "just a text\n", "a: [\n"])
def test_validate_refuses_what_is_no_backend(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.yml").write_text(text, encoding="utf-8")
    assert run("rompy", "backends", "validate", "a.yml", cwd=tmp_path).returncode == 1


def test_validate_of_a_file_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    assert run("rompy", "backends", "validate", "a.yml", cwd=tmp_path).returncode == 2


def test_validate_leaves_paths_alone_without_the_host(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("type: local\nworking_dir: /no/such/folder\n", encoding="utf-8")
    assert run("rompy", "backends", "validate", "a.yml", cwd=tmp_path).returncode == 1
    assert run("rompy", "backends", "validate", "a.yml", "--no-host", cwd=tmp_path).returncode == 0


@pytest.mark.parametrize("name", TYPES)
def test_schema_is_the_same_in_both_formats_and_a_schema(name: str) -> None:
    shown = json.loads(run("rompy", "backends", "schema", "--backend-type", name).stdout)
    assert (
        yaml.safe_load(run("rompy", "backends", "schema", "--backend-type", name, "--format", "yaml").stdout) == shown
    )
    assert shown == shipped().schema(name)
    jsonschema.Draft7Validator.check_schema(shown)


@pytest.mark.parametrize("name", TYPES)
def test_what_create_writes_follows_the_schema(name: str) -> None:
    shown = json.loads(run("rompy", "backends", "schema", "--backend-type", name).stdout)
    created = run("rompy", "backends", "create", "--backend-type", name, "--with-examples", "--format", "json").stdout
    jsonschema.Draft7Validator(shown).validate(json.loads(created))
