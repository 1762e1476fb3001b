"""Schemas that refer to themselves, are nested deeply or list thousands of values."""

from __future__ import annotations

import copy
from typing import Any

import jsonschema

from rompy.schema.compare import Effect, compare

TREE: dict[str, Any] = {
    "$ref": "#/definitions/node",
    "definitions": {
        "node": {
            "type": "object",
            "properties": {
                "value": {"type": "integer"},
                "children": {"type": "array", "items": {"$ref": "#/definitions/node"}},
            },
            "additionalProperties": False,
        }
    },
}


def with_value(schema: dict[str, Any]) -> dict[str, Any]:
    tree = copy.deepcopy(TREE)
    tree["definitions"]["node"]["properties"]["value"] = schema
    return tree


def test_a_tree_may_become_wider() -> None:
    assert compare(TREE, with_value({"type": "number"})).verdict is Effect.SAFE


def test_a_tree_that_becomes_narrower_is_shown_by_its_root() -> None:
    witness = compare(TREE, with_value({"type": "integer", "minimum": 0})).witness
    assert witness is not None
    assert witness.document == {"value": -1}


def test_a_tree_written_in_another_way_is_the_same_tree() -> None:
    unrolled = copy.deepcopy(TREE)
    node = unrolled["definitions"]["node"]
    unrolled["definitions"]["inner"] = copy.deepcopy(node)
    node["properties"]["children"]["items"] = {"$ref": "#/definitions/inner"}
    unrolled["definitions"]["inner"]["properties"]["children"]["items"] = {"$ref": "#/definitions/node"}
    for old, new in ((TREE, unrolled), (unrolled, TREE)):
        comparison = compare(old, new)
        assert comparison.decided
        assert comparison.verdict is not Effect.BREAKING


def test_a_list_that_never_ends_accepts_nothing() -> None:
    endless = {"type": "object", "required": ["next"], "properties": {"next": {"$ref": "#"}}}
    comparison = compare(endless, {"not": {}})
    assert (comparison.verdict, comparison.decided) == (Effect.SAFE, True)


def test_the_break_may_be_deep_inside() -> None:
    def nested(leaf: dict[str, Any]) -> dict[str, Any]:
        for _ in range(300):
            leaf = {"type": "object", "properties": {"a": leaf}, "additionalProperties": False}
        return leaf

    old, new = nested({"type": "integer"}), nested({"type": "integer", "minimum": 0})
    witness = compare(old, new).witness
    assert witness is not None
    assert witness.text.endswith("a: -1\n")
    document = witness.document
    for _ in range(300):
        assert isinstance(document, dict)
        document = document["a"]
    assert document == -1


def test_thousands_of_values_are_compared_one_by_one() -> None:
    old = {"enum": [f"v{index}" for index in range(3000)]}
    new = {"enum": [f"v{index}" for index in range(1, 3001)]}
    comparison = compare(old, new)
    assert next((change.rule, change.old, change.effect) for change in comparison.changes) == (
        "enum-value-removed",
        "v0",
        Effect.BREAKING,
    )
    assert len(comparison.changes) == 2


def test_a_hundred_items_are_filled_in() -> None:
    old = {"type": "array", "minItems": 100, "items": {"type": "integer"}}
    witness = compare(old, {"maxItems": 99}).witness
    assert witness is not None
    assert len(str(witness.document)) < 400


def test_the_schemas_of_json_schema_itself() -> None:
    draft6 = jsonschema.Draft6Validator.META_SCHEMA
    draft7 = jsonschema.Draft7Validator.META_SCHEMA
    # draft-07 knows words that draft-06 ignored, so that a draft-06 schema may hold anything there
    witness = compare(dict(draft6), dict(draft7)).witness
    assert witness is not None
    assert jsonschema.Draft6Validator(draft6).is_valid(witness.document)
    assert not jsonschema.Draft7Validator(draft7).is_valid(witness.document)
    assert compare(dict(draft7), dict(draft6)).verdict is not Effect.BREAKING
