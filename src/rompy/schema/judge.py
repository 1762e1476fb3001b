"""Judges data by a published schema, in the terms of the models: a path and a kind of fault."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from jsonschema import Draft7Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend
from pydantic import BaseModel, Field, create_model

from rompy.schema.editor import TEMPLATE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.document import Path
    from rompy.schema.store import Schema

BOTH = "both_of_two"
"""The kind of fault of a field that stands beside one that excludes it."""
NEITHER = "neither_of_two"
"""The kind of fault of data that has neither of two fields."""

_TYPE_FAULTS = {
    "string": "string_type",
    "integer": "int_type",
    "number": "float_type",
    "boolean": "bool_type",
    "array": "list_type",
    "object": "dict_type",
    "null": "none_required",
}
_BOUND_FAULTS = {
    "minimum": ("greater_than_equal", "ge"),
    "maximum": ("less_than_equal", "le"),
    "exclusiveMinimum": ("greater_than", "gt"),
    "exclusiveMaximum": ("less_than", "lt"),
    "multipleOf": ("multiple_of", "multiple_of"),
    "minLength": ("string_too_short", "min_length"),
    "maxLength": ("string_too_long", "max_length"),
    "minItems": ("too_short", "min_length"),
    "maxItems": ("too_long", "max_length"),
}
_TYPES: dict[str, Any] = {
    "string": str,
    "integer": int,
    "number": float,
    "boolean": bool,
    "array": list[Any],
    "object": dict[str, Any],
}


_BOOLEANS = [True, False]


@dataclass(frozen=True)
class Fault:
    """Something that a schema refuses; kinds are pydantic's where it has one."""

    path: Path
    kind: str
    message: str
    at: Literal["key", "value"] = "value"
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_bound_of_schema(self) -> bool:
        """Tell whether the schema itself says all about it: a name, a number, a choice."""
        kinds = {kind for kind, _ in _BOUND_FAULTS.values()}
        return self.kind in kinds | {"missing", "extra_forbidden", "literal_error"}


def type_names(schema: Schema) -> list[str]:
    """List the types that the schema of a union of types knows."""
    tag = schema.get("properties", {}).get("type", {})
    # where there may be others, those that are known are one option
    names: list[Any] = next((option["enum"] for option in (tag, *tag.get("anyOf", ())) if "enum" in option), [])
    return [name for name in names if isinstance(name, str)]


def faults(schema: Schema, data: Mapping[str, Any]) -> list[Fault]:
    """Give the faults of some data, each once.

    A template that is still in it is accepted where the schema accepts one.
    """
    found = {
        (fault.path, fault.kind, str(fault.details)): fault
        for error in _VALIDATOR(schema).iter_errors(data)
        for fault in _translated(error, schema)
    }
    return list(found.values())


def stand_in(schema: Schema, name: str) -> type[BaseModel]:
    """Make a model with the fields that a type has in the schema of a union: what is told of them comes from there."""
    record = schema["definitions"][name]
    required = set(record.get("required", ())).union(*(_always_required(part) for part in record.get("allOf", ())))
    fields: dict[str, Any] = {}
    for key, said in record["properties"].items():
        body = _own_kind(said)
        if "const" in said:
            annotation: Any = Literal[said["const"]]
            default = said["const"]
        else:
            annotation = bool if body.get("enum") == _BOOLEANS else _TYPES.get(body.get("type", ""), Any)
            empty: dict[str, Any] = {"array": [], "object": {}}
            # where editors would insert a default without the quotes that it needs, it stands out of their sight
            around = said["then"] if said.get("if") is True else said
            default = around.get("default", empty.get(body.get("type", "")))
        fields[key] = (
            annotation,
            Field(
                ... if key in required and key != "type" else default,
                description=said.get("description"),
                examples=_examples(said),
                ge=body.get("minimum"),
                le=body.get("maximum"),
            ),
        )
    return create_model(f"{name.title()}Config", **fields)


