"""JSON as editors have it: with comments and with commas at the end, which are kept."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|//[^\n]*|/\*.*?\*/', re.DOTALL)
_LAST_COMMA = re.compile(r'("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])')


def load(text: str) -> Any:  # noqa: ANN401 - what a JSON file holds is of any type
    """Read JSON with comments.

    Raises:
        ValueError: where it is none.
    """
    bare = _TOKEN.sub(lambda found: found[0] if found[0].startswith('"') else " ", text)
    return json.loads(_LAST_COMMA.sub(lambda found: found[1] or "", bare))


def has_comments(text: str) -> bool:
    """Tell whether a text has comments, or commas that plain JSON has not."""
    try:
        json.loads(text)
    except ValueError:
        return True
    return False


def with_values(text: str | None, wanted: dict[str, Any], stale: Collection[str] = ()) -> str | None:
    """Put values into an object, nested objects merged; None where comments might get lost, or it is no object.

    A text without comments is written anew with its indentation. Where there are comments, keys that are not there yet
    are put at the beginning, and nothing else is touched.

    Args:
        text: The object, or None for a file that is not there.
        wanted: What is put in.
        stale: Addresses of schemas; what leads to one of them is taken out.
    """
    if text is None or not text.strip():
        return json.dumps(wanted, indent=2, ensure_ascii=False) + "\n"
    try:
        data = load(text)
    except ValueError:
        return None
    if not isinstance(data, dict):
        return None
    current = _without(data, wanted, stale)
    merged = _merged(current, wanted)
    if merged == data:
        return text
    if not has_comments(text):
        return json.dumps(merged, indent=_indent(text), ensure_ascii=False) + "\n"
    if set(wanted) & set(data) or not data or current != data:
        return None
    start = _opening(text)
    step = _indent(text) or 2
    body = json.dumps(wanted, indent=step, ensure_ascii=False)[1:-1].rstrip()
    made = f"{text[: start + 1]}{body},{text[start + 1 :]}"
    try:
        return made if load(made) == merged else None
    except ValueError:
        return None


def _merged(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    merged = dict(old)
    for key, value in new.items():
        there = merged.get(key)
        if isinstance(there, dict) and isinstance(value, dict):
            merged[key] = _merged(there, value)
        elif isinstance(there, list) and isinstance(value, list):
            merged[key] = [*there, *(item for item in value if item not in there)]
        else:
            merged[key] = value
    return merged


def _without(data: Any, wanted: Any, stale: Collection[str]) -> Any:  # noqa: ANN401 - as above
    """Take out what leads to stale addresses, within what the wanted values are merged into."""
    if isinstance(data, dict) and isinstance(wanted, dict):
        kept = {key: value for key, value in data.items() if key not in stale}
        return {key: _without(value, wanted[key], stale) if key in wanted else value for key, value in kept.items()}
    if isinstance(data, list) and isinstance(wanted, list):
        return [item for item in data if not (isinstance(item, dict) and item.get("url") in stale)]
    return data


def _indent(text: str) -> int | str:
    found = re.search(r'^([ \t]+)"', text, re.MULTILINE)
    return "\t" if found and "\t" in found[1] else len(found[1]) if found else 2


def _opening(text: str) -> int:
    """Tell where the object begins, past comments before it."""
    for found in re.finditer(rf"{_TOKEN.pattern}|\{{", text, re.DOTALL):
        if found[0] == "{":
            return found.start()
    return 0
