"""Writes the JSON Schema of a form, in the style from which editors complete and explain best.

It is draft-07 without references to other files. Keywords such as ``errorMessage`` and ``doNotSuggest`` are read by
yaml-language-server (its README, "Custom messages") and passed over by validators.
"""

from __future__ import annotations

import json
import re
from itertools import count
from typing import TYPE_CHECKING, Any

from rompy.backends.condition import ExactlyOne, Renamed, TwoOfThree
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
    Unused,
    Verbatim,
    Whole,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rompy.backends.grammar import Pattern
    from rompy.schema.form import Family, Field, Form, Kind, Record, Rule

Schema = dict[str, Any]
"""A part of a JSON Schema."""

DIALECT = "http://json-schema.org/draft-07/schema#"

TEMPLATE = r"\$\{[A-Za-z_][A-Za-z0-9_]*(:-|\||\})"
"""The beginning of a template, which may stand anywhere in a text."""

_SAMPLE = "${NAME:-default}"
_ADVICE = f"a template such as {_SAMPLE}"
_TYPES = ("string", "number", "boolean", "array", "object")
_NOTHING: Schema = {
    "description": "Null, which means the default; said in this way, no editor offers it.",
    "not": {"anyOf": [{"type": name} for name in _TYPES]},
}
_NOTHING_NAME = "nothing"
_NO_MAPPING = "Must be a mapping, each field on a line of its own and further in, or an include: !include FILE.yml."
_INCLUDE: Schema = {
    "type": "string",
    # what stands after the tag, as editors see it
    "pattern": r"\.(?:[yY][aA]?[mM][lL]|[jJ][sS][oO][nN])$",
    "patternErrorMessage": _NO_MAPPING,
}


def form_schema(form: Form, *, address: str | None = None) -> Schema:
    """Write the schema of one type."""
    definitions = {name: record_schema(record) for name, record in form.definitions.items()}
    schema = record_schema(form.record)
    if form.is_whole:
        snippets = {"if": {"type": "object", "minProperties": 1}, "else": {"defaultSnippets": [_whole_file(form)]}}
        schema = {**schema, "allOf": [*schema.get("allOf", ()), snippets]}
    return _with_definitions({**_head(address), **schema}, definitions)


def family_schema(family: Family, *, address: str | None = None) -> Schema:
    """Write the schema of files that are of one of several types."""
    names = [form.name for form in family.members]
    summaries = [form.record.description or form.name for form in family.members]
    definitions: dict[str, Schema] = {}
    for form in family.members:
        definitions[form.name] = record_schema(form.record, prefix=f"{form.name}.")
        for name, record in form.definitions.items():
            definitions[f"{form.name}.{name}"] = record_schema(record, prefix=f"{form.name}.")
    has_tag: Schema = {"type": "object", **_required(family.tag)}
    branches = [
        {
            "if": _is_tagged(family.tag, form.name),
            "then": {"$ref": f"#/definitions/{form.name}"},
        }
        for form in family.members
    ]
    snippets = {"if": has_tag, "else": {"defaultSnippets": [_whole_file(form) for form in family.members]}}
    schema = {
        **_head(address),
        "title": family.title,
        "description": family.description,
        "type": "object",
        "properties": {family.tag: _tag(family.tag_description, names, summaries, is_open=family.is_open)},
        "allOf": [
            _needed(family.tag, names, is_open=family.is_open),
            *branches,
            snippets,
        ],
    }
    return _with_definitions(schema, definitions)


def without_messages(schema: Schema) -> Schema:
    """Give a schema without what editors say of faults: for files that nobody writes by hand."""

    def kept(part: object) -> object:
        if isinstance(part, list):
            return [kept(item) for item in part]
        if not isinstance(part, dict):
            return part
        return {key: kept(value) for key, value in part.items() if key not in {"errorMessage", "patternErrorMessage"}}

    return {key: kept(part) for key, part in schema.items()}