def _always_required(part: Schema) -> set[str]:
    """Name the fields that a part of a record asks for whatever the others are."""
    return set() if "if" in part else set(part.get("required", ()))


def _own_kind(said: Schema) -> Schema:
    """Give what a field may hold besides a template and null."""
    if said.get("if") == {"type": "string"} and "else" in said:
        kind: Schema = said["else"]
        return kind
    options = [option for option in said.get("oneOf", [said]) if {"type", "enum"} & option.keys()]
    own = [option for option in options if option.get("pattern") != TEMPLATE]
    return own[0] if own else said


def _examples(said: Schema) -> list[Any] | None:
    if "examples" in said:
        return list(said["examples"])
    bodies = [snippet["body"] for snippet in said.get("defaultSnippets", ())]
    # a snippet of a text has it in quotes where YAML needs them
    return [body[1:-1] if isinstance(body, str) and body[:1] == '"' else body for body in bodies] or None


def _matches(_validator: object, regex: str, instance: object, _schema: object) -> Iterator[ValidationError]:
    """Match as ECMA 262 does: ``$`` is the very end, also of a text that ends in a line break."""
    if isinstance(instance, str) and not re.search(re.sub(r"(?<!\\)\$(?![^\[]*\])", r"\\Z", regex), instance):
        yield ValidationError(f"{instance!r} does not match {regex}")


_VALIDATOR: type[Draft7Validator] = extend(Draft7Validator, {"pattern": _matches})  # type: ignore[no-untyped-call]


def _translated(error: ValidationError, whole: Schema) -> Iterator[Fault]:
    path: Path = tuple(error.absolute_path)
    keyword, schema = error.validator, error.schema
    wanted: Any = error.validator_value
    said = (
        schema.get("patternErrorMessage" if keyword == "pattern" else "errorMessage")
        if isinstance(schema, dict)
        else None
    )
    match keyword:
        case "oneOf" | "anyOf":
            yield from _of_best_option(error, whole)
        case "additionalProperties" if isinstance(error.instance, Mapping) and isinstance(schema, dict):
            yield from _unknown(error, path, schema, said)
        case "required" if isinstance(error.instance, Mapping):
            missing = [name for name in wanted if name not in error.instance]
            if isinstance(schema, dict) and _asks_for_one(schema, wanted[0]):
                yield Fault(path, NEITHER, said or error.message, details={"first": wanted[0]})
            else:
                yield from (Fault(path, "missing", "Field required", details={"field": name}) for name in missing)
        case None:
            yield from _excluded(error, path, whole)
        case "not" | "type" if _is_neither(error, whole):
            yield Fault(path[:-1], NEITHER, said or error.message, details={"first": path[-1]})
        case _ if (kind := _wrong_type(error, whole)) is not None:
            yield Fault(path, kind, said or error.message)
        case "pattern":
            yield Fault(path, "string_pattern_mismatch", said or error.message, details={"pattern": wanted})
        case "enum" | "const":
            values = wanted if keyword == "enum" else [wanted]
            expected = " or ".join(map(repr, values))
            yield Fault(path, "literal_error", f"Input should be {expected}", details={"expected": expected})
        case str() if keyword in _BOUND_FAULTS:
            kind, name = _BOUND_FAULTS[keyword]
            yield Fault(path, kind, error.message, details={name: wanted})
        case _:
            yield Fault(path, "value_error", said or error.message)


def _asks_for_one(around: Schema, name: object) -> bool:
    """Tell whether a part of a schema is that of which one of several fields must be there, and not null."""
    wanted = around.get("properties", {}).get(name)
    return around.get("required") == [name] and isinstance(wanted, dict)


def _is_neither(error: ValidationError, whole: Schema) -> bool:
    """Tell whether the value is null of a field that is one of two, of which the other is not there."""
    steps, names = list(error.absolute_schema_path), list(error.absolute_path)[-1:]
    if steps[-3:-1] != ["properties", *names] or not (error.validator == "not" or error.instance is None):
        return False
    return _asks_for_one(_at(whole, steps[:-3]), *names)


