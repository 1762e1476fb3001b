"""The verdict on a pair of schemas is about what they accept, not about how they are written."""

from __future__ import annotations

from typing import Any

import pytest

from rompy.schema.compare import Bump, Effect, Mode, Side, compare, compare_all, gravest

STRING = {"type": "string"}

ALIKE: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "moved into allOf": (
        {"type": "object", "required": ["a"]},
        {"allOf": [{"type": "object"}, {"required": ["a"]}]},
    ),
    "moved into a definition": (
        {"properties": {"a": STRING}},
        {"properties": {"a": {"$ref": "#/definitions/text"}}, "definitions": {"text": STRING}},
    ),
    "types written as alternatives": (
        {"type": ["string", "null"]},
        {"anyOf": [{"type": "null"}, STRING]},
    ),
    "const written as enum": ({"const": 1}, {"enum": [1.0]}),
    "an exclusive limit of integers": (
        {"type": "integer", "exclusiveMinimum": 0},
        {"type": "integer", "minimum": 1},
    ),
    "a pattern written as a length": (
        {"type": "string", "pattern": "^[^\\n\\r\\u2028\\u2029]{2,3}$"},
        {"type": "string", "pattern": "^..?.$"},
    ),
    "a condition written as alternatives": (
        {"if": {"required": ["a"]}, "then": {"required": ["b"]}},
        {"anyOf": [{"not": {"required": ["a"]}}, {"required": ["b"]}]},
    ),
    "one alternative of two that exclude each other": (
        {"oneOf": [{"type": "string"}, {"type": "integer"}]},
        {"anyOf": [{"type": "integer"}, {"type": "string"}]},
    ),
    "double negation": ({"minimum": 3}, {"not": {"not": {"minimum": 3}}}),
    "unique items out of few": (
        {"type": "array", "items": {"enum": [1, 2]}, "uniqueItems": True},
        {"type": "array", "items": {"enum": [2, 1]}, "uniqueItems": True, "maxItems": 2},
    ),
    "more keys than are allowed to be named": (
        {"type": "object", "properties": {"a": {}, "b": {}}, "additionalProperties": False},
        {"type": "object", "propertyNames": {"enum": ["a", "b"]}, "maxProperties": 2},
    ),
    "what nothing satisfies": ({"type": "string", "minLength": 2, "maxLength": 1}, {"enum": []}),
}


@pytest.mark.parametrize("case", ALIKE)
def test_schemas_that_accept_the_same_are_never_breaking(case: str) -> None:
    old, new = ALIKE[case]
    for first, second in ((old, new), (new, old)):
        comparison = compare(first, second, Mode.FULL)
        assert comparison.decided
        assert comparison.verdict in {Effect.SAFE, Effect.TEXT}
        assert comparison.bump is Bump.PATCH


def test_a_schema_compared_with_itself_has_no_change() -> None:
    comparison = compare({"a": [1, {"b": 2}]}, {"a": [1, {"b": 2}]})
    assert (comparison.changes, comparison.verdict, comparison.bump) == ((), None, Bump.NONE)


def test_the_order_of_keys_is_no_change() -> None:
    assert compare({"type": "string", "title": "a"}, {"title": "a", "type": "string"}).changes == ()


def test_a_list_of_values_may_become_a_pattern() -> None:
    comparison = compare({"enum": ["a", "b", "ab"]}, {"type": "string", "pattern": "^a?b$|^a$"})
    assert (comparison.verdict, comparison.decided) == (Effect.SAFE, True)


def test_each_of_two_changes_that_only_break_together_is_breaking() -> None:
    old = {"anyOf": [{"const": 1, "title": "one"}, {"const": 1, "title": "two"}]}
    new = {"anyOf": [{"const": 2, "title": "one"}, {"const": 2, "title": "two"}]}
    assert [(change.rule, change.effect) for change in compare(old, new).changes] == [
        ("option-removed", Effect.BREAKING),
        ("option-removed", Effect.BREAKING),
        ("option-added", Effect.SAFE),
        ("option-added", Effect.SAFE),
    ]


def test_a_break_that_is_made_up_for_elsewhere_is_safe() -> None:
    old = {"type": "object", "required": ["a"], "properties": {"a": {"minimum": 1}}}
    new = {"type": "object", "properties": {"a": {"minimum": 1}}, "allOf": [{"required": ["a"]}]}
    comparison = compare(old, new)
    assert [change.effect for change in comparison.changes] == [Effect.SAFE, Effect.SAFE]


def test_forward_asks_for_what_the_new_schema_accepts() -> None:
    comparison = compare({"enum": ["a"]}, {"enum": ["a", "b"]}, Mode.FORWARD)
    assert comparison.verdict is Effect.BREAKING
    assert comparison.bump is Bump.MINOR
    assert comparison.witness is not None
    assert (comparison.witness.document, comparison.witness.accepted_by) == ("b", Side.NEW)


def test_full_asks_for_both() -> None:
    assert compare({"minimum": 1}, {"minimum": 2}, Mode.FULL).verdict is Effect.BREAKING
    assert compare({"minimum": 2}, {"minimum": 1}, Mode.FULL).verdict is Effect.BREAKING
    assert compare({"minimum": 2}, {"minimum": 2.0}, Mode.FULL).verdict is Effect.SAFE


def test_transitive_finds_a_break_with_a_version_before_the_last() -> None:
    versions: dict[str, Any] = {"1.0.0": {"type": ["string", "null"]}, "2.0.0": {"type": "string"}}
    comparisons = compare_all(versions, {"type": "string", "title": "Name"})
    assert comparisons["2.0.0"].verdict is Effect.TEXT
    assert comparisons["1.0.0"].verdict is Effect.BREAKING
    worst = gravest(comparisons)
    assert worst is not None
    assert worst[0] == "1.0.0"


def test_no_versions_have_no_gravest() -> None:
    assert gravest({}) is None


def test_a_default_is_behaviour_only_while_nothing_breaks() -> None:
    old = {"properties": {"a": {"type": "integer", "default": 1}}}
    changed = {"properties": {"a": {"type": "integer", "default": 2}}}
    assert compare(old, changed).verdict is Effect.BEHAVIOUR
    assert compare(old, {"properties": {"a": {"type": "string", "default": 2}}}).verdict is Effect.BREAKING