def record_schema(record: Record, *, prefix: str = "") -> Schema:
    """Write the schema of a mapping with known fields.

    Args:
        record: The mapping.
        prefix: What stands before the names of definitions.
    """
    # these are offered again where they may stand
    apart = {name for rule in record.rules for name in _offered_apart(rule)}
    properties = {}
    for field in record.fields:
        properties[field.name] = _field(field, prefix, is_shown=field.is_offered and field.name not in apart)
    required = [field.name for field in record.fields if field.is_required]
    # what rompy writes for others is read by programs, which look for it at the top
    is_apart = bool(required) and not record.is_open
    rules = [_required(*required)] if is_apart else []
    rules += [part for rule in record.rules for part in _rule(rule, record)]
    return {
        "title": record.title,
        **({"description": record.description} if record.description else {}),
        "type": "object",
        "properties": properties,
        **({"required": required} if required and not is_apart else {}),
        **({} if record.is_open else {"additionalProperties": False}),
        **({"allOf": rules} if rules else {}),
        **({"examples": list(record.examples)} if record.examples else {}),
    }


def _tag(description: str | None, names: list[str], meanings: list[str], *, is_open: bool) -> Schema:
    """Write the field that tells the type; where there may be others, any text will do."""
    texts = {"enumDescriptions": meanings, "markdownEnumDescriptions": meanings} if any(meanings) else {}
    known = {"enum": names, **texts}
    said = {} if description is None else {"description": description}
    if not is_open:
        return {**said, **known}
    return {**said, "anyOf": [known, {"type": "string", "errorMessage": "Must be text: the name of a type."}]}


def _needed(tag: str, names: list[str], *, is_open: bool) -> Schema:
    """Write that the field that tells the type must be there."""
    rest = ", or a type of another package" if is_open else ""
    return {**_required(tag), "errorMessage": f"Set {json.dumps(tag)} to one of: {', '.join(names)}{rest}."}


def _is_tagged(tag: str, value: str) -> Schema:
    """Write the condition for one of several types; older servers offer what stands in it, unless told not to."""
    return {"type": "object", "required": [tag], "properties": {tag: {"const": value, "doNotSuggest": True}}}


def _required(*names: str) -> Schema:
    """Write that fields must be there.

    It stands by itself: where servers see a required field beside its schema, they offer all such fields as one more
    proposal, under the title of the type.
    """
    return {"required": list(names), "properties": dict.fromkeys(names, True)}


def _head(address: str | None) -> Schema:
    return {"$schema": DIALECT, **({} if address is None else {"$id": address})}


def _with_definitions(schema: Schema, definitions: dict[str, Schema]) -> Schema:
    """Put definitions below a schema, and that of null where any of it refers to it."""
    is_nothing_used = f'"#/definitions/{_NOTHING_NAME}"' in json.dumps([schema, definitions])
    used = {**definitions, **({_NOTHING_NAME: _NOTHING} if is_nothing_used else {})}
    return {**schema, "definitions": used} if used else schema


def _field(field: Field, prefix: str, *, is_shown: bool) -> Schema:
    body = _value(field.kind, prefix, templates=field.takes_templates)
    if field.takes_null:
        options = body["oneOf"] if set(body) == {"oneOf"} else [body]
        body = {"oneOf": [*options, {"$ref": f"#/definitions/{_NOTHING_NAME}"}]}
    if field.takes_include:
        mapping = {"anyOf": body["oneOf"]} if set(body) == {"oneOf"} else body
        body = {"if": {"type": "string"}, "then": _INCLUDE, "else": mapping}
    hidden = {} if is_shown and field.deprecated is None else {"doNotSuggest": True}
    items = [item for example in field.examples if isinstance(example, list) for item in example]
    if items and isinstance(body.get("items"), dict) and not {"$ref", "examples"} & set(body["items"]):
        body["items"]["examples"] = items
    return {**_texts(field), **body, **_offered(field), **_notice(field), **hidden}


