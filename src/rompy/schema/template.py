"""Writes a commented backend file to start from."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import yaml
from pydantic_core import PydanticUndefined

from rompy.backends.condition import ExactlyOne

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic.fields import FieldInfo

    from rompy.backends import BaseBackendConfig


def template_yaml(name: str, config_class: type[BaseBackendConfig], *, examples: bool = False) -> str:
    """Write a file that validates: every field in order, explained, those left at their default commented out."""
    return "\n".join(_lines(name, config_class, examples=examples)) + "\n"


def template_json(name: str, config_class: type[BaseBackendConfig], *, examples: bool = False) -> str:
    """Write the same as JSON, which has no comments: what the YAML gives."""
    data = yaml.safe_load(template_yaml(name, config_class, examples=examples))
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _lines(name: str, config_class: type[BaseBackendConfig], *, examples: bool) -> Iterator[str]:
    summary = (config_class.__doc__ or "").strip().splitlines()
    yield f"# {summary[0]}" if summary else f"# A {name} backend."
    yield f"type: {name}"
    pairs = [condition for condition in config_class.conditions if isinstance(condition, ExactlyOne)]
    needed = {pair.first for pair in pairs}
    left_out = {field for pair in pairs for field in (pair.second, *pair.only_with_second)}
    for field_name, field in config_class.model_fields.items():
        if field_name == "type":
            continue
        yield ""
        yield f"# {field.description or field_name}{_range(field)}"
        must = field.is_required() or field_name in needed or field_name in config_class.advised
        is_given = must or (examples and bool(field.examples) and field_name not in left_out)
        value = _value(field, example=examples or must)
        mark = "" if is_given else "# "
        yield from (f"{mark}{line}" for line in _written(field_name, value))


def _range(field: FieldInfo) -> str:
    low = next((constraint.ge for constraint in field.metadata if hasattr(constraint, "ge")), None)
    high = next((constraint.le for constraint in field.metadata if hasattr(constraint, "le")), None)
    if low is not None and high is not None:
        return f" ({low} to {high})"
    return f" ({low} or more)" if low is not None else ""


def _value(field: FieldInfo, *, example: bool) -> Any:  # noqa: ANN401 - any field's type
    default = field.get_default(call_default_factory=True, validated_data={})
    if field.examples and (example or default in (None, PydanticUndefined)):
        return field.examples[0]
    return default


def _written(name: str, value: Any) -> list[str]:  # noqa: ANN401 - as above
    text: str = yaml.safe_dump({name: value}, default_flow_style=False, sort_keys=False, allow_unicode=True, width=4096)
    return text.rstrip().splitlines()
