"""Takes the intermediate form of a type from its pydantic model."""

from __future__ import annotations

import re
from dataclasses import replace
from math import ceil, floor
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import PydanticUndefined, to_jsonable_python

from rompy.backends.condition import ExactlyOne
from rompy.backends.grammar import KEY, Pattern
from rompy.backends.substitute import SHELL_FIELDS
from rompy.schema.form import (
    MISSING,
    AnyOf,
    Anything,
    Choice,
    Field,
    Flag,
    Form,
    Kind,
    ListOf,
    MapOf,
    Missing,
    Named,
    Nothing,
    Notice,
    Number,
    Record,
    Row,
    Tagged,
    Text,
    Value,
    Verbatim,
    Whole,
)
from rompy.schema.tolerant import TolerantSchema

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rompy.backends import BaseBackendConfig
    from rompy.backends.condition import Condition

Schema = dict[str, Any]
"""A part of a JSON Schema."""

_FORMATS = frozenset({"date", "date-time", "time", "duration", "email", "uri", "uuid", "ipv4", "ipv6"})
"""Formats that draft-07 tools know; one of pydantic's own, such as ``path``, is refused by strict ones."""
_ANNOTATIONS = frozenset({"title", "description", "default", "examples", "deprecated", KEY})


def backend_form(config_class: type[BaseBackendConfig], name: str, what: str = "backend") -> Form:
    """Take the form of a backend type, or of a postprocessor; a class without a ``type`` field is given one."""
    form = model_form(config_class, name, title=f"{name} {what}", with_templates=True)
    summary = _summary(config_class, what)
    tag = Field("type", Choice((name,)), summary, is_required=True, takes_templates=False)
    others = tuple(field for field in form.record.fields if field.name != tag.name)
    advised = tuple(_advised(field, config_class.advised) for field in others)
    record = form.record
    return Form(
        name,
        Record(
            record.title,
            summary,
            (tag, *advised),
            record.is_open,
            tuple(rule for rule in config_class.conditions if isinstance(rule, ExactlyOne)),
            tuple(_said(rule) for rule in config_class.conditions if not isinstance(rule, ExactlyOne)),
            tuple({"type": name, **example} for example in record.examples if isinstance(example, dict)),
        ),
        form.definitions,
    )


def model_form(  # noqa: PLR0913 - each says one thing of it
    model: Any,  # noqa: ANN401 - whatever pydantic takes
    name: str,
    *,
    title: str,
    with_templates: bool = False,
    is_output: bool = False,
    is_tolerant: bool = False,
) -> Form:
    """Take the form of a pydantic model or dataclass.

    Args:
        model: The class.
        name: What the type is called.
        title: What editors head its texts with.
        with_templates: Whether values may be templates.
        is_output: Whether it is written by rompy for others to read, so that unknown fields may come.
        is_tolerant: Whether what Python code of the model may take is taken.
    """
    schema = TypeAdapter(model).json_schema(
        mode="serialization" if is_output else "validation",
        by_alias=True,
        schema_generator=TolerantSchema if is_tolerant else GenerateJsonSchema,
    )
    reader = _Reader(schema.get("$defs", {}), with_templates=with_templates, is_output=is_output)
    record = reader.record(_root(schema), title, model)
    return Form(name, record, reader.used())


def _root(schema: Schema) -> Schema:
    """Give the model's own part of its schema; one that holds itself stands among the definitions."""
    if "anyOf" in schema:
        # a function of the model sees what is given first, and may make anything of it
        found = _root({"$defs": schema.get("$defs", {}), **schema["anyOf"][0]})
        return {**{key: value for key, value in found.items() if key != "required"}, "additionalProperties": True}
    if "$ref" not in schema:
        return schema
    referred: Schema = schema["$defs"][schema["$ref"].rpartition("/")[2]]
    return referred