def _texts(field: Field) -> Schema:
    """Write what is said of a field: plainly, and with default and range as editors show it."""
    if field.description is None and field.deprecated is None and field.since is None:
        return {}
    facts = [] if field.default in (MISSING, None, "", [], {}) else [f"Default: {_shown(field.default)}"]
    facts += [f"Range: {text}"] if (text := range_of(field.kind)) else []
    facts += [f"Since {field.since}"] if field.since else []
    notice = [str(field.deprecated)] if field.deprecated else []
    plain = [text for text in (field.description, *notice) if text]
    rich = [*plain, *([" · ".join(facts)] if facts else [])]
    return {"description": ". ".join(text.rstrip(".") for text in plain), "markdownDescription": "\n\n".join(rich)}


def _shown(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def range_of(kind: Kind) -> str | None:
    """Say the bounds of a number, or None where it has none."""
    match kind:
        case (
            Whole(minimum=int() as low, maximum=int() as high)
            | Number(minimum=float() | int() as low, maximum=float() | int() as high)
        ):
            return f"{low} to {high}"
        case Whole() | Number():
            above, below = (kind.above, kind.below) if isinstance(kind, Number) else (None, None)
            bounds = {"above {}": above, "{} or more": kind.minimum, "below {}": below, "{} or less": kind.maximum}
            return ", ".join(words.format(bound) for words, bound in bounds.items() if bound is not None) or None
    return None


def _offered(field: Field) -> Schema:
    """Write what an editor offers as a value; null and empty collections are of no use to anyone."""
    offered: Schema = {}
    if field.default not in (MISSING, None, {}, []):
        offered["default"] = field.default
    examples = list(field.examples)
    if isinstance(field.kind, MapOf):
        # as examples, their texts would be put in without the quotes that they need
        snippets = [
            {"label": ", ".join(example), "body": {name: _quoted(value) for name, value in example.items()}}
            for example in examples
            if isinstance(example, dict) and example
        ]
        return {**offered, **({"defaultSnippets": snippets} if snippets else {})}
    if field.takes_include:
        # where servers know neither type nor value, they insert a key without its colon; any value fits this one
        return {**offered, "anyOf": [True]}
    if any(_needs_quotes(value) for value in (field.default, *examples)):
        values = [field.default] if isinstance(field.default, str) and field.default else []
        texts = dict.fromkeys(_quoted(value) for value in [*values, *examples])
        # servers insert a default without quotes, but only one that stands at the top
        below = {"if": True, "then": offered} if offered else {}
        return {**below, "defaultSnippets": [{"label": text, "body": text} for text in texts]}
    return {**offered, **({"examples": examples} if examples else {})}


_SURE_TEXT = re.compile(r"[A-Za-z/][A-Za-z0-9_./~+=,@%-]*(?:[ :][A-Za-z0-9_./~+=,@%-]+)*")
_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "y", "n", "null", "~", ".inf", ".nan"})


def _needs_quotes(value: object) -> bool:
    """Tell whether YAML 1.1 might read a text as something else."""
    return isinstance(value, str) and value != "" and (value.lower() in _WORDS or value[0].isdigit())


def _quoted(value: object) -> object:
    """Write a text as a snippet that stays one in YAML 1.1 and 1.2; other values are left as they are."""
    if not isinstance(value, str):
        return value
    is_sure = _SURE_TEXT.fullmatch(value) and value.lower() not in _WORDS
    return value if is_sure else json.dumps(value, ensure_ascii=False)


def _notice(field: Field) -> Schema:
    if field.deprecated is None:
        return {}
    last = {"deprecationMessage": str(field.deprecated)} if field.deprecated.is_last_call else {}
    return {"deprecated": True, **last}


def _offered_apart(rule: Rule) -> tuple[str, ...]:
    """Name the fields that are offered by what is there already."""
    match rule:
        case ExactlyOne():
            return rule.first, rule.second
        case TwoOfThree():
            return rule.names
        case Renamed():
            return ()


