"""No keyword of a published schema is there for nothing: without it, some document is judged otherwise."""

from __future__ import annotations

import copy
import json
import re
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest

from kinddocs import model_runs, pipelines
from rompy.backends.registry import config_classes
from rompy.cli.published import own_types
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
IDLE_IN_KINDS = {
    name: re.compile("|".join(patterns))
    for name, patterns in {
        "model-run": (
            "allOf(?:/0/(?:else|if(?:/(?:type|minProperties))?))?",  # where a whole file is offered
            "properties/(?:period|config)/anyOf",  # a key is inserted with its colon
            "properties/config/else/allOf/0/if/type",  # one message for a value that is half typed
            r"definitions/model\.base/(?:type|properties/model_type/const)",  # said by what leads there, too
            r"definitions/[\w.]+/properties/\w+(?:/oneOf/0)?/then/type",  # strict tools ask for a type
            "definitions/Period/properties/interval/(?:if|then)",  # a default that needs quotes
            "definitions/Period/allOf/0/.*/allOf/0/properties",  # what is offered
            # without a start and an end it is wrong whatever the duration is, and what is offered differs
            "definitions/Period/allOf/0/else/else/if/.*",
            "definitions/Period/allOf/0/.*/allOf/1/properties/(?:start|end)/not/type",
            # what is not there cannot be too much
            "definitions/Period/allOf/0/then/then/if/required",
        ),
        "postprocessor": (
            "allOf/1/if/(?:required|type)|definitions/noop/(?:type|properties/type/const)",  # said twice on the way
            "definitions/noop/allOf(?:/0/(?:properties|required))?",
            "allOf/2/(?:else|if(?:/(?:type|required|properties))?)",  # where a whole file is offered
            "definitions/noop/properties/timeout/then/type",  # strict tools ask for a type
        ),
        "pipeline": (
            "allOf/3/(?:else|if(?:/(?:type|minProperties))?)",  # where a whole file is offered
            r"properties/\w+/anyOf",  # a key is inserted with its colon
            r"properties/\w+/else/allOf/\d/if/type",  # one message for a value that is half typed
            "definitions/nothing/not/.*",  # used within sections
            "properties/(?:run_)?backend/else/allOf/0/else/if/required",  # no backend is of every type at once
            # strict tools ask for a property beside each name that is required
            r"(?:properties/\w+/else/)?allOf/0/(?:else/)?(?:if|else)/properties|allOf/[12]/if/properties",
        ),
    }.items()
}
"""Keywords of the schemas of kinds without which documents are judged the same, and why they are there."""
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


def documents_of_kind(name: str) -> list[Any]:
    made: list[Any] = [None, 1, "x", "a.yml", [], {}, {"unknown": 1}]
    match name:
        case "model-run":
            return [*made, *model_runs()]
        case "pipeline":
            return [*made, *pipelines()]
    (noop,) = own_types().postprocessors
    types: list[Any] = [None, 5, "noop", "other", []]
    made += [*({"type": value} for value in types), {"timeout": 70}, {"type": "noop", "unknown": 1}]
    for field in noop.record.fields:
        values = [*edges(field.kind, noop), *ODDITIES, *TEMPLATES, *TEXTS]
        made += [{"type": "noop", field.name: value} for value in values]
        made += [{"type": "noop", field.name: pair} for text in TEXTS for pair in ({text: "x"}, {"A": text})]
    return made


@pytest.mark.parametrize("name", ["model-run", "postprocessor", "pipeline"])
def test_without_any_single_keyword_of_a_kind_some_document_is_judged_otherwise(name: str) -> None:
    schema, given = shipped().schema(name), documents_of_kind(name)
    right = verdicts(schema, given)
    assert right is not None
    assert {True, False} == set(right)
    # what sections hold is what their own schemas say, which the next test compares
    held = ("definitions/backend.", "definitions/model-run", "definitions/postprocessor.")
    paths = {"/".join(map(str, path)): path for path in keywords(schema)}
    own = {text: path for text, path in paths.items() if name != "pipeline" or not text.startswith(held)}
    idle = {text for text, path in own.items() if verdicts(without(schema, path), given) == right}
    assert {text for text in idle if not (IDLE_IN_KINDS[name].fullmatch(text) or FOR_TOOLS.fullmatch(text))} == set()


def test_what_sections_hold_is_what_their_own_schemas_say() -> None:
    pipeline, run = (shipped().schema(name) for name in ("pipeline", "model-run"))
    held = pipeline["definitions"]
    assert _plain(held["model-run"], "model-run.") == {key: run[key] for key in ("properties", "additionalProperties")}
    for name, definition in run["definitions"].items():
        if name != "nothing":
            assert _plain(held[f"model-run.{name}"], "model-run.") == _plain(definition)
    for kind, old_tag in (("backend", "backend_type"), ("postprocessor", "processor")):
        schema = shipped().schema(kind)
        for name in schema["properties"]["type"].get("enum", ["noop"]):
            section = _plain(held[f"{kind}.{name}"], f"{kind}.{name}.")
            own = _plain(schema["definitions"][name], f"{name}.")
            assert section["properties"].pop(old_tag)["doNotSuggest"]
            for rules in (section, own):
                # which type it is, is asked for outside
                rules["allOf"] = [_without_type(rule) for rule in rules.get("allOf", ())]
                rules["allOf"] = [rule for rule in rules["allOf"] if rule.get("required") != []]
            assert section == own


def _plain(schema: Any, prefix: str = "") -> dict[str, Any]:
    """Give the keywords of a definition that say what it is, with references as they are in its own schema."""
    text = json.dumps(schema).replace(f"#/definitions/{prefix}", "#/definitions/")
    found: dict[str, Any] = json.loads(text)
    return {key: found[key] for key in ("properties", "additionalProperties", "allOf") if key in found}


def _without_type(rule: dict[str, Any]) -> dict[str, Any]:
    if "required" not in rule:
        return rule
    return {"required": [name for name in rule["required"] if name != "type"]}
