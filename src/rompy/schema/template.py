"""Writes a commented file of a type to start from."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import yaml

from rompy.backends.condition import ExactlyOne
from rompy.schema.editor import range_of
from rompy.schema.form import MISSING, AnyOf, Choice, Flag, ListOf, MapOf, Named, Number, Row, Tagged, Text, Whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.schema.form import Field, Form, Kind, Value

MODELINE = "# yaml-language-server: $schema="
"""What editors with yaml-language-server read in the first line of a file (its README, "Using inlined schema")."""


def template_yaml(form: Form, *, examples: bool = False, schema: str | None = None) -> str:
    """Write a file that validates: every field in order, explained, those left at their default commented out.

    Args:
        form: The type.
        examples: Whether every field that has an example is given one.
        schema: The address or path of the schema, which editors find in the first line.
    """
    head = [] if schema is None else [f"{MODELINE}{schema}"]
    return "\n".join([*head, *_lines(form, examples=examples)]) + "\n"


def template_json(form: Form, *, examples: bool = False) -> str:
    """Write the same as JSON, which has no comments: what the YAML gives."""
    data = yaml.safe_load(template_yaml(form, examples=examples))
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _lines(form: Form, *, examples: bool) -> Iterator[str]:
    record = form.record
    yield f"# {record.description or record.title}"
    yield f"type: {form.name}"
    pairs = [rule for rule in record.rules if isinstance(rule, ExactlyOne)]
    needed = {pair.first for pair in pairs}
    left_out = {field for pair in pairs for field in (pair.second, *pair.only_with_second)}
    for field in record.fields:
        if field.name == "type" or (field.deprecated is not None and not field.is_required):
            continue
        yield ""
        yield f"# {field.description or field.name}{_limits(field.kind)}"
        must = field.is_required or field.name in needed or field.is_advised
        is_given = must or (examples and bool(field.examples) and field.name not in left_out)
        mark = "" if is_given else "# "
        yield from (f"{mark}{line}" for line in _written(field.name, _value(field, form, example=examples or must)))


def _limits(kind: Kind) -> str:
    if isinstance(kind, Choice):
        return f" ({' or '.join(map(str, kind.values))})"
    bounds = range_of(kind)
    return f" ({bounds})" if bounds else ""


def _value(field: Field, form: Form, *, example: bool) -> Value:
    if field.examples and (example or field.default in (None, MISSING)):
        return field.examples[0]
    if field.default is MISSING or (example and field.default is None):
        return sample(field.kind, form)
    return field.default


def sample(kind: Kind, form: Form) -> Value:
    """Give a value of a kind that nobody gave an example of."""
    match kind:
        case Text():
            return "..."
        case Whole(minimum=low, maximum=high):
            return low if low is not None else min(1, high) if high is not None else 1
        case Number():
            bounds = [bound for bound in (kind.minimum, kind.maximum) if bound is not None]
            return next(iter(bounds), 1.0)
        case Flag():
            return False
        case Choice(values=values):
            return values[0]
        case ListOf(items=item, min_items=count):
            return [sample(item, form)] * (count or 0)
        case Row(items=items):
            return [sample(item, form) for item in items]
        case MapOf():
            return {}
        case Named(name=name):
            fields = [field for field in form.definitions[name].fields if field.is_required]
            return {field.name: _value(field, form, example=True) for field in fields}
        case AnyOf(options=options):
            return sample(options[0], form)
        case Tagged(tag=tag, options=options):
            name, named = options[0]
            made = sample(named, form)
            return {**made, tag: name} if isinstance(made, dict) else made
    return None


def _written(name: str, value: Value) -> list[str]:
    text: str = yaml.safe_dump({name: value}, default_flow_style=False, sort_keys=False, allow_unicode=True, width=4096)
    return text.rstrip().splitlines()