def _rule(rule: Rule, record: Record) -> Iterator[Schema]:
    match rule:
        case ExactlyOne():
            yield from _exclusive(rule, record)
        case TwoOfThree():
            yield _two_of_three(rule, record)
        case Renamed():
            yield _renamed(rule)


def _given(name: str) -> Schema:
    # no type here: older servers offer what stands in a condition that has one
    return {"required": [name], "properties": {name: {"not": {"type": "null"}, "doNotSuggest": True}}}


def _offered_here(record: Record, names: Iterable[str]) -> Schema:
    """Write that fields are offered, which are hidden where they are described."""
    properties = {}
    for name in names:
        field = record.field(name)
        # where servers know neither type nor value, they insert a key without its colon; any value fits this one
        properties[name] = {**_texts(field), **(_offered(field) or {"anyOf": [True]})}
    return {"properties": properties}


def _two_of_three(rule: TwoOfThree, record: Record) -> Schema:
    """Write that two of three fields must be there, and what is offered beside those that are."""

    def leaf(present: tuple[str, ...]) -> Schema:
        absent = [name for name in rule.names if name not in present]
        if len(absent) == 1:
            return {}
        if not absent:
            return {"properties": {present[-1]: False}, "errorMessage": f"{rule.said}, not all three."}
        missing = {**_given(absent[0]), "errorMessage": f"{rule.said}."}
        return {"allOf": [_offered_here(record, absent), missing]}

    def tree(left: tuple[str, ...], present: tuple[str, ...]) -> Schema:
        if not left:
            return leaf(present)
        branches = {"then": tree(left[1:], (*present, left[0])), "else": tree(left[1:], present)}
        return {"if": _given(left[0]), **{word: branch for word, branch in branches.items() if branch}}

    return tree(rule.names, ())


def _renamed(rule: Renamed) -> Schema:
    """Write that a field stands under its name or under its old one."""
    said = f"{json.dumps(rule.old)} is what old files call {json.dumps(rule.name)}, which is here too."
    both = {"properties": {rule.old: False}, "errorMessage": said}
    written: Schema = {"if": _required(rule.name), "then": both}
    if rule.is_required:
        neither = {**_required(rule.name), "errorMessage": rule.missing}
        written["else"] = {"if": _required(rule.old), "else": neither}
    return written


def _exclusive(rule: ExactlyOne, record: Record) -> Iterator[Schema]:
    """Write that of two fields exactly one must be there: at the second where both are, on the whole where none is."""
    first, second = rule.first, rule.second
    names = f"{json.dumps(first)} or {json.dumps(second)}"
    meanings = rule.meanings or tuple(_begun(record.field(name).description or "") for name in (first, second))
    said = "Set one of " + " or ".join(
        f"{json.dumps(name)} ({text})" if text else json.dumps(name)
        for name, text in zip((first, second), meanings, strict=True)
    )
    both = {"properties": {second: False}, "errorMessage": f"Set either {names}, not both."}
    neither = {**_given(first), "errorMessage": f"{said}."}
    if isinstance(record.field(first).kind, Text):
        # servers have words of their own for "not"
        neither["properties"] = {first: {"type": "string", "doNotSuggest": True, "errorMessage": f"{said}."}}
    yield {
        "if": _given(first),
        "then": {"if": _given(second), "then": both},
        "else": {
            "if": {"not": _given(second)},
            # where one of them is there, its texts would be shown twice
            "then": {"allOf": [_offered_here(record, (first, second)), neither]},
        },
    }


def _begun(text: str) -> str:
    """Give the beginning of a description, without what stands in brackets or after a comma."""
    words = re.split(r" \(|, ", text)[0].rstrip(".")
    return words[:1].lower() + words[1:]


