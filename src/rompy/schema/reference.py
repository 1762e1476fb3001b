"""Writes the reference page of a type, in Markdown."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import yaml

from rompy.backends.condition import ExactlyOne, Renamed, TwoOfThree
from rompy.schema.editor import range_of
from rompy.schema.form import (
    MISSING,
    AnyOf,
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
    Unused,
    Whole,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rompy.schema.form import Field, Form, Kind, Record, Rule

_NOWHERE: Mapping[str, str] = {}


def reference_page(form: Form, elsewhere: Mapping[str, str] = _NOWHERE) -> str:
    """Write the page: the type, its rules, a table of its fields, and each of them.

    Args:
        form: The type.
        elsewhere: Records within it that have pages of their own, by their names.
    """
    return "\n".join(_lines(form, elsewhere)).rstrip() + "\n"


def _lines(form: Form, elsewhere: Mapping[str, str]) -> Iterator[str]:
    record = form.record
    yield from (f"# {form.name}", "", record.description or record.title, "")
    yield from _rules(record)
    yield from _table(record, elsewhere)
    for example in record.examples:
        yield from ("```yaml", *_yaml(example), "```", "")
    for field in _told(record):
        yield from _section(field, "##", elsewhere)
    for name, nested in form.definitions.items():
        if not any(name == other or name.startswith(f"{other}.") for other in elsewhere):
            yield from (f"## {name}", "", nested.description or f"What a `{name}` holds.", "")
            yield from _rules(nested)
            yield from _table(nested, elsewhere)
            for field in _told(nested):
                yield from _section(field, "###", elsewhere)


def _told(record: Record) -> list[Field]:
    """List the fields that someone may want to write, or finds in old files."""
    return [field for field in record.fields if field.is_offered or field.deprecated is not None]


def _rules(record: Record) -> Iterator[str]:
    told = [text for rule in record.rules for text in _rule(rule)] + list(record.other_rules)
    if told:
        yield from (*(f"- {text}" for text in told), "")


def _rule(rule: Rule) -> Iterator[str]:
    match rule:
        case ExactlyOne():
            yield from _exclusive(rule)
        case TwoOfThree():
            first, second, third = (f"`{name}`" for name in rule.names)
            yield f"Two of {first}, {second} and {third} must be there; they give the third."
        case Renamed():
            needed = ", and must be there" if rule.is_required else ""
            yield f"`{rule.name}` is `{rule.old}` in old files{needed}."


def _exclusive(rule: ExactlyOne) -> Iterator[str]:
    yield f"Exactly one of `{rule.first}` and `{rule.second}` must be there."
    if rule.only_with_second:
        names = " and ".join(f"`{name}`" for name in rule.only_with_second)
        yield f"{names} {'mean' if len(rule.only_with_second) > 1 else 'means'} nothing without `{rule.second}`."


def _table(record: Record, elsewhere: Mapping[str, str]) -> Iterator[str]:
    yield from ("| field | what it is | default |", "|---|---|---|")
    for field in _told(record):
        yield f"| `{field.name}` | {_cell(said(field.kind, elsewhere))} | {_cell(_default(field))} |"
    yield ""


def _section(field: Field, mark: str, elsewhere: Mapping[str, str]) -> Iterator[str]:
    yield from (f"{mark} {field.name}", "")
    if field.description:
        yield from (field.description.rstrip(".") + ".", "")
    if field.deprecated is not None:
        yield from (f"*{field.deprecated}*", "")
    facts = [f"Type: {said(field.kind, elsewhere)}.", f"Default: {_default(field)}."]
    facts += [f"Since {field.since}."] if field.since else []
    facts += ["`${...}` in it is the shell's."] if not field.takes_templates and _may_hold_text(field.kind) else []
    yield from (" ".join(facts), "")
    yield from _grammar(field.kind)
    for example in field.examples:
        yield from ("```yaml", *_yaml({field.name: example}), "```", "")


def said(kind: Kind, elsewhere: Mapping[str, str] = _NOWHERE) -> str:
    """Say in words what a value of a kind is.

    Args:
        kind: The kind.
        elsewhere: Records that have pages of their own, by their names.
    """
    match kind:
        case ListOf(items=items):
            return f"a list, each item {said(items, elsewhere)}"
        case Row(items=row):
            return f"a list of {len(row)}: {'; '.join(said(item, elsewhere) for item in row)}"
        case MapOf(values=values):
            return f"names, each with {said(values, elsewhere)}"
        case Named(name=name):
            return f"a [{name.rpartition('.')[2]}]({elsewhere.get(name) or _anchor(name)})"
        case AnyOf(options=(Text(patterns=(_, *_)), Whole() | Number())):
            return "text or a number"
        case AnyOf(options=options):
            return " or ".join(said(option, elsewhere) for option in options)
        case Tagged(options=tagged, is_open=is_open):
            others = ["one of another package"] if is_open else []
            return " or ".join([*dict.fromkeys(said(named, elsewhere) for _, named in tagged), *others])
    return _single(kind)


def _single(kind: Kind) -> str:
    """Say what a value is that holds no others."""
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
        case Nothing() | Unused():
            return "nothing"
    return "any value"


def _anchor(name: str) -> str:
    return f"#{name.lower().replace('.', '')}"


def _grammar(kind: Kind) -> Iterator[str]:
    """Say how the texts of a kind are written."""
    match kind:
        case ListOf(items=inner) | MapOf(values=inner):
            yield from _grammar(inner)
        case AnyOf(options=options):
            for option in options:
                yield from _grammar(option)
        case Text(patterns=patterns):
            told = [pattern.message for pattern in patterns if "NUL" not in pattern.message]
            yield from (*(f"- {message}" for message in told), *([""] if told else []))
        case Choice(values=values, meanings=meanings) if any(meanings):
            yield from (f"- `{value}`: {meaning}" for value, meaning in zip(values, meanings, strict=True))
            yield ""


def _may_hold_text(kind: Kind) -> bool:
    return isinstance(kind, Text) or (isinstance(kind, AnyOf) and any(map(_may_hold_text, kind.options)))


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
