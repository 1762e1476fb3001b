"""A change of a kind's schema that breaks files shows one, which the linter of today takes."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from agreement import linted, says_otherwise
from rompy.lint.kind import Kind
from rompy.schema.compare import Effect, compare
from rompy.schema.publish import without_address
from rompy.schema.store import shipped

CHANGES: list[tuple[str, Callable[[dict[str, Any]], object]]] = [
    ("model-run", lambda schema: schema["properties"].pop("run_id_subdir")),
    ("model-run", lambda schema: schema["definitions"]["Period"]["properties"].pop("include_end")),
    ("model-run", lambda schema: schema["definitions"]["model.base"]["properties"]["template"]["oneOf"].pop()),
    ("postprocessor", lambda schema: schema["definitions"]["noop"]["properties"].pop("validate_outputs")),
    ("pipeline", lambda schema: schema["properties"].pop("run_backend")),
    ("pipeline", lambda schema: schema["definitions"]["backend.docker"]["properties"].pop("user")),
    ("pipeline", lambda schema: schema["allOf"].append({"required": ["backend"]})),
]


@pytest.mark.parametrize(("name", "change"), CHANGES)
def test_a_file_that_breaks_is_shown(name: str, change: Callable[[dict[str, Any]], object]) -> None:
    schema = without_address(shipped().schema(name))
    changed = copy.deepcopy(schema)
    change(changed)
    comparison = compare(schema, changed)
    assert comparison.verdict is Effect.BREAKING
    assert comparison.witness is not None
    document = comparison.witness.document
    assert isinstance(document, dict)
    kind = next(kind for kind in Kind if kind.option == name)
    # a template that is broken off, and a text for an include, are among what schemas leave to the linter
    assert says_otherwise(document) or not list(linted(kind, document)), document


@pytest.mark.parametrize("name", ["model-run", "postprocessor", "pipeline"])
def test_a_kind_compared_with_itself_has_no_change(name: str) -> None:
    schema = shipped().schema(name)
    assert compare(schema, schema).changes == ()