def _value(kind: Kind, prefix: str, *, templates: bool) -> Schema:  # noqa: PLR0911, PLR0912 - one case for each kind
    """Write the schema of a value."""
    match kind:
        case Text():
            return _text(kind, templates=templates)
        case Whole() | Number():
            word = "an integer" if isinstance(kind, Whole) else "a number"
            return _single(_number(kind), word, templates=templates)
        case Flag():
            return _single({"type": "boolean"}, "true, false", templates=templates)
        case Choice():
            return _choice(kind, templates=templates)
        case Nothing():
            return {"$ref": f"#/definitions/{_NOTHING_NAME}"}
        case Unused():
            return _unused(kind, templates=templates)
        case Anything():
            return {}
        case ListOf():
            return _list(kind, prefix, templates=templates)
        case Row():
            items = [_value(item, prefix, templates=templates) for item in kind.items]
            count = len(items)
            return {"type": "array", "items": items, "minItems": count, "maxItems": count, "additionalItems": False}
        case MapOf():
            return _map(kind, prefix, templates=templates)
        case Named():
            return {"$ref": f"#/definitions/{prefix}{kind.name}"}
        case AnyOf():
            return _any_of(kind, prefix, templates=templates)
        case Tagged():
            return _tagged(kind, prefix)
        case Verbatim():
            return dict(kind.schema)


def _single(body: Schema, word: str, *, templates: bool) -> Schema:
    """Write a value that is no text, which a template may stand for.

    Servers say of a value that is of the type of none of several options which types there are, whatever the options
    want to have said, and they offer the values of options, but not those of a branch. So numbers are a branch, and
    booleans are an option that names its values instead of a type.
    """
    if not templates:
        return {**body, "errorMessage": f"Must be {word.replace('true, false', 'true or false')}."}
    said = f"Must be {word} or {_ADVICE}."
    template = {"type": "string", "pattern": TEMPLATE, "patternErrorMessage": said, "errorMessage": said}
    if body == {"type": "boolean"}:
        return {"oneOf": [{"enum": [True, False], "errorMessage": said}, template]}
    return {"if": {"type": "string"}, "then": template, "else": {**body, "errorMessage": said}}


def _unused(kind: Unused, *, templates: bool) -> Schema:
    """Write that nothing may stand here; what a template gives may be nothing."""
    nothing: Schema = {"type": "null", "errorMessage": kind.reason}
    template = {"type": "string", "pattern": TEMPLATE, "patternErrorMessage": kind.reason}
    return {"if": {"type": "string"}, "then": template, "else": nothing} if templates else nothing


def _number(kind: Whole | Number) -> Schema:
    said: Schema = {"type": "integer" if isinstance(kind, Whole) else "number"}
    bounds = {"minimum": kind.minimum, "maximum": kind.maximum, "multipleOf": kind.multiple_of}
    if isinstance(kind, Number):
        bounds |= {"exclusiveMinimum": kind.above, "exclusiveMaximum": kind.below}
    return said | {name: bound for name, bound in bounds.items() if bound is not None}


def _text(kind: Text, *, templates: bool) -> Schema:
    said = kind.wrong_type or 'Must be text: put a number, or a word such as yes, in quotes, such as "4".'
    body: Schema = {"type": "string", "errorMessage": said}
    body |= {} if kind.min_length is None else {"minLength": kind.min_length}
    body |= {} if kind.max_length is None else {"maxLength": kind.max_length}
    body |= {} if kind.format is None or templates else {"format": kind.format}
    body |= {"examples": list(kind.suggestions)} if kind.suggestions else {}
    rest = list(kind.patterns)
    if rest and rest[0].when is None:
        body |= _matching(rest.pop(0), templates=templates)
    conditions = [
        _matching(pattern, templates=templates)
        if pattern.when is None
        else {"if": {"pattern": pattern.when}, "then": _matching(pattern, templates=templates)}
        for pattern in rest
    ]
    return {**body, **({"allOf": conditions} if conditions else {})}