def _wrong_type(error: ValidationError, whole: Schema) -> str | None:
    """Give the kind of fault of a value of another type than the field's; None where its type is not the matter."""
    wanted: Any = error.validator_value
    if error.validator == "type":
        return _TYPE_FAULTS.get(wanted, "value_error")
    if error.validator == "enum" and wanted == _BOOLEANS:
        return _TYPE_FAULTS["boolean"]
    meant = _other_than_text(error, whole) if error.validator == "pattern" and wanted == TEMPLATE else None
    return None if meant is None else _TYPE_FAULTS.get(meant, "value_error")


def _other_than_text(error: ValidationError, whole: Schema) -> str | None:
    """Name the type that a text stands for that is no template: a number, where texts are judged apart."""
    steps = list(error.absolute_schema_path)
    if steps[-2:] != ["then", "pattern"]:
        return None
    kind = _at(whole, steps[:-2]).get("else", {}).get("type")
    return kind if isinstance(kind, str) else None


def _unknown(error: ValidationError, path: Path, schema: Schema, said: str | None) -> Iterator[Fault]:
    """Yield the names that a mapping must not have: fields there are not, or names that are none."""
    known, patterns = schema.get("properties", {}), list(schema.get("patternProperties", {}))
    for name in error.instance if isinstance(error.instance, Mapping) else ():
        if name in known or any(re.search(pattern, str(name)) for pattern in patterns):
            continue
        if patterns:
            yield Fault((*path, name, "[key]"), "string_pattern_mismatch", said or "This is no name", at="key")
        else:
            yield Fault((*path, name), "extra_forbidden", "Extra inputs are not permitted", at="key")


def _excluded(error: ValidationError, path: Path, whole: Schema) -> Iterator[Fault]:
    """Yield the field that may not be there; the error of a schema that is ``false`` does not say which it is."""
    around = _at(whole, list(error.absolute_schema_path)[:-1])
    names = [name for name, schema in around.get("properties", {}).items() if schema is False]
    message = around.get("errorMessage", "The field excludes another one")
    yield from (Fault((*path, name), BOTH, message, at="key", details={"field": name}) for name in names)


def _at(whole: Schema, steps: list[str | int]) -> Schema:
    """Follow the path of an error through a schema, and through its references to definitions."""
    node: Any = whole
    for step in steps:
        if step == "$ref":
            continue
        node = _referred(whole, node)[step]
    found: Schema = _referred(whole, node)
    return found


def _referred(whole: Schema, node: Any) -> Any:  # noqa: ANN401 - any part of a schema
    reference = node.get("$ref") if isinstance(node, dict) else None
    return whole["definitions"][reference.rpartition("/")[2]] if isinstance(reference, str) else node


def _of_best_option(error: ValidationError, whole: Schema) -> Iterator[Fault]:
    """Yield the faults of the option that was surely meant: not null, not a template."""
    written: Any = error.validator_value
    options = [_referred(whole, option) for option in written]
    by_option: dict[int, list[ValidationError]] = {}
    for inner in error.context or ():
        by_option.setdefault(int(inner.schema_path[0]), []).append(inner)
    meant = [index for index in by_option if "type" in options[index] and options[index].get("pattern") != TEMPLATE]
    meant = meant or [index for index in by_option if "enum" in options[index] or "const" in options[index]]
    of_type = [index for index in meant if all(inner.validator != "type" for inner in by_option[index])]
    chosen = next(iter(of_type or meant), None)
    if chosen is None or (len(meant) > 1 and not of_type):
        yield Fault(tuple(error.absolute_path), "value_error", "The value is of none of the kinds that can stand here")
        return
    for inner in by_option[chosen]:
        yield from _translated(inner, whole)
