"""What cannot be decided is said to be undecided, and counts as breaking."""

from __future__ import annotations

from typing import Any

import pytest

from rompy.schema.compare import Effect, compare

CASES: dict[str, tuple[Any, Any]] = {
    "a reference to a schema elsewhere": (
        {"$ref": "https://example.org/a.json"},
        {"$ref": "https://example.org/b.json"},
    ),
    "a pattern that is no regular language": (
        {"type": "string", "pattern": "^(a+)b\\1$"},
        {"type": "string", "pattern": "^(a+)b\\1$|^x\\b$"},
    ),
    "a keyword with a value that it may not have": ({}, {"minLength": "a"}),
    "a type that does not exist": ({}, {"type": "file"}),
    "a schema that refers to nothing but itself": (
        {},
        {"$ref": "#/definitions/a", "definitions": {"a": {"$ref": "#"}}},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_cannot_be_decided_counts_as_breaking_and_says_so(case: str) -> None:
    old, new = CASES[case]
    comparison = compare(old, new)
    assert comparison.verdict is Effect.BREAKING
    assert not comparison.decided
    assert comparison.witness is None
    assert any("could not be decided" in change.message and not change.decided for change in comparison.changes)


def test_a_document_that_shows_the_break_decides_it_all_the_same() -> None:
    old = {"type": "string", "pattern": "^(a+)b\\1$"}
    comparison = compare(old, {"type": "integer"})
    assert comparison.decided
    assert comparison.witness is not None


def test_what_cannot_be_judged_and_did_not_change_is_no_obstacle() -> None:
    strange = {"$ref": "https://example.org/a.json"}
    old = {"properties": {"a": strange, "b": {"type": "integer"}}}
    new = {"properties": {"a": strange, "b": {"type": "number"}}}
    comparison = compare(old, new)
    assert (comparison.verdict, comparison.decided) == (Effect.SAFE, True)


def test_a_schema_that_cannot_be_judged_may_be_written_in_another_way() -> None:
    strange = [{"$ref": "https://example.org/a.json"}, {"type": "string", "pattern": "(?<=a)b"}]
    comparison = compare({"allOf": strange}, {"allOf": [{"allOf": strange}]})
    assert (comparison.verdict, comparison.decided) == (Effect.SAFE, True)


def test_a_change_beside_what_cannot_be_judged_is_still_found() -> None:
    strange = {"type": "string", "pattern": "(?<=a)b"}
    old = {"properties": {"a": strange, "b": {"type": "number"}}}
    new = {"properties": {"a": strange, "b": {"type": "integer"}}}
    witness = compare(old, new).witness
    assert witness is not None
    assert witness.document == {"b": 0.1}


def test_schemas_nested_beyond_measure_are_undecided() -> None:
    def nested(depth: int, leaf: dict[str, Any]) -> dict[str, Any]:
        for _ in range(depth):
            leaf = {"items": leaf}
        return leaf

    comparison = compare(nested(20_000, {}), nested(20_000, {"minimum": 1}))
    assert (comparison.verdict, comparison.decided) == (Effect.BREAKING, False)