class _Reader:
    """The reading of one model's JSON Schema."""

    def __init__(self, definitions: Mapping[str, Schema], *, with_templates: bool, is_output: bool) -> None:
        self._definitions = definitions
        self._with_templates = with_templates
        self._is_output = is_output
        self._used: dict[str, Record | None] = {}

    def used(self) -> dict[str, Record]:
        """Give the records that were met under a name."""
        return {name: record for name, record in sorted(self._used.items()) if record is not None}

    def record(self, schema: Schema, title: str, model: object = None) -> Record:
        """Read a mapping with known fields."""
        required = set(schema.get("required", ()))
        infos = model.model_fields if isinstance(model, type) and issubclass(model, BaseModel) else {}
        defaults = {(info.alias or name): _default_of(info) for name, info in infos.items()}
        reasons = {(info.alias or name): info.deprecated for name, info in infos.items()}
        fields = tuple(
            self._field(name, said, defaults.get(name, MISSING), reasons.get(name), is_required=name in required)
            for name, said in schema.get("properties", {}).items()
        )
        is_open = self._is_output or schema.get("additionalProperties", True) is not False
        examples = tuple(schema.get("examples", ()))
        return Record(title, _tidy(schema.get("description")), fields, is_open, examples=examples)

    def _field(
        self,
        name: str,
        said: Schema,
        default: Value | Missing,
        reason: object,
        *,
        is_required: bool,
    ) -> Field:
        options = list(_options(said))
        nothings = [option for option in options if option.get("type") == "null"]
        rest = [option for option in options if option.get("type") != "null"]
        extra = {
            **said.get(KEY, {}),
            **{key: found for option in options for key, found in option.get(KEY, {}).items()},
        }
        notice = extra.get("deprecated") or ({} if said.get("deprecated") else None)
        if notice is not None and isinstance(reason, str):
            notice = {"reason": reason, **notice}
        if nothings and rest:
            body = {key: value for key, value in said.items() if key not in {"anyOf", "oneOf", "type"}}
            body = {**body, **rest[0]} if len(rest) == 1 else {**body, "anyOf": rest}
        else:
            body = said
        found_default = said.get("default", default)
        takes_null = bool(nothings and rest)
        return Field(
            name,
            self.kind(body),
            _tidy(said.get("description")),
            is_required=is_required,
            default=found_default,
            takes_null=takes_null,
            examples=tuple(said.get("examples", ())),
            takes_templates=self._with_templates and name not in SHELL_FIELDS,
            since=extra.get("since"),
            deprecated=None if notice is None else Notice(**notice),
        )

    def kind(self, said: Schema) -> Kind:  # noqa: PLR0911, PLR0912 - one case for each kind
        """Read what a value may be."""
        match said:
            case {"$ref": str() as reference}:
                return self._named(reference)
            case {"oneOf": list() as options, "discriminator": {"propertyName": str() as tag, "mapping": dict() as by}}:
                named = tuple((value, self._named(reference)) for value, reference in by.items())
                if all(isinstance(option, Named) for _, option in named):
                    return Tagged(tag, tuple((value, option) for value, option in named if isinstance(option, Named)))
                return AnyOf(tuple(map(self.kind, options)))
            case {"anyOf": list() as options} | {"oneOf": list() as options}:
                return AnyOf(tuple(map(self.kind, options)))
            case {"allOf": [one]}:
                return self.kind(one)
            case {"const": value}:
                return Choice((value,), _meanings(said, (value,)))
            case {"enum": list() as values}:
                return Choice(tuple(values), _meanings(said, tuple(values)))
            case {"type": "string"}:
                return _text(said)
            case {"type": "integer"}:
                return _whole(said)
            case {"type": "number"}:
                return _number(said)
            case {"type": "boolean"}:
                return Flag()
            case {"type": "null"}:
                return Nothing()
            case {"type": "array", "prefixItems": list() as items}:
                return Row(tuple(map(self.kind, items)))
            case {"type": "array"}:
                item = self.kind(said.get("items", {}))
                return ListOf(item, said.get("minItems"), said.get("maxItems"), bool(said.get("uniqueItems")))
            case {"type": "object", "properties": dict()}:
                # a model that is met once stands here in full
                name = str(said.get("title", "object"))
                self._used.setdefault(name, self.record(said, name))
                return Named(name)
            case {"type": "object"}:
                return self._map(said)
        return Anything() if not set(said) - _ANNOTATIONS else Verbatim(dict(said))

    def _named(self, reference: str) -> Kind:
        name = reference.rpartition("/")[2]
        definition = self._definitions[name]
        if "properties" not in definition:
            # an enumeration or another simple type, which editors see best where it is used
            return self.kind(definition)
        if name not in self._used:
            self._used[name] = None
            self._used[name] = self.record(definition, str(definition.get("title", name)))
        return Named(name)

    def _map(self, said: Schema) -> Kind:
        names = _text(said.get("propertyNames", {}))
        values = said.get("additionalProperties", {})
        if values is False:
            return Verbatim(dict(said))
        by_pattern = said.get("patternProperties")
        if by_pattern:
            ((regex, values),) = by_pattern.items()
            names = Text(names.min_length, names.max_length, (*names.patterns, Pattern(regex, _mismatch(regex))))
        inner = self.kind({} if values is True else values)
        return MapOf(inner, names, said.get("minProperties"), said.get("maxProperties"))


