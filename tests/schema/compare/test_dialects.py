"""Each version of JSON Schema is read by its own rules."""

from __future__ import annotations

from typing import Any

import pytest

from rompy.schema.compare import DRAFT4, DRAFT6, DRAFT7, DRAFT2019, DRAFT2020, Dialect, Effect, compare

BREAKING: dict[str, tuple[Dialect, dict[str, Any], dict[str, Any]]] = {
    "exclusive limits by a boolean": (
        DRAFT4,
        {"minimum": 1},
        {"minimum": 1, "exclusiveMinimum": True},
    ),
    "1.0 is no integer in draft-04": (
        DRAFT4,
        {"type": "number", "multipleOf": 1},
        {"type": "integer"},
    ),
    "names by id": (
        DRAFT4,
        {"id": "http://example.org/a", "items": {"$ref": "#/definitions/n"}, "definitions": {"n": {}}},
        {"id": "http://example.org/a", "items": {"$ref": "#/definitions/n"}, "definitions": {"n": {"minimum": 1}}},
    ),
    "exclusive limits by a number": (DRAFT6, {"minimum": 1}, {"exclusiveMinimum": 1}),
    "tuples": (DRAFT7, {"items": [{}]}, {"items": [{}], "additionalItems": False}),
    "anchors by id": (
        DRAFT7,
        {"items": {"$ref": "#n"}, "definitions": {"n": {"$id": "#n"}}},
        {"items": {"$ref": "#n"}, "definitions": {"n": {"$id": "#n", "minimum": 1}}},
    ),
    "a schema inside with an address of its own": (
        DRAFT7,
        {
            "$id": "http://example.org/a.json",
            "items": {"$ref": "n.json"},
            "definitions": {"n": {"$id": "n.json", "type": "integer"}},
        },
        {
            "$id": "http://example.org/a.json",
            "items": {"$ref": "n.json"},
            "definitions": {"n": {"$id": "n.json", "type": "integer", "minimum": 1}},
        },
    ),
    "anchors": (
        DRAFT2019,
        {"items": {"$ref": "#n"}, "$defs": {"n": {"$anchor": "n"}}},
        {"items": {"$ref": "#n"}, "$defs": {"n": {"$anchor": "n", "minimum": 1}}},
    ),
    "keywords beside a reference": (
        DRAFT2019,
        {"$ref": "#/$defs/n", "$defs": {"n": {}}},
        {"$ref": "#/$defs/n", "$defs": {"n": {}}, "minimum": 1},
    ),
    "counted items": (
        DRAFT2019,
        {"contains": {"const": 1}, "minContains": 0},
        {"contains": {"const": 1}, "minContains": 0, "maxContains": 1},
    ),
    "what a key asks for": (DRAFT2019, {}, {"dependentRequired": {"a": ["b"]}}),
    "what a key says of the rest": (DRAFT2019, {}, {"dependentSchemas": {"a": {"required": ["b"]}}}),
    "keys that nothing looked at": (
        DRAFT2019,
        {"allOf": [{"properties": {"a": {}}}]},
        {"allOf": [{"properties": {"a": {}}}], "unevaluatedProperties": False},
    ),
    "keys that an alternative looked at": (
        DRAFT2020,
        {"anyOf": [{"required": ["b"], "properties": {"b": {}}}, {}], "unevaluatedProperties": False},
        {"anyOf": [{"required": ["b"]}, {}], "unevaluatedProperties": False},
    ),
    "items that nothing looked at": (
        DRAFT2020,
        {"prefixItems": [{}]},
        {"prefixItems": [{}], "unevaluatedItems": False},
    ),
    "items after the first": (DRAFT2020, {"prefixItems": [{}]}, {"prefixItems": [{}], "items": False}),
    "a reference that only means what it names": (
        DRAFT2020,
        {"$dynamicAnchor": "n", "properties": {"a": {"$dynamicRef": "#n"}}},
        {"$dynamicAnchor": "n", "properties": {"a": {"$dynamicRef": "#n"}}, "minimum": 1},
    ),
}

SAFE: dict[str, tuple[Dialect, dict[str, Any], dict[str, Any]]] = {
    "const is unknown to draft-04": (DRAFT4, {}, {"const": 1}),
    "if is unknown to draft-06": (DRAFT6, {}, {"if": {}, "then": {"minimum": 1}}),
    "keywords beside a reference are hidden": (
        DRAFT7,
        {"$ref": "#/definitions/n", "definitions": {"n": {}}},
        {"$ref": "#/definitions/n", "definitions": {"n": {}}, "minimum": 1},
    ),
    "keys that an allOf looked at": (
        DRAFT2020,
        {"properties": {"a": {}}, "additionalProperties": False},
        {"allOf": [{"properties": {"a": {}}}], "unevaluatedProperties": False},
    ),
    "items that contains looked at": (
        DRAFT2020,
        {"type": "array", "items": {"const": 1}, "minItems": 1},
        {"contains": {"const": 1}, "unevaluatedItems": False},
    ),
    "1.0 is an integer": (DRAFT7, {"type": "number", "multipleOf": 1}, {"type": "integer"}),
}


@pytest.mark.parametrize("case", BREAKING)
def test_a_break_is_seen_in_each_version(case: str) -> None:
    dialect, old, new = BREAKING[case]
    comparison = compare({"$schema": dialect.address, **old}, {"$schema": dialect.address, **new})
    assert comparison.verdict is Effect.BREAKING
    assert comparison.witness is not None


@pytest.mark.parametrize("case", SAFE)
def test_what_a_version_does_not_know_does_nothing(case: str) -> None:
    dialect, old, new = SAFE[case]
    comparison = compare({"$schema": dialect.address, **old}, {"$schema": dialect.address, **new})
    assert comparison.decided
    assert comparison.verdict is not Effect.BREAKING


def test_a_schema_without_a_version_is_read_by_the_words_it_uses() -> None:
    assert compare({"items": {}}, {"prefixItems": [{"minimum": 1}]}).verdict is Effect.BREAKING
    assert compare({"minimum": 1, "exclusiveMinimum": True}, {"minimum": 1}).verdict is Effect.SAFE


def test_the_version_may_change() -> None:
    old = {"$schema": DRAFT7.address, "items": [{"type": "integer"}]}
    new = {"$schema": DRAFT2020.address, "prefixItems": [{"type": "integer"}]}
    comparison = compare(old, new)
    assert comparison.decided
    assert comparison.verdict is not Effect.BREAKING


def test_a_pair_without_a_version_is_read_as_the_caller_says() -> None:
    old, new = {"type": "array"}, {"type": "array", "items": [{"minimum": 1}]}
    assert compare(old, new, dialect=DRAFT6).verdict is Effect.BREAKING
    assert compare({"const": 1}, {"const": 2}, dialect=DRAFT4).verdict is Effect.SAFE
