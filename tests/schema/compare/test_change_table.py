"""Which change is what: every row of the rules for versions, in both directions."""

from __future__ import annotations

from typing import Any

import pytest

from rompy.schema.compare import RULES, Bump, Change, Effect, Mode, compare

STRING = {"type": "string"}


def closed(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "additionalProperties": False}


def opened(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def needing(schema: dict[str, Any], *names: str) -> dict[str, Any]:
    return {**schema, "required": list(names)}


def union(*types: str) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {"type": {"enum": list(types)}},
        "required": ["type"],
        "allOf": [
            {
                "if": {"type": "object", "required": ["type"], "properties": {"type": {"const": name}}},
                "then": closed(type={"const": name}, **{f"of_{name}": STRING}),
            }
            for name in types
        ],
    }


EXCLUSIVE = {"not": {"required": ["image", "dockerfile"]}}

# what is told of the change from the first schema to the second, and of the change back
ROWS = {
    "optional key of a closed object": (
        closed(a=STRING),
        closed(a=STRING, b=STRING),
        "key-added safe minor",
        "key-removed breaking major",
    ),
    "optional key of an open object": (
        opened(a=STRING),
        opened(a=STRING, b=STRING),
        "key-added breaking major",
        "key-removed safe minor",
    ),
    "required key": (
        closed(a=STRING, b=STRING),
        needing(closed(a=STRING, b=STRING), "b"),
        "required-added breaking major",
        "required-removed safe minor",
    ),
    "type": (
        opened(a=STRING),
        opened(a={"type": "boolean"}),
        "type-changed breaking major",
        "type-changed breaking major",
    ),
    "wider type": (
        {"type": "integer"},
        {"type": "number"},
        "type-widened safe minor",
        "type-narrowed breaking major",
    ),
    "more types": (
        {"type": "integer"},
        {"type": ["integer", "null"]},
        "type-widened safe minor",
        "type-narrowed breaking major",
    ),
    "value of a list": (
        {"enum": ["a", "b"]},
        {"enum": ["a"]},
        "enum-value-removed breaking major",
        "enum-value-added safe minor",
    ),
    "list of values": (
        STRING,
        {**STRING, "enum": ["a"]},
        "enum-added breaking major",
        "enum-removed safe minor",
    ),
    "one value of several": (
        {"enum": ["a", "b"]},
        {"const": "a"},
        "enum-value-removed breaking major",
        "enum-value-added safe minor",
    ),
    "only value": (STRING, {**STRING, "const": "a"}, "const-added breaking major", "const-removed safe minor"),
    "another only value": (
        {"const": "a"},
        {"const": "b"},
        "const-changed breaking major",
        "const-changed breaking major",
    ),
    "limit": (
        {"type": "integer", "minimum": 1},
        {"type": "integer", "minimum": 2},
        "bound-tightened breaking major",
        "bound-loosened safe minor",
    ),
    "limit where there was none": (
        {"type": "integer"},
        {"type": "integer", "maximum": 2},
        "bound-added breaking major",
        "bound-removed safe minor",
    ),
    "length": (
        {"type": "string", "minLength": 1},
        {"type": "string", "minLength": 2},
        "bound-tightened breaking major",
        "bound-loosened safe minor",
    ),
    "number of items": (
        {"type": "array", "maxItems": 3},
        {"type": "array", "maxItems": 2},
        "bound-tightened breaking major",
        "bound-loosened safe minor",
    ),
    "unique items": (
        {"type": "array"},
        {"type": "array", "uniqueItems": True},
        "bound-added breaking major",
        "bound-removed safe minor",
    ),
    "pattern": (STRING, {**STRING, "pattern": "^a"}, "pattern-added breaking major", "pattern-removed safe minor"),
    "pattern that is part of another": (
        {**STRING, "pattern": "^[a-z]+$"},
        {**STRING, "pattern": "^[a-z0-9]+$"},
        "pattern-changed safe minor",
        "pattern-changed breaking major",
    ),
    "format": (STRING, {**STRING, "format": "date"}, "format-changed text patch", "format-changed text patch"),
    "default": (
        opened(a={**STRING, "default": "a"}),
        opened(a={**STRING, "default": "b"}),
        "default-changed behaviour minor",
        "default-changed behaviour minor",
    ),
    "default where there was none": (
        opened(a=STRING),
        opened(a={**STRING, "default": "b"}),
        "default-added behaviour minor",
        "default-removed behaviour minor",
    ),
    "keys that are not named": (
        opened(a=STRING),
        closed(a=STRING),
        "additional-closed breaking major",
        "additional-opened safe minor",
    ),
    "schema of keys that are not named": (
        {**opened(a=STRING), "additionalProperties": {"type": "number"}},
        {**opened(a=STRING), "additionalProperties": {"type": "integer"}},
        "type-narrowed breaking major",
        "type-widened safe minor",
    ),
    "rule between fields": (
        opened(image=STRING, dockerfile=STRING),
        {**opened(image=STRING, dockerfile=STRING), **EXCLUSIVE},
        "condition-added breaking major",
        "condition-removed safe minor",
    ),
    "one of two fields": (
        opened(),
        {**opened(), "oneOf": [{"required": ["image"]}, {"required": ["dockerfile"]}]},
        "condition-added breaking major",
        "condition-removed safe minor",
    ),
    "condition": (
        opened(),
        {**opened(), "if": {"required": ["a"]}, "then": {"required": ["b"]}},
        "condition-added breaking major",
        "condition-removed safe minor",
    ),
    "what a key asks for": (
        opened(),
        {**opened(), "dependencies": {"a": ["b"]}},
        "condition-added breaking major",
        "condition-removed safe minor",
    ),
    "schema of items": (
        {"type": "array", "items": {"type": "number"}},
        {"type": "array", "items": {"type": "integer"}},
        "type-narrowed breaking major",
        "type-widened safe minor",
    ),
    "items": (
        {"type": "array"},
        {"type": "array", "items": STRING},
        "items-added breaking major",
        "items-removed safe minor",
    ),
    "values of keys by pattern": (
        {"patternProperties": {"^x": {"type": "number"}}},
        {"patternProperties": {"^x": {"type": "integer"}}},
        "type-narrowed breaking major",
        "type-widened safe minor",
    ),
    "names of keys": (
        {"type": "object", "propertyNames": {"maxLength": 3}},
        {"type": "object", "propertyNames": {"maxLength": 2}},
        "bound-tightened breaking major",
        "bound-loosened safe minor",
    ),
    "alternative": (
        {"anyOf": [STRING, {"type": "null"}]},
        {"anyOf": [STRING]},
        "option-removed breaking major",
        "option-added safe minor",
    ),
    "alias": (
        closed(a=STRING, b={**STRING, "x-alias-of": "a"}),
        closed(a=STRING),
        "alias-removed breaking major",
        "alias-added safe minor",
    ),
    "deprecation": (
        opened(a=STRING),
        opened(a={**STRING, "deprecated": True}),
        "deprecated-set text patch",
        "deprecated-unset text patch",
    ),
    "deprecated key": (
        closed(a=STRING, b={**STRING, "deprecated": True}),
        closed(a=STRING),
        "deprecated-key-removed breaking major",
        "key-added safe minor",
    ),
}


