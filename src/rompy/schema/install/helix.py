"""Helix, with yaml-language-server."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING, Any

from rompy.schema.install.binding import Binding, Editor

if TYPE_CHECKING:
    from collections.abc import Sequence

_TABLE = ("language-server", "yaml-language-server", "config", "yaml", "schemas")
_HEADER = f"[{'.'.join(_TABLE)}]"


def _lines(bindings: Sequence[Binding]) -> dict[str, str]:
    return {
        binding.schema: f"{json.dumps(binding.schema)} = {json.dumps(binding.yaml_files)}"
        for binding in bindings
        if binding.yaml_files
    }


def _shown(bindings: Sequence[Binding]) -> str:
    return "\n".join([_HEADER, *_lines(bindings).values()]) + "\n"


def _merged(text: str | None, bindings: Sequence[Binding]) -> str | None:
    if text is None or not text.strip():
        return _shown(bindings)
    try:
        there = _schemas(text)
    except ValueError:
        return None
    wanted = {binding.schema: binding.yaml_files for binding in bindings if binding.yaml_files}
    stale = {place for binding in bindings for place in binding.former} & set(there)
    new = [line for schema, line in _lines(bindings).items() if there.get(schema) != wanted[schema]]
    if not new and not stale:
        return text
    heads = tuple(f"{json.dumps(place)} =" for place in stale)
    lines = [line for line in text.splitlines() if not line.startswith(heads)]
    there = {place: files for place, files in there.items() if place not in stale}
    at = next((number for number, line in enumerate(lines) if line.strip() == _HEADER), None)
    if at is None and new:
        made = "\n".join(lines).rstrip("\n") + "\n\n" + "\n".join([_HEADER, *new]) + "\n"
    else:
        end = len(lines) if at is None else at + 1
        made = "\n".join([*lines[:end], *new, *lines[end:]]) + "\n"
    try:
        # a table that is written another way cannot be added to so simply
        return made if _schemas(made) == {**there, **wanted} else None
    except ValueError:
        return None


def _schemas(text: str) -> dict[str, Any]:
    table: Any = tomllib.loads(text)
    for name in _TABLE:
        table = table.get(name, {}) if isinstance(table, dict) else {}
    return table if isinstance(table, dict) else {}


EDITOR = Editor(
    "Helix (with yaml-language-server)",
    ".helix/languages.toml",
    "into .helix/languages.toml, or into languages.toml beside Helix's config.toml",
    _shown,
    _merged,
)
