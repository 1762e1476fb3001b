"""What is to be known of a config class without loading it: its fields, and what each asks for."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import BaseModel
    from pydantic.fields import FieldInfo


class Field(NamedTuple):
    """One field of a config class."""

    default: object = None
    """Its value where a file has none."""
    is_required: bool = False
    least: object = None
    """Its lowest value, for a number that has one."""
    most: object = None
    """Its highest value."""
    example: object = None
    holds: str = ""
    """What it holds, for fields of rompy's own classes: ``int``, ``Text``, ``list[Volume]``."""
    takes_null: bool = False
    """Whether null is one of its values; known of rompy's own classes."""


class Described(NamedTuple):
    """A config class, by its fields."""

    name: str | None
    """The name that ``type`` has in a file, where it has one."""
    fields: Mapping[str, Field]


@lru_cache(maxsize=64)
def described(config_class: type[BaseModel]) -> Described:
    """Describe a config class that is loaded."""
    fields = {}
    for name, info in config_class.model_fields.items():
        least = next((each.ge for each in info.metadata if hasattr(each, "ge")), None)
        most = next((each.le for each in info.metadata if hasattr(each, "le")), None)
        example = info.examples[0] if info.examples else None
        fields[name] = Field(_default(info), info.is_required(), least, most, example)
    kind = config_class.model_fields.get("type")
    return Described(kind.default if kind is not None and isinstance(kind.default, str) else None, fields)


def _default(info: FieldInfo) -> object:
    if info.is_required():
        return None
    try:
        found: object = info.get_default(call_default_factory=True, validated_data={})
    except Exception:  # noqa: BLE001 - a factory of a package may need more than there is
        return None
    return found