def told(change: Change) -> str:
    return f"{change.rule} {change.effect} {change.bump.word}"


@pytest.mark.parametrize("row", ROWS)
def test_a_change_and_its_reverse_are_classed(row: str) -> None:
    first, second, forth, back = ROWS[row]
    assert [told(change) for change in compare(first, second).changes] == [forth]
    assert [told(change) for change in compare(second, first).changes] == [back]


@pytest.mark.parametrize("row", ROWS)
def test_what_is_safe_one_way_and_accepts_more_breaks_the_other_way(row: str) -> None:
    first, second, *_ = ROWS[row]
    backward, forward = compare(second, first), compare(first, second, Mode.FORWARD)
    assert (backward.verdict is Effect.BREAKING) == (forward.verdict is Effect.BREAKING)


@pytest.mark.parametrize(
    "keyword",
    [
        "$comment",
        "title",
        "description",
        "markdownDescription",
        "examples",
        "errorMessage",
        "patternErrorMessage",
        "doNotSuggest",
        "defaultSnippets",
        "enumDescriptions",
        "markdownEnumDescriptions",
        "deprecationMessage",
        "x-intellij-html-description",
    ],
)
def test_what_people_and_editors_read_is_text(keyword: str) -> None:
    comparison = compare(opened(a=STRING), opened(a={**STRING, keyword: ["new"]}))
    assert [told(change) for change in comparison.changes] == ["text-changed text patch"]
    assert comparison.changes[0].pointer == f"/properties/a/{keyword}"
    assert (comparison.verdict, comparison.bump) == (Effect.TEXT, Bump.PATCH)


def test_a_backend_type_that_goes_is_breaking() -> None:
    comparison = compare(union("local", "docker"), union("local"))
    assert "backend-type-removed breaking major" in [told(change) for change in comparison.changes]
    assert comparison.witness is not None
    assert comparison.witness.document == {"type": "docker"}


def test_a_backend_type_that_comes_is_safe() -> None:
    comparison = compare(union("local"), union("local", "docker"))
    assert "backend-type-added safe minor" in [told(change) for change in comparison.changes]
    assert (comparison.verdict, comparison.bump) == (Effect.SAFE, Bump.MINOR)


def test_a_renamed_key_of_a_closed_object_is_breaking() -> None:
    comparison = compare(closed(walltime=STRING), closed(time_limit=STRING))
    assert [told(change) for change in comparison.changes] == [
        "key-removed breaking major",
        "key-added safe minor",
    ]


def test_a_renamed_definition_is_a_note() -> None:
    old = {"definitions": {"A": STRING}, "properties": {"a": {"$ref": "#/definitions/A"}}}
    new = {"definitions": {"B": STRING}, "properties": {"a": {"$ref": "#/definitions/B"}}}
    assert [told(change) for change in compare(old, new).changes] == ["definition-renamed text patch"]


def test_an_address_that_changes_is_no_break() -> None:
    comparison = compare({"$id": "https://example.org/1.json"}, {"$id": "https://example.org/2.json"})
    assert [told(change) for change in comparison.changes] == ["id-changed safe patch"]


def test_every_rule_that_is_told_is_explained() -> None:
    rules = {change.rule for row in ROWS.values() for change in compare(row[0], row[1]).changes}
    assert rules <= RULES.keys()
