"""The JSON Schema of a config class, in the shape that the documentation shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rompy.backends.condition import ExactlyOne
from rompy.backends.grammar import KEY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rompy.backends.condition import Condition


def tidied(schema: dict[str, Any], conditions: Iterable[Condition]) -> dict[str, Any]:
    """Put ``type`` first and in ``required``, drop titles and formats that no tool reads, and state the conditions."""
    schema = without_grammar(schema)
    properties = {name: _field(field) for name, field in schema.get("properties", {}).items()}
    ordered = {"type": properties.pop("type"), **properties} if "type" in properties else properties
    required = schema.get("required", [])
    if "type" in ordered and "type" not in required:
        required = ["type", *required]
    pairs = [condition for condition in conditions if isinstance(condition, ExactlyOne)]
    exclusive = [{"oneOf": [_only(pair.first, pair.second), _only(pair.second, pair.first)]} for pair in pairs]
    return {
        **schema,
        "properties": ordered,
        **({"required": required} if required else {}),
        **({"allOf": exclusive} if exclusive else {}),
    }


def without_grammar(schema: dict[str, Any]) -> dict[str, Any]:
    """Take out what is meant for the compiler of schemas alone."""
    return {key: _plain(value) for key, value in schema.items()}


def _plain(value: Any) -> Any:  # noqa: ANN401 - any part of a JSON Schema
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if not isinstance(value, dict):
        return value
    kept = {key: _plain(item) for key, item in value.items() if key != KEY}
    # pydantic writes down the names of a mapping only where something is said of them
    if not kept.get("propertyNames", True) or kept.get("propertyNames") == {"type": "string"}:
        del kept["propertyNames"]
    return kept


def _only(present: str, absent: str) -> dict[str, Any]:
    return {"required": [present], "properties": {present: {"not": {"type": "null"}}, absent: {"type": "null"}}}


def _field(field: dict[str, Any]) -> dict[str, Any]:
    field = {key: value for key, value in field.items() if key != "title" and (key, value) != ("format", "path")}
    if "anyOf" in field:
        field["anyOf"] = [_field(option) for option in field["anyOf"]]
    return field
