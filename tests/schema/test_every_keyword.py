"""No keyword of a published schema is there for nothing: without it, some document is judged otherwise."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest

from rompy.backends.registry import config_classes
from rompy.schema.from_model import backend_form
from rompy.schema.store import shipped
from schemadocs import ODDITIES, TEMPLATES, edges

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = sorted(config_classes())
ANNOTATIONS = frozenset(
    {
        "$id", "$schema", "default", "defaultSnippets", "deprecated", "description", "doNotSuggest", "enumDescriptions",
        "errorMessage", "examples", "markdownDescription", "markdownEnumDescriptions", "patternErrorMessage", "title",
    }
)  # fmt: skip
"""Keywords that no validator reads; that they are as the models say is tested by comparing whole files."""
NOT_SCHEMAS = frozenset({"properties", "patternProperties", "definitions"})
"""Keywords whose mappings are from names to schemas."""
TEXTS = [
    "a:/b:ro", "a:/b:ro,rw", "a:/b:z,Z", "a:/", "a:/.", "a:/./..", "a:b", "a:/b:readonly", "a", "a:/b\0",
    "f" * 64, "F" * 64, "swan:41.45",
    "Swan", "swan:", "5m", "6m", "8589934591g", "8589934592g", "2gb", "g", "/abs", "~/x", "./~x", "x",
    "1:00:00", "1-12:00:00", "1h", "25:61:00", "a\nb", "a\rb", "a\0b", "\0",
]  # fmt: skip
FOR_EDITORS = {
    # one message where two would say the same
    "properties/memory/oneOf/0/allOf/0/if/pattern",
    # each alone judges as both do; strict tools ask for a type beside every other keyword
    "properties/volumes/items/type",
    "properties/volumes/allOf/0/items/type",
    # which of two fields is offered
    "allOf/1/then/if/required",
    "allOf/1/else/then/allOf/0/properties",
}
"""Keywords of docker's schema without which documents are judged the same, and which editors need."""
FOR_TOOLS = re.compile(
    "allOf/0/properties"  # strict tools ask for a property beside each name that is required
    "|properties/[a-z_]+/then/type"  # and for a type beside every other keyword
    "|properties/(?:user|time_limit)/(?:if|then)"  # a default that editors would insert without its quotes
)
"""Keywords of any schema without which documents are judged the same, and which editors and strict tools need."""
PAIRS: list[dict[str, Any]] = [
    {},
    {"image": "swan"},
    {"image": None},
    {"dockerfile": "d"},
    {"dockerfile": None},
    {"image": "swan", "dockerfile": "d"},
    {"image": "swan", "dockerfile": None},
    {"image": None, "dockerfile": "d"},
    {"image": None, "dockerfile": None},
    {"unknown": 1},
]


def documents(name: str) -> list[Any]:
    form = backend_form(config_classes()[name], name)
    start = form.record.examples[0]
    assert isinstance(start, dict)
    made: list[Any] = [
        None,
        1,
        "x",
        [],
        {},
        {"type": name},
        {"type": "other"},
        {"type": None},
        {**start, "type": "other"},
    ]
    made += [{"type": name, **pair} for pair in PAIRS] + [{**start, "unknown": 1}, start]
    made += [{key: value for key, value in start.items() if key != left_out} for left_out in start]
    for field in form.record.fields:
        values = [*edges(field.kind, form), *field.examples, *ODDITIES, *TEMPLATES, *TEXTS]
        values += [[text] for text in [*TEXTS, *TEMPLATES]]
        values += [{text: "x"} for text in TEXTS] + [{"A": text} for text in [*TEXTS, *TEMPLATES]]
        made += [{**start, field.name: value} for value in values]
        if field.name in {"dockerfile", "build_context"}:
            made += [{"type": name, field.name: value} for value in values]
    return made


def keywords(
    schema: object, path: tuple[str | int, ...] = (), *, is_schema: bool = True
) -> Iterator[tuple[str | int, ...]]:
    if isinstance(schema, list):
        for index, item in enumerate(schema):
            yield from keywords(item, (*path, index), is_schema=is_schema)
    if not isinstance(schema, dict):
        return
    for key, value in schema.items():
        if is_schema and key in ANNOTATIONS:
            continue
        if is_schema:
            yield (*path, key)
        yield from keywords(value, (*path, key), is_schema=not (is_schema and key in NOT_SCHEMAS))


def without(schema: dict[str, Any], path: tuple[str | int, ...]) -> dict[str, Any]:
    changed = copy.deepcopy(schema)
    place: Any = changed
    for step in path[:-1]:
        place = place[step]
    del place[path[-1]]
    return changed


def verdicts(schema: dict[str, Any], given: list[Any]) -> list[bool] | None:
    """Judge documents, or tell that it is a schema no more."""
    try:
        validator = jsonschema_rs.validator_for(schema)
    except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError):
        return None
    return [validator.is_valid(document) for document in given]


@pytest.mark.parametrize("name", NAMES)
def test_without_any_single_keyword_some_document_is_judged_otherwise(name: str) -> None:
    schema, given = shipped().schema(name), documents(name)
    right = verdicts(schema, given)
    idle = [path for path in keywords(schema) if verdicts(without(schema, path), given) == right]
    found = {"/".join(map(str, path)) for path in idle}
    assert {path for path in found if not FOR_TOOLS.fullmatch(path)} == (FOR_EDITORS if name == "docker" else set())
