"""A witness is a smallest YAML file that the old schema accepts and the new one refuses."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
import yaml

from rompy.schema.compare import Effect, Mode, Side, Witness, compare

CASES: dict[str, tuple[Any, Any, str]] = {
    "a required key": ({}, {"required": ["a"]}, "{}\n"),
    "a key that is refused": (
        {"properties": {"a": {}}, "additionalProperties": False},
        {"additionalProperties": False},
        "a: null\n",
    ),
    "a limit": ({"type": "integer"}, {"type": "integer", "maximum": 9}, "10\n"),
    "a limit below zero": ({"type": "integer"}, {"type": "integer", "minimum": -3}, "-4\n"),
    "a fraction": ({"type": "number"}, {"type": "integer"}, "0.1\n"),
    "a multiple": ({"type": "integer", "minimum": 7}, {"multipleOf": 7}, "8\n"),
    "a length": ({"type": "string"}, {"maxLength": 2}, "aaa\n"),
    "a pattern": (
        {"type": "string", "pattern": "^[0-9]+[kmg]$"},
        {"type": "string", "pattern": "^[1-9][0-9]*[kmg]$"},
        "0g\n",
    ),
    "text that YAML would take for a number": (
        {"type": "string", "pattern": "^[0-9]$"},
        {"not": {"pattern": "^[0-9]"}},
        "'0'\n",
    ),
    "items": ({"type": "array"}, {"items": {"type": "string"}}, "- null\n"),
    "an item further back": (
        {"items": [{"type": "string"}, {"type": "integer"}], "minItems": 2, "type": "array"},
        {"items": [{"type": "string"}, {"type": "integer", "minimum": 1}]},
        "- ''\n- 0\n",
    ),
    "items that are equal": ({"type": "array"}, {"uniqueItems": True}, "- null\n- null\n"),
    "too many items that differ": (
        {"type": "array", "items": {"type": "boolean"}, "uniqueItems": True},
        {"maxItems": 1},
        "- true\n- false\n",
    ),
    "no item of a sort": ({"type": "array"}, {"contains": {"type": "integer"}}, "[]\n"),
    "few keys": ({"type": "object"}, {"minProperties": 1}, "{}\n"),
    "many keys": ({"type": "object"}, {"maxProperties": 1}, "a: null\nb: null\n"),
    "a name of a key": ({"type": "object"}, {"propertyNames": {"pattern": "^x"}}, "a: null\n"),
    "a key that asks for another": ({"type": "object"}, {"dependencies": {"a": ["b"]}}, "a: null\n"),
    "a value out of many": ({"enum": ["x", "yy", "zzz"]}, {"enum": ["x", "zzz"]}, "yy\n"),
    "two alternatives at once": (
        {"anyOf": [{"required": ["a"]}, {"required": ["b"]}], "type": "object"},
        {"oneOf": [{"required": ["a"]}, {"required": ["b"]}]},
        "a: null\nb: null\n",
    ),
    "deep inside": (
        {"properties": {"a": {"properties": {"b": {"type": "array"}}}}},
        {"properties": {"a": {"properties": {"b": {"type": "array", "items": False}}}}},
        "a:\n  b:\n  - null\n",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_witness_is_as_small_as_it_can_be(case: str) -> None:
    old, new, expected = CASES[case]
    witness = compare(old, new).witness
    assert witness is not None
    assert witness.text == expected


@pytest.mark.parametrize("case", CASES)
def test_jsonschema_agrees_with_every_witness(case: str) -> None:
    old, new, _ = CASES[case]
    comparison = compare(old, new)
    shown = [change.witness for change in comparison.changes if change.effect is Effect.BREAKING]
    assert shown
    for witness in (*shown, comparison.witness):
        assert witness is not None
        document = yaml.safe_load(witness.text)
        assert jsonschema.Draft7Validator(old).is_valid(document)
        assert not jsonschema.Draft7Validator(new).is_valid(document)


def test_every_breaking_change_has_its_own_witness() -> None:
    old = {"properties": {"a": {"type": "integer"}, "b": {"type": "string"}}}
    new = {"properties": {"a": {"type": "integer", "minimum": 0}, "b": {"type": "string", "maxLength": 1}}}
    shown = {change.pointer: change.witness for change in compare(old, new).changes}
    assert shown == {
        "/properties/a/minimum": Witness({"a": -1}),
        "/properties/b/maxLength": Witness({"b": "aa"}),
    }


def test_the_witness_of_the_other_direction_says_so() -> None:
    witness = compare({"maximum": 1}, {"maximum": 2}, Mode.FORWARD).witness
    assert witness is not None
    assert witness.accepted_by is Side.NEW


def test_a_safe_change_has_no_witness() -> None:
    assert compare({"maximum": 1}, {"maximum": 2}).witness is None


def test_a_witness_holds_no_more_than_the_rest_of_the_schema_asks_for() -> None:
    old: dict[str, Any] = {
        "type": "object",
        "required": ["type", "image"],
        "properties": {
            "type": {"const": "docker"},
            "image": {"type": "string", "minLength": 1},
            "cpu": {"type": "integer", "minimum": 1, "maximum": 128},
            "memory": {"type": "string"},
        },
        "additionalProperties": False,
    }
    new = {**old, "properties": {**old["properties"], "cpu": {"type": "integer", "minimum": 1, "maximum": 64}}}
    witness = compare(old, new).witness
    assert witness is not None
    assert witness.document == {"type": "docker", "image": "a", "cpu": 65}
