"""The schemas of rompy's own backends, with one thing changed at a time."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from rompy.backends import BaseBackendConfig, DockerConfig, LocalConfig, SlurmConfig
from rompy.schema.compare import Bump, Effect, compare

if TYPE_CHECKING:
    from collections.abc import Iterator

CONFIGS: dict[str, type[BaseBackendConfig]] = {"local": LocalConfig, "docker": DockerConfig, "slurm": SlurmConfig}
TIGHTER = {"minimum": 1, "maximum": -1, "minLength": 1, "maxLength": -1, "minItems": 1, "maxItems": -1}


def schema_of(name: str) -> dict[str, Any]:
    return CONFIGS[name].model_json_schema()


def places(schema: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(schema, dict):
        yield path
        for key, value in schema.items():
            if key not in {"examples", "default", "enum", "const"}:
                yield from places(value, (*path, key))
    elif isinstance(schema, list):
        for index, value in enumerate(schema):
            yield from places(value, (*path, index))


def at(schema: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        schema = schema[step]
    return schema


@pytest.mark.parametrize("name", CONFIGS)
def test_a_schema_compared_with_itself_has_no_change(name: str) -> None:
    assert compare(schema_of(name), schema_of(name)).changes == ()


@pytest.mark.parametrize("name", CONFIGS)
def test_any_key_that_goes_is_breaking(name: str) -> None:
    schema = schema_of(name)
    for key in schema["properties"]:
        new = copy.deepcopy(schema)
        del new["properties"][key]
        comparison = compare(schema, new)
        assert comparison.verdict is Effect.BREAKING
        assert comparison.witness is not None, key
        assert isinstance(comparison.witness.document, dict)
        assert key in comparison.witness.document


@pytest.mark.parametrize("name", CONFIGS)
def test_any_key_that_comes_is_safe(name: str) -> None:
    schema = schema_of(name)
    new = copy.deepcopy(schema)
    new["properties"]["brand_new"] = {"type": "string"}
    comparison = compare(schema, new)
    assert (comparison.verdict, comparison.bump) == (Effect.SAFE, Bump.MINOR)


@pytest.mark.parametrize("name", CONFIGS)
def test_any_key_that_becomes_required_is_breaking(name: str) -> None:
    schema = schema_of(name)
    for key in schema["properties"]:
        if key not in schema.get("required", []):
            new = {**schema, "required": [*schema.get("required", []), key]}
            assert compare(schema, new).witness is not None, key


@pytest.mark.parametrize("name", CONFIGS)
def test_any_limit_that_becomes_stricter_is_breaking_and_any_that_goes_is_safe(name: str) -> None:
    schema = schema_of(name)
    for path in places(schema):
        for keyword, step in TIGHTER.items():
            if isinstance(at(schema, path).get(keyword), int):
                tighter, gone = copy.deepcopy(schema), copy.deepcopy(schema)
                at(tighter, path)[keyword] += step
                del at(gone, path)[keyword]
                comparison = compare(schema, tighter)
                assert [change.rule for change in comparison.changes] == ["bound-tightened"]
                assert comparison.witness is not None, (path, keyword)
                assert compare(schema, gone).verdict is Effect.SAFE, (path, keyword)


@pytest.mark.parametrize("name", CONFIGS)
def test_a_default_is_behaviour_and_a_description_text(name: str) -> None:
    schema = schema_of(name)
    for key, field in schema["properties"].items():
        if "default" in field:
            new = copy.deepcopy(schema)
            new["properties"][key]["default"] = "another"
            assert compare(schema, new).verdict is Effect.BEHAVIOUR, key
        new = copy.deepcopy(schema)
        new["properties"][key]["description"] = "another"
        assert compare(schema, new).verdict is Effect.TEXT, key


@pytest.mark.parametrize("name", CONFIGS)
def test_whatever_keyword_goes_no_claim_is_refuted_by_the_examples(name: str) -> None:
    schema = schema_of(name)
    documents = [*schema.get("examples", []), {}, {"type": name}]
    for path in places(schema):
        for keyword in at(schema, path):
            new = copy.deepcopy(schema)
            del at(new, path)[keyword]
            comparison = compare(schema, new)
            assert comparison.decided, (path, keyword)
            if comparison.verdict is not Effect.BREAKING:
                old_validator, new_validator = map(jsonschema.Draft202012Validator, (schema, new))
                for document in documents:
                    assert not old_validator.is_valid(document) or new_validator.is_valid(document)
