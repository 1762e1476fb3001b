"""Makes documents from the intermediate form of a type, aimed at the edges of what it accepts."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from rompy.backends.volume import MountFormatError, parse_mount
from rompy.document.template import faults
from rompy.schema.form import (
    MISSING,
    AnyOf,
    Choice,
    Field,
    Flag,
    Form,
    Kind,
    ListOf,
    MapOf,
    Named,
    Number,
    Record,
    Row,
    Tagged,
    Text,
    Whole,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hypothesis.strategies import SearchStrategy

ODDITIES: list[Any] = [
    None,
    True,
    False,
    0,
    1,
    -1,
    1.5,
    10**30,
    "",
    " ",
    "x",
    "7",
    "yes",
    "a\nb",
    "a\0",
    [],
    ["x"],
    [1],
]
ODDITIES += [[None], [[]], {}, {"A": "b"}, {"A": 1}, {"A": None}, {"": "x"}, {"A=B": "x"}, {"a\nb": "c"}, {"A": ["b"]}]
"""Values that most fields refuse, each for a reason of its own."""

TEMPLATES = ["${NAME}", "a${NAME}b", "${NAME}${OTHER}", "${NAME:-${OTHER}}"]
"""Templates that nothing decides."""


def edges(kind: Kind, form: Form, depth: int = 0) -> Iterator[Any]:  # noqa: PLR0912 - one case for each kind
    """Yield values at the edges of a kind, on both sides."""
    match kind:
        case Whole():
            for bound in (kind.minimum, kind.maximum):
                if bound is not None:
                    yield from (bound - 1, bound, bound + 1, str(bound), bound + 0.5)
                    yield f"${{NAME:-{bound}}}"
        case Number():
            for limit in (kind.minimum, kind.maximum, kind.above, kind.below):
                if limit is not None:
                    yield from (limit - 0.25, limit, limit + 0.25, str(limit))
        case Flag():
            yield from (True, False, "true", 1, 0, "${NAME:-true}")
        case Choice():
            yield from kind.values
            yield from (f"{value}x" for value in kind.values)
        case Text():
            for bound in (kind.min_length, kind.max_length):
                if bound is not None:
                    yield from ("x" * (bound - 1), "x" * bound, "x" * (bound + 1))
        case ListOf():
            items = [] if depth > 2 else list(edges(kind.items, form, depth + 1))
            yield []
            yield from ([item] for item in items)
            yield items[:1] * 2
            for bound in (kind.min_items, kind.max_items):
                if bound is not None and items:
                    yield from ([items[0]] * count for count in (bound - 1, bound, bound + 1) if count >= 0)
        case Row():
            rows = [next(edges(item, form, depth + 1), None) for item in kind.items]
            yield from (rows, rows[:-1], [*rows, None])
        case MapOf():
            yield {}
            if depth <= 2:
                yield from ({"A": value} for value in edges(kind.values, form, depth + 1))
        case Named():
            if depth <= 2:
                yield from records(form.definitions[kind.name], form, depth + 1)
        case AnyOf():
            for option in kind.options:
                yield from edges(option, form, depth + 1)
        case Tagged():
            for value, named in kind.options:
                for record in records(form.definitions[named.name], form, depth + 1):
                    yield {**record, kind.tag: value}


def records(record: Record, form: Form, depth: int) -> Iterator[dict[str, Any]]:
    """Yield mappings for a record: the least that is right, and that with each field at its edges."""
    least = {field.name: right_value(field, form, depth) for field in record.fields if field.is_required}
    yield least
    least = next((dict(example) for example in record.examples if isinstance(example, dict)), least)
    yield least
    yield {**least, "unknown_field": 1}
    for name in least:
        yield {other: value for other, value in least.items() if other != name}
    for field in record.fields:
        yield from ({**least, field.name: value} for value in (None, 5, "x", *edges(field.kind, form, depth)))


def right_value(field: Field, form: Form, depth: int = 0) -> Any:
    """Give a value that a field accepts."""
    for value in (*field.examples, field.default):
        if value is not MISSING and value is not None:
            return value
    match field.kind:
        case Choice():
            return field.kind.values[0]
        case Named():
            return next(records(form.definitions[field.kind.name], form, depth + 1))
        case ListOf():
            return []
        case MapOf():
            return {}
        case Whole():
            return field.kind.minimum or 1
        case Flag():
            return True
    return "x"


def texts(kind: Kind) -> list[Text]:
    """List the kinds of text within a kind."""
    match kind:
        case Text():
            return [kind]
        case ListOf():
            return texts(kind.items)
        case MapOf():
            return [*texts(kind.values), kind.names]
        case AnyOf():
            return [text for option in kind.options for text in texts(option)]
    return []


def drawn_text(kind: Text) -> SearchStrategy[str]:
    """Draw texts that match an expression of a kind, or nearly do."""
    expressions = [pattern.regex for pattern in kind.patterns] + [p.when for p in kind.patterns if p.when]
    if not expressions:
        return st.sampled_from(["", "x"])
    # the lines and letters of the whole of Unicode would only rarely come near an edge
    letters = st.characters(codec="ascii", exclude_characters="\0")
    matching = st.one_of([st.from_regex(re.compile(regex), alphabet=letters) for regex in expressions])
    inserted = st.sampled_from(["", "\n", "/", ":", "-", "A", "a", "0", " ", "~", ",", ".", "..", "@", "é", "٢"])

    @st.composite
    def nearly(draw: st.DrawFn) -> str:
        text = draw(matching).removesuffix("\n")
        place = draw(st.integers(0, len(text)))
        cut = draw(st.integers(0, 1))
        return text[:place] + draw(inserted) + text[place + cut :]

    return st.one_of(matching, nearly())


def drawn_value(field: Field, form: Form) -> SearchStrategy[Any]:
    """Draw a value for a field, right or wrong."""
    chosen = [*edges(field.kind, form), *field.examples, *ODDITIES, *TEMPLATES]
    if field.default is not MISSING:
        chosen.append(field.default)
    options: list[SearchStrategy[Any]] = [st.sampled_from(chosen)]
    for text in texts(field.kind):
        of_text = drawn_text(text)
        match field.kind:
            case ListOf():
                options.append(st.lists(of_text, max_size=2))
            case MapOf():
                options.append(st.dictionaries(st.one_of(of_text, st.just("A")), of_text, max_size=2))
            case _:
                options.append(of_text)
    return st.one_of(options)


@st.composite
def drawn_documents(draw: st.DrawFn, form: Form) -> dict[str, Any]:
    """Draw a document of a type: a right one, in which some fields were added, changed, removed or misspelt."""
    start = draw(st.sampled_from([*form.record.examples, {"type": form.name}]))
    document = dict(start) if isinstance(start, dict) else {}
    for _ in range(draw(st.integers(1, 3))):
        field = draw(st.sampled_from(form.record.fields))
        match draw(st.sampled_from(["set", "set", "set", "remove", "misspell"])):
            case "set" if field.name != "type":
                document[field.name] = draw(drawn_value(field, form))
            case "remove":
                document.pop(field.name, None)
            case "misspell":
                document[field.name + draw(st.sampled_from(["s", "_", " "]))] = 1
    return document


@st.composite
def drawn_changes(draw: st.DrawFn, form: Form) -> dict[str, Any]:
    """Draw a document of a form that is no single type: a right one, changed at some places of any depth."""
    (start,) = form.record.examples
    assert isinstance(start, dict)
    document = copy.deepcopy(dict(start))
    for _ in range(draw(st.integers(1, 3))):
        _change(draw, form, form.record, document)
    return document


def _change(draw: st.DrawFn, form: Form, record: Record, data: dict[str, Any]) -> None:
    """Change one field of a mapping, or something within it."""
    field = draw(st.sampled_from(record.fields))
    value = data.get(field.name)
    if isinstance(value, dict):
        inner = _record_of(field.kind, value, form)
        if inner is not None and draw(st.integers(0, 4)):
            _change(draw, form, inner, value)
            return
    match draw(st.sampled_from(["set", "set", "set", "remove", "misspell"])):
        case "set":
            # what is drawn may be changed within, and is part of the form
            data[field.name] = copy.deepcopy(draw(drawn_value(field, form)))
        case "remove":
            data.pop(field.name, None)
        case "misspell":
            data[field.name + draw(st.sampled_from(["s", "_", " "]))] = 1


def _record_of(kind: Kind, value: dict[str, Any], form: Form) -> Record | None:
    """Give the record that a mapping is of; None where nothing is known of it."""
    match kind:
        case Named(name=name):
            return form.definitions[name]
        case Tagged(tag=tag, options=options, default=default):
            meant = value.get(tag, value.get(kind.old_tag or tag, default))
            return next((form.definitions[named.name] for known, named in options if known == meant), None)
    return None


def is_beyond_schemas(document: dict[str, Any], form: Form) -> bool:
    """Tell whether a document shows one of the differences that docs/schemas.md lists."""
    if any(list(faults(text)) for text in _texts_in(document)):
        return True
    if any(_is_whole_float(document.get(field.name)) for field in form.record.fields):
        return True
    volumes = document.get("volumes")
    mounts = [_target(volume) for volume in volumes] if isinstance(volumes, list) else []
    targets = [target for target in mounts if target is not None]
    if len(set(targets)) < len(targets):
        return True
    if isinstance(volumes, list) and any("/../" in f"{volume}/".replace(":", "/") for volume in volumes):
        return True
    image = document.get("image")
    return isinstance(image, str) and len(image) > 240


def _texts_in(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for item in value.values():
                yield from _texts_in(item)
        case list():
            for item in value:
                yield from _texts_in(item)


def _is_whole_float(value: object) -> bool:
    return isinstance(value, float) and value.is_integer()


def _target(volume: object) -> str | None:
    try:
        return parse_mount(volume).target if isinstance(volume, str) else None
    except MountFormatError:
        return None