def _options(said: Schema) -> Iterator[Schema]:
    yield from said.get("anyOf") or (() if "discriminator" in said else said.get("oneOf")) or [said]


def _text(said: Schema) -> Text:
    extra = said.get(KEY, {})
    patterns = tuple(Pattern(**pattern) for pattern in extra.get("patterns", ()))
    regex = said.get("pattern")
    if regex is not None and all(pattern.regex != regex for pattern in patterns):
        regex = _portable(regex)
        patterns = (Pattern(regex, _mismatch(regex)), *patterns)
    shape = said.get("format")
    snippet = extra.get("snippet")
    return Text(
        said.get("minLength", extra.get("min_length")),
        said.get("maxLength"),
        patterns,
        shape if shape in _FORMATS else None,
        extra.get("wrong_type"),
        snippet=None if snippet is None else (snippet[0], snippet[1]),
    )


def _portable(regex: str) -> str:
    r"""Write ``\d`` as what it means in ECMA 262, where pydantic's engine takes digits of every script."""
    return re.sub(r"(?<!\\)((?:\\\\)*)\\d", r"\1[0-9]", regex)


def _mismatch(regex: str) -> str:
    return f"The text must match {regex}"


def _whole(said: Schema) -> Whole:
    lows = [ceil(said["minimum"])] if "minimum" in said else []
    highs = [floor(said["maximum"])] if "maximum" in said else []
    lows += [floor(said["exclusiveMinimum"]) + 1] if "exclusiveMinimum" in said else []
    highs += [ceil(said["exclusiveMaximum"]) - 1] if "exclusiveMaximum" in said else []
    return Whole(max(lows, default=None), min(highs, default=None), said.get("multipleOf"))


def _number(said: Schema) -> Number:
    return Number(
        said.get("minimum"),
        said.get("maximum"),
        said.get("exclusiveMinimum"),
        said.get("exclusiveMaximum"),
        said.get("multipleOf"),
    )


def _meanings(said: Schema, values: tuple[object, ...]) -> tuple[str, ...]:
    meanings = said.get(KEY, {}).get("meanings", {})
    return tuple(str(meanings.get(value, "")) for value in values) if meanings else ()


def _default_of(info: Any) -> Value | Missing:  # noqa: ANN401 - pydantic's FieldInfo
    """Give a default that is made anew each time, as pydantic's JSON Schema does not."""
    if info.is_required() or info.default_factory_takes_validated_data:
        return MISSING
    try:
        default = info.get_default(call_default_factory=True)
        made: Value = to_jsonable_python(default, fallback=str)
    except Exception:  # noqa: BLE001 - a default that a package makes may fail where nothing is given to it
        return MISSING
    return MISSING if default is PydanticUndefined else made


def _summary(config_class: type[BaseBackendConfig], what: str) -> str:
    """Give the first line of a class's docstring, not that of a class above it."""
    own = (config_class.__dict__.get("__doc__") or "").strip().splitlines()
    return own[0] if own else f"A {what} of {config_class.__name__}."


def _said(rule: Condition) -> str:
    return (type(rule).__doc__ or type(rule).__name__).strip().splitlines()[0]


def _tidy(text: str | None) -> str | None:
    return None if text is None else re.sub(r"\s+", " ", text).strip()


def _advised(field: Field, advised: frozenset[str]) -> Field:
    return replace(field, is_advised=field.name in advised)