def _matching(pattern: Pattern, *, templates: bool) -> Schema:
    regex = pattern.regex
    if templates and (pattern.when is not None or not re.search(regex, "a-${A:-1} ${B|c:%d/%m}")):
        regex = f"{regex}|{TEMPLATE}"
    return {"pattern": regex, "patternErrorMessage": pattern.message}


def _choice(kind: Choice, *, templates: bool) -> Schema:
    body: Schema = {"const": kind.values[0]} if len(kind.values) == 1 else {"enum": list(kind.values)}
    meanings = list(kind.meanings) if any(kind.meanings) and len(kind.values) > 1 else []
    texts = {"enumDescriptions": meanings, "markdownEnumDescriptions": meanings} if meanings else {}
    if not templates:
        return body | texts
    values = ", ".join(json.dumps(value, ensure_ascii=False) for value in kind.values)
    return _template_or(body | texts, f"Value is not accepted. Valid values: {values}, or {_ADVICE}.")


def _template_or(body: Schema, said: str) -> Schema:
    """Write a choice, for which a template may stand."""
    template = {"type": "string", "pattern": TEMPLATE, "patternErrorMessage": said, "errorMessage": said}
    return {"oneOf": [{**body, "errorMessage": said}, template]}


def _bounds(what: str, low: int | None, high: int | None) -> Schema:
    return {f"{word}{what}": bound for word, bound in (("min", low), ("max", high)) if bound is not None}


def _list(kind: ListOf, prefix: str, *, templates: bool) -> Schema:
    body: Schema = {"type": "array", "items": _value(kind.items, prefix, templates=templates)}
    body["errorMessage"] = 'Must be a list: put each item on a line of its own, after "- ".'
    body |= _bounds("Items", kind.min_items, kind.max_items)
    body |= {"uniqueItems": True} if kind.is_distinct else {}
    if isinstance(kind.items, Text) and kind.items.snippet is not None:
        label, text = kind.items.snippet
        body["items"]["defaultSnippets"] = [{"label": label, "body": text}]
    conditions = body["items"].pop("allOf", None)
    # servers offer no texts for items whose schema has conditions, so these stand beside it
    beside = {"allOf": [{"items": {"type": "string", "allOf": conditions}}]} if conditions else {}
    return {**body, **beside}


def _map(kind: MapOf, prefix: str, *, templates: bool) -> Schema:
    body: Schema = {"type": "object", "additionalProperties": _value(kind.values, prefix, templates=templates)}
    body["errorMessage"] = "Must be a mapping: put each name and its value on a line of its own, further in."
    body |= _bounds("Properties", kind.min_items, kind.max_items)
    names = [
        {
            "patternProperties": {pattern.regex: True},
            "additionalProperties": False,
            "errorMessage": pattern.message,
        }
        for pattern in kind.names.patterns
        if pattern.when is None
    ]
    lengths = {"minLength": kind.names.min_length, "maxLength": kind.names.max_length}
    limited = {name: bound for name, bound in lengths.items() if bound is not None}
    body |= {"propertyNames": limited} if limited else {}
    return {**body, **({"allOf": names} if names else {})}


def _any_of(kind: AnyOf, prefix: str, *, templates: bool) -> Schema:
    options = kind.options
    match options:
        case (Text(patterns=(_, *_)) as text, Whole() | Number() as number):
            # servers say of a wrong text what it must look like only where it is judged apart from the number
            said = {} if text.wrong_type is None else {"errorMessage": text.wrong_type}
            return {"if": {"type": "string"}, "then": _text(text, templates=templates), "else": _number(number) | said}
    texts = any(isinstance(option, Text) for option in options)
    # where a text is an option, a template is one of the texts
    written = [_value(option, prefix, templates=templates and isinstance(option, Text)) for option in options]
    plain = [{key: part for key, part in option.items() if key != "errorMessage"} for option in written]
    if templates and not texts and any(isinstance(option, Whole | Number | Flag | Choice) for option in options):
        plain.append({"type": "string", "pattern": TEMPLATE, "patternErrorMessage": f"This text must be {_ADVICE}."})
    return {"anyOf": plain}


