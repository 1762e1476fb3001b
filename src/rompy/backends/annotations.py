"""What the annotation of a field says of the values in it, so that a substituted text is read as the field means it."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from enum import Enum
from pathlib import PurePath
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, Union, get_args, get_origin

from pydantic import AliasChoices, BaseModel, RootModel, TypeAdapter

from rompy.backends.meaning import TEXT, scalar

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

    from rompy.backends.meaning import Meanings

_NO_TEXT = (bool, int, float, complex, Decimal, date, time, timedelta, types.NoneType, Mapping, Collection, BaseModel)
_DATES = frozenset({"date", "date-time", "time", "duration"})


@dataclass(frozen=True)
class Meant:
    """What may stand somewhere in a field, by its annotation."""

    options: tuple[object, ...] = ()
    """The alternatives, unions unfolded; none where nothing is said."""

    @classmethod
    def by(cls, annotation: object) -> Self:
        """Tell what an annotation means."""
        return cls(tuple(_unfolded(annotation)))

    @classmethod
    def by_field(cls, owner: object, name: object) -> Self:
        """Tell what a class means by one of its fields; nothing is said of a field that it has not."""
        return cls(tuple(_unfolded(_of_field(owner, name))))

    def read(self, text: str) -> object:
        """Read a substituted text: as it is where a text may be meant, otherwise as YAML reads a plain one."""
        plain = scalar(text)
        named = [value for option in self.options for value in _named_values(option)]
        others = [option for option in self.options if not _named_values(option)]
        if text in named or any(map(_is_text, others)):
            return text
        if others or any(type(value) is type(plain) and value == plain for value in named):
            return plain
        return text if any(isinstance(value, str) for value in named) else plain

    def at(self, step: object, holder: object) -> Self:
        """Tell what is meant by an item of a list, or by the value of a key, of a value that is meant so."""
        fitting = [option for option in self.options if not _is_of_another_kind(option, holder)]
        return type(self)(tuple(inner for option in fitting for inner in _unfolded(_inside(option, step))))


def meanings_of(config_class: type[BaseModel]) -> Meanings:
    """Give the meanings of the fields of a class; of a field that it has not, a text is meant."""
    return lambda name: Meant.by_field(config_class, name) if name in config_class.model_fields else TEXT


def _unfolded(annotation: object) -> list[object]:
    """List the alternatives of an annotation, those of which nothing is said left out."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _unfolded(get_args(annotation)[0])
    if origin in {Union, types.UnionType}:
        return [option for each in get_args(annotation) for option in _unfolded(each)]
    if isinstance(annotation, typing.NewType):
        return _unfolded(annotation.__supertype__)
    if type(annotation).__name__ == "TypeAliasType":
        # of the language, or of typing_extensions
        return _unfolded(getattr(annotation, "__value__", None))
    if isinstance(annotation, type) and issubclass(annotation, RootModel):
        return _unfolded(annotation.model_fields["root"].annotation)
    return [] if annotation is None or annotation is Any else [annotation]


def _inside(option: object, step: object) -> object:
    """Give the annotation of what is inside of a list, a mapping or an object."""
    origin, inner = get_origin(option), get_args(option)
    if isinstance(origin, type) and inner:
        if origin is tuple and isinstance(step, int) and Ellipsis not in inner:
            return inner[step] if step < len(inner) else None
        if issubclass(origin, Mapping | Collection):
            return inner[-1] if issubclass(origin, Mapping) else inner[0]
    return _of_field(option, step)


def _of_field(owner: object, name: object) -> object:
    if not isinstance(name, str) or not isinstance(owner, type):
        return None
    if not issubclass(owner, BaseModel):
        return _hints(owner).get(name)
    for known, field in owner.model_fields.items():
        alias = field.validation_alias
        if name in [known, field.alias, *(alias.choices if isinstance(alias, AliasChoices) else [alias])]:
            return field.annotation
    return None


def _hints(owner: type[Any]) -> Mapping[str, object]:
    """Give the fields of a class that is no model of pydantic: its own, or what it is made with."""
    has_fields = dataclasses.is_dataclass(owner) or typing.is_typeddict(owner)
    try:
        return typing.get_type_hints(owner if has_fields else getattr(owner, "__init__", None))
    except Exception:  # noqa: BLE001 - names of annotations may be there for type checkers alone
        return {}


def _is_of_another_kind(option: object, holder: object) -> bool:
    """Tell whether a mapping names a kind that is not the option's, by a field that can have certain values only."""
    if not (isinstance(option, type) and issubclass(option, BaseModel) and isinstance(holder, Mapping)):
        return False
    kinds = {name: get_args(field.annotation) for name, field in option.model_fields.items() if _is_kind(field)}
    given = {name: holder.get(name) for name in kinds}
    return any(isinstance(kind, str) and "${" not in kind and kind not in kinds[name] for name, kind in given.items())


def _is_kind(field: FieldInfo) -> bool:
    return get_origin(field.annotation) is Literal


def _named_values(option: object) -> tuple[object, ...]:
    """Give the values of which one is meant, where they are all named."""
    if get_origin(option) is Literal:
        return get_args(option)
    if isinstance(option, type) and issubclass(option, Enum):
        return tuple(member.value for member in option)
    return ()


def _is_text(option: object) -> bool:
    if not isinstance(option, type):
        return False
    return issubclass(option, str | PurePath | bytes) or (
        not issubclass(option, _NO_TEXT) and _is_written_as_text(option)
    )


def _is_written_as_text(option: type[Any]) -> bool:
    """Tell whether a file holds a text where a class is meant, as for an address or an identifier."""
    try:
        schema = TypeAdapter(option).json_schema()
    except Exception:  # noqa: BLE001 - the class is another package's, and may not be known to pydantic
        return False
    return schema.get("type") == "string" and schema.get("format") not in _DATES
