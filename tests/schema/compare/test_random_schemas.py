"""No claim about random schemas is ever refuted by a document."""

from __future__ import annotations

from typing import Any

import jsonschema
from hypothesis import given, settings
from hypothesis import strategies as st

from rompy.schema.compare import Bump, Effect, Mode, Side, compare
from schema.compare.random_schemas import SCALARS, documents, pairs, schemas

SETTINGS = settings(max_examples=150, deadline=None)


def accepts(schema: Any, document: Any) -> bool:
    return bool(jsonschema.Draft7Validator(schema).is_valid(document))


@given(pairs(), st.lists(documents, min_size=5, max_size=25))
@SETTINGS
def test_what_is_called_safe_refuses_no_document(pair: tuple[Any, Any], some: list[Any]) -> None:
    old, new = pair
    comparison = compare(old, new)
    if comparison.verdict is Effect.BREAKING:
        return
    for document in (*SCALARS, *some):
        assert not accepts(old, document) or accepts(new, document), document


@given(pairs())
@SETTINGS
def test_every_witness_is_one(pair: tuple[Any, Any]) -> None:
    sides = dict(zip(Side, pair, strict=True))
    comparison = compare(*pair, Mode.FULL)
    for witness in (comparison.witness, *(change.witness for change in comparison.changes)):
        if witness is not None:
            other = Side.NEW if witness.accepted_by is Side.OLD else Side.OLD
            assert accepts(sides[witness.accepted_by], witness.document)
            assert not accepts(sides[other], witness.document)


@given(schemas)
@SETTINGS
def test_a_schema_says_the_same_as_itself(schema: Any) -> None:
    assert compare(schema, schema).verdict is None
    again = compare(schema, {"allOf": [schema]}, Mode.FULL)
    assert again.decided
    assert again.verdict is not Effect.BREAKING


@given(schemas)
@SETTINGS
def test_nothing_is_narrower_than_false_and_nothing_wider_than_true(schema: Any) -> None:
    for old, new in ((False, schema), (schema, True)):
        comparison = compare(old, new)
        assert comparison.decided
        assert comparison.verdict is not Effect.BREAKING


@given(pairs())
@SETTINGS
def test_the_verdict_is_the_gravest_change_and_the_bump_follows_from_it(pair: tuple[Any, Any]) -> None:
    comparison = compare(*pair)
    assert (comparison.verdict is Effect.BREAKING) == any(
        change.effect is Effect.BREAKING for change in comparison.changes
    )
    assert comparison.bump >= max((change.bump for change in comparison.changes), default=Bump.NONE)
    assert (comparison.bump is Bump.MAJOR) == (comparison.verdict is Effect.BREAKING)