def _tagged(kind: Tagged, prefix: str) -> Schema:
    names, tag, old = [value for value, _ in kind.options], kind.tag, kind.old_tag
    leads_to = {value: {"$ref": f"#/definitions/{prefix}{named.name}"} for value, named in kind.options}
    branches: list[Schema] = []
    for value, reference in leads_to.items():
        is_meant = _is_tagged(tag, value)
        if value == kind.default:
            # a condition that names a field without asking for it holds where there is none
            del is_meant["required"]
        branches.append({"if": is_meant, "then": reference})
    properties: Schema = {tag: _tag(kind.description, names, list(kind.meanings), is_open=kind.is_open)}
    needed = _needed(tag, names, is_open=kind.is_open)
    if old is not None:
        properties[old] = {"deprecated": True, "doNotSuggest": True}
        said = f"{json.dumps(old)} is what old files call {json.dumps(tag)}, which is here too."
        both: Schema = {"properties": {old: False}, "errorMessage": said}
        if kind.is_open:
            # of a type that is not known here, it may be a field
            both = {"if": {"properties": {tag: {"enum": names, "doNotSuggest": True}}}, "then": both}
        by_old = [
            {"if": {"properties": {old: {"const": value, "doNotSuggest": True}}}, "then": reference}
            for value, reference in leads_to.items()
        ]
        as_before = {"properties": {old: _tag(None, names, [], is_open=kind.is_open)}, "allOf": by_old}
        needed = {"if": _required(tag), "then": both, "else": {"if": _required(old), "then": as_before, "else": needed}}
    return {
        "type": "object",
        "errorMessage": _NO_MAPPING,
        "properties": properties,
        "allOf": [*([] if kind.default is not None else [needed]), *branches],
    }


def _whole_file(form: Form) -> Schema:
    """Write a snippet for a whole file: the first example of the type, otherwise what must be there."""
    record = form.record
    needed = {rule.first for rule in record.rules if isinstance(rule, ExactlyOne)}
    chosen = [field for field in record.fields if field.is_required or field.name in needed]
    least = {field.name: next(iter(field.examples), field.name) for field in chosen}
    fixed = {
        field.name: field.kind.values[0]
        for field in chosen
        if isinstance(field.kind, Choice) and len(field.kind.values) == 1
    }
    values = next((example for example in record.examples if isinstance(example, dict)), least)
    blanks = count(1)
    # first what must be there
    names = dict.fromkeys((*(field.name for field in chosen), *(field.name for field in record.fields)))
    given = {name: values[name] for name in names if name in values}
    body = {name: fixed[name] if name in fixed else _to_fill_in(value, blanks) for name, value in given.items()}
    return {"label": f"{form.name}: a whole file", "description": record.description or form.name, "body": body}


def _to_fill_in(value: object, blanks: Iterator[int]) -> object:
    """Write a value with a blank in its place; ``^`` keeps it without quotes."""
    match value:
        case dict():
            return {name: _to_fill_in(inner, blanks) for name, inner in value.items()}
        case list():
            return [_to_fill_in(inner, blanks) for inner in value]
        case str():
            quote = '"' if _quoted(value) != value else ""
            text = str(_quoted(value)).removeprefix(quote).removesuffix(quote)
            escaped = re.sub(r"[$}]", r"\\\g<0>", text)
            return f"{quote}${{{next(blanks)}:{escaped}}}{quote}"
    return f"^${{{next(blanks)}:{json.dumps(value)}}}"


ANNOTATIONS = frozenset(
    {
        "defaultSnippets",
        "default",
        "deprecated",
        "deprecationMessage",
        "description",
        "doNotSuggest",
        "enumDescriptions",
        "errorMessage",
        "examples",
        "markdownDescription",
        "markdownEnumDescriptions",
        "patternErrorMessage",
        "title",
    }
)
"""Keywords of these schemas that no validator reads."""
