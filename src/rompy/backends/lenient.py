"""Lets strict models take what a file can only write as text, a number or a list: dates, paths, enumerations."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

_WRITTEN_OTHERWISE = frozenset(
    {
        "date",
        "datetime",
        "decimal",
        "deque",
        "enum",
        "frozenset",
        "lax-or-strict",
        "multi-host-url",
        "set",
        "time",
        "timedelta",
        "tuple",
        "url",
        "uuid",
    }
)
"""Kinds of values that YAML and JSON have no spelling for; ``lax-or-strict`` is how pydantic reads paths and the like
(pydantic_core, core_schema)."""
_MODELS = frozenset({"model", "dataclass", "typed-dict"})


def lenient(schema: CoreSchema, handler: GetCoreSchemaHandler) -> CoreSchema:
    """Change the core schema of a strict model so that such values are taken as files write them.

    Integers, numbers, booleans and texts stay strict. Models within the model keep what they say themselves.
    """
    _relax(cast("object", schema), handler, is_outermost=True)
    return schema


def _relax(node: object, handler: GetCoreSchemaHandler, *, is_outermost: bool = False) -> None:
    if isinstance(node, list | tuple):
        for item in node:
            _relax(item, handler, is_outermost=is_outermost)
    if not isinstance(node, dict):
        return
    if node.get("type") == "definition-ref":
        meant = handler.resolve_ref_schema(cast("CoreSchema", node))
        # models refer to each other, and to themselves; enumerations refer to nothing
        if meant["type"] == "enum":
            _relax(meant, handler)
        return
    kind = node.get("type")
    if isinstance(kind, str) and kind in _MODELS:
        if not is_outermost:
            return
        is_outermost = False
    if isinstance(kind, str) and kind in _WRITTEN_OTHERWISE and "strict" not in node:
        node["strict"] = False
    for name, value in node.items():
        if name not in {"metadata", "serialization", "default", "config"}:
            _relax(value, handler, is_outermost=is_outermost)
