"""Writes the reference page of a type, in Markdown."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import yaml

from rompy.schema.editor import range_of
from rompy.schema.form import (
    MISSING,
    AnyOf,
    Anything,
    Choice,
    Flag,
    ListOf,
    MapOf,
    Named,
    Nothing,
    Number,
    Row,
    Tagged,
    Text,
    Verbatim,
    Whole,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.backends.condition import ExactlyOne
    from rompy.schema.form import Field, Form, Kind, Record


def reference_page(form: Form) -> str:
    """Write the page: the type, its rules, a table of its fields, and each of them."""
    return "\n".join(_lines(form)).rstrip() + "\n"


def _lines(form: Form) -> Iterator[str]:
    record = form.record
    yield from (f"# {form.name}", "", record.description or record.title, "")
    yield from _rules(record)
    yield from _table(record)
    for example in record.examples:
        yield from ("```yaml", *_yaml(example), "```", "")
    for field in record.fields:
        yield from _section(field, "##")
    for name, nested in form.definitions.items():
        yield from (f"## {name}", "", nested.description or f"What a `{name}` holds.", "")
        yield from _table(nested)
        for field in nested.fields:
            yield from _section(field, "###")


def _rules(record: Record) -> Iterator[str]:
    said = [text for rule in record.rules for text in _exclusive(rule)] + list(record.other_rules)
    if said:
        yield from (*(f"- {text}" for text in said), "")


def _exclusive(rule: ExactlyOne) -> Iterator[str]:
    yield f"Exactly one of `{rule.first}` and `{rule.second}` must be there."
    if rule.only_with_second:
        names = " and ".join(f"`{name}`" for name in rule.only_with_second)
        yield f"{names} {'mean' if len(rule.only_with_second) > 1 else 'means'} nothing without `{rule.second}`."


def _table(record: Record) -> Iterator[str]:
    yield from ("| field | what it is | default |", "|---|---|---|")
    for field in record.fields:
        yield f"| `{field.name}` | {_cell(said(field.kind))} | {_cell(_default(field))} |"
    yield ""


def _section(field: Field, mark: str) -> Iterator[str]:
    yield from (f"{mark} {field.name}", "")
    if field.description:
        yield from (field.description.rstrip(".") + ".", "")
    if field.deprecated is not None:
        yield from (f"*{field.deprecated}*", "")
    facts = [f"Type: {said(field.kind)}.", f"Default: {_default(field)}."]
    facts += [f"Since {field.since}."] if field.since else []
    facts += ["`${...}` in it is the shell's."] if not field.takes_templates and field.name != "type" else []
    yield from (" ".join(facts), "")
    yield from _grammar(field.kind)
    for example in field.examples:
        yield from ("```yaml", *_yaml({field.name: example}), "```", "")


def said(kind: Kind) -> str:
    """Say in words what a value of a kind is."""
    match kind:
        case Text():
            return "text"
        case Whole() | Number():
            word = "a whole number" if isinstance(kind, Whole) else "a number"
            bounds = range_of(kind)
            return f"{word}, {bounds}" if bounds else word
        case Flag():
            return "`true` or `false`"
        case Choice(values=values):
            return " or ".join(f"`{value}`" for value in values)
        case Nothing():
            return "nothing"
        case Anything() | Verbatim():
            return "any value"
        case ListOf(items=items):
            return f"a list, each item {said(items)}"
        case Row(items=row):
            return f"a list of {len(row)}: {'; '.join(map(said, row))}"
        case MapOf(values=values):
            return f"names, each with {said(values)}"
        case Named(name=name):
            return f"a [{name}](#{name.lower()})"
        case AnyOf(options=options):
            return " or ".join(map(said, options))
        case Tagged(options=tagged):
            return " or ".join(dict.fromkeys(said(named) for _, named in tagged))


def _grammar(kind: Kind) -> Iterator[str]:
    """Say how the texts of a kind are written."""
    match kind:
        case ListOf(items=inner) | MapOf(values=inner):
            yield from _grammar(inner)
        case Text(patterns=patterns):
            told = [pattern.message for pattern in patterns if "NUL" not in pattern.message]
            yield from (*(f"- {message}" for message in told), *([""] if told else []))
        case Choice(values=values, meanings=meanings) if any(meanings):
            yield from (f"- `{value}`: {meaning}" for value, meaning in zip(values, meanings, strict=True))
            yield ""


def _default(field: Field) -> str:
    if field.default is MISSING:
        return "it must be given" if field.is_required else "none"
    if field.default in (None, "", [], {}):
        return "none"
    return f"`{json.dumps(field.default, ensure_ascii=False)}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _yaml(value: object) -> list[str]:
    text: str = yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=4096)
    return text.rstrip().splitlines()
