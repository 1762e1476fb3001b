"""Which member of one list of schemas corresponds to which of another."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rompy.schema.compare.meaning.values import Json


def paired(olds: list[Json], news: list[Json]) -> list[tuple[int, int]]:
    """Pair the members of two lists by likeness, each at most once; equal ones first."""
    pairs: list[tuple[int, int]] = []
    left_old, left_new = list(range(len(olds))), list(range(len(news)))
    by_text: dict[str, list[int]] = {}
    for index in left_new:
        by_text.setdefault(_text(news[index]), []).append(index)
    for index in list(left_old):
        equals = by_text.get(_text(olds[index]))
        if equals:
            pairs.append((index, equals.pop(0)))
            left_old.remove(index)
            left_new.remove(pairs[-1][1])
    likeness = sorted(
        (
            (-_likeness(olds[old], news[new]), abs(old - new), old, new)
            for old in left_old
            for new in left_new
            if _likeness(olds[old], news[new]) > 0
        ),
    )
    for _, _, old, new in likeness:
        if old in left_old and new in left_new:
            pairs.append((old, new))
            left_old.remove(old)
            left_new.remove(new)
    return sorted(pairs, key=lambda pair: pair[1])


def _text(schema: Json) -> str:
    return json.dumps(schema, sort_keys=True, default=str)


def _likeness(old: Json, new: Json) -> int:
    """Say how much speaks for two schemas being two versions of one; 0 or less where they are strangers."""
    if not isinstance(old, dict) or not isinstance(new, dict):
        return 0
    points = 0
    for keyword, weight in (("$ref", 20), ("$id", 20), ("if", 20), ("const", 10), ("title", 8), ("type", 4)):
        if keyword in old and keyword in new:
            points += weight if old[keyword] == new[keyword] else -weight
    old_marks, new_marks = _marks(old), _marks(new)
    common = old_marks.keys() & new_marks.keys()
    points += sum(12 if old_marks[name] == new_marks[name] else -12 for name in common)
    old_keys, new_keys = _names(old), _names(new)
    if old_keys or new_keys:
        points += 6 * len(old_keys & new_keys) // max(len(old_keys | new_keys), 1)
    points += 8 if _values(old) & _values(new) else 0
    points += len(old.keys() & new.keys()) - len(old.keys() ^ new.keys())
    return points


def _marks(schema: dict[str, Json]) -> dict[str, str]:
    """Give the keys that must have one value only, which tell alternatives apart."""
    properties = schema.get("properties")
    return {
        name: _text(one.get("const", one.get("enum")))
        for name, one in (properties.items() if isinstance(properties, dict) else ())
        if isinstance(one, dict) and ("const" in one or "enum" in one)
    }


def _values(schema: dict[str, Json]) -> set[str]:
    """Give the values that a schema lists; a list of one may be a constant in the other."""
    listed = schema.get("enum", [schema["const"]] if "const" in schema else [])
    return {_text(value) for value in listed} if isinstance(listed, list) else set()


def _names(schema: dict[str, Json]) -> set[str]:
    properties, required = schema.get("properties"), schema.get("required")
    names = set(properties) if isinstance(properties, dict) else set()
    return names | ({str(name) for name in required} if isinstance(required, list) else set())
