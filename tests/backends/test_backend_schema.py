"""The JSON Schema of each config class has the documented shape and judges as the class does."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from faults import faults
from rompy.backends import BaseBackendConfig, DockerConfig, LocalConfig, SlurmConfig

CLASSES: dict[str, type[BaseBackendConfig]] = {"local": LocalConfig, "docker": DockerConfig, "slurm": SlurmConfig}
SCHEMAS = {name: config_class.model_json_schema() for name, config_class in CLASSES.items()}


@pytest.mark.parametrize("name", CLASSES)
def test_the_schema_is_one(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])


@pytest.mark.parametrize("name", CLASSES)
def test_the_documented_part_of_the_schema_is_as_documented(name: str) -> None:
    schema = SCHEMAS[name]
    assert schema["type"] == "object"
    documented: dict[str, dict[str, Any]] = {
        "timeout": {
            "type": "integer",
            "minimum": 60,
            "maximum": 86400,
            "description": "Maximum execution time in seconds",
        },
        "env_vars": {
            "type": "object",
            "additionalProperties": {"type": "string"},
            "description": "Environment variables to set during execution",
        },
    }
    for field, expected in documented.items():
        assert schema["properties"][field].items() >= expected.items()


@pytest.mark.parametrize("name", CLASSES)
def test_the_type_comes_first_and_is_required(name: str) -> None:
    schema = SCHEMAS[name]
    assert next(iter(schema["properties"])) == "type"
    assert schema["properties"]["type"]["const"] == name
    assert schema["required"] == (["type", "command"] if name == "slurm" else ["type"])
    assert schema["additionalProperties"] is False


@pytest.mark.parametrize("name", CLASSES)
def test_every_field_has_a_description_and_no_title(name: str) -> None:
    for field, described in SCHEMAS[name]["properties"].items():
        assert described["description"], field
        assert "title" not in str(described), field
        assert "'format': 'path'" not in str(described), field


@pytest.mark.parametrize("name", CLASSES)
def test_examples_in_the_schema_are_valid(name: str) -> None:
    schema = SCHEMAS[name]
    assert schema["examples"]
    for example in schema["examples"]:
        Draft202012Validator(schema).validate(example)
    for field, described in schema["properties"].items():
        for example in described.get("examples", []):
            Draft202012Validator(described).validate(example)
            needed = {"docker": {"image": "swan"}, "slurm": {"command": "x"}}.get(name, {})
            pair = {} if field == "dockerfile" else needed
            assert faults(CLASSES[name], {**pair, field: example}, host=False) == []


def test_a_class_without_a_type_has_a_schema_without_one() -> None:
    class Queue(BaseBackendConfig):
        queue: str

        def get_backend_class(self) -> type[object]:
            return object

    schema = Queue.model_json_schema()
    assert "type" not in schema["properties"]
    assert schema["required"] == ["queue"]


def test_asking_for_a_schema_twice_gives_the_same() -> None:
    assert DockerConfig.model_json_schema() == SCHEMAS["docker"] == DockerConfig.model_json_schema(mode="validation")


VALUES: list[Any] = [None, True, 0, 1, 60, 128, 129, 3600, 86401, 1.5, "", "3600", "x", "2g", "2gb", "1:00:00", "1h"]
VALUES += [[], ["x"], [1], {}, {"A": "b"}, {"A": 1}, {"A": None}]
FIELDS = sorted({field for schema in SCHEMAS.values() for field in schema["properties"]} - {"type"})
# what only the class can judge: grammars that a pattern cannot state, and the sizes behind them
OWN_GRAMMAR: dict[str, list[Any]] = {
    "image": ["swan", "a/b"],
    "volumes": [[], ["/:/x"]],
    "memory": [None, "2g", "512M"],
    "dockerfile": ["x"],
}


@settings(deadline=None, max_examples=400)
@given(
    name=st.sampled_from(sorted(CLASSES)),
    drawn=st.dictionaries(st.sampled_from([*FIELDS, "unknown"]), st.sampled_from(VALUES), max_size=3),
    data=st.data(),
)
def test_schema_and_class_judge_alike(name: str, drawn: dict[str, Any], data: st.DataObject) -> None:
    known = {field: values for field, values in OWN_GRAMMAR.items() if field in drawn}
    fields = {**drawn, **{field: data.draw(st.sampled_from(values)) for field, values in known.items()}}
    fields = {
        field: "x" if value == "" and field in {"working_dir", "build_context"} else value
        for field, value in fields.items()
    }
    by_schema = Draft202012Validator(SCHEMAS[name]).is_valid({"type": name, **fields})
    by_class = not faults(CLASSES[name], {"type": name, **fields}, host=False)
    assert by_schema is by_class


@pytest.mark.parametrize("image", ["absent", None, "swan", 5, ""])
@pytest.mark.parametrize("dockerfile", ["absent", None, "Dockerfile", 5])
def test_schema_and_class_judge_the_exclusive_pair_alike(image: object, dockerfile: object) -> None:
    given_pair = {"image": image, "dockerfile": dockerfile}
    fields = {"type": "docker", **{field: value for field, value in given_pair.items() if value != "absent"}}
    by_schema = Draft202012Validator(SCHEMAS["docker"]).is_valid(fields)
    by_class = not faults(DockerConfig, fields, host=False)
    # that a name is empty is for the class to know
    assert by_schema is (by_class or (image == "" and dockerfile in {"absent", None}))
