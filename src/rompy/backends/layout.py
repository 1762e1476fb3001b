"""How a backend stands in a document: its type, its fields, and old ways of writing both."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NamedTuple

from rompy.backends.hidden import HIDDEN, shown_path

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rompy.document import Path

TYPE_KEY = "type"
OLD_TYPE_KEY = "backend_type"
OLD_FIELDS_KEY = "config"


class Layout(NamedTuple):
    """A backend's type and fields, with the way back to where they stand."""

    type_key: str | None
    """The key that holds the type: ``type``, in old files ``backend_type``; None where there is neither."""
    misspelt_type_key: str | None
    """Where there is neither, a key that was surely meant to be ``type``."""
    type: Any
    fields: dict[Any, Any]
    nested: frozenset[Any] = frozenset()
    """Names of the fields that stand in a nested ``config:``, as old files have it."""
    twice: tuple[Any, ...] = ()
    """Names of the fields that stand beside the nested ``config:`` too; the nested ones are in ``fields``."""

    @property
    def is_nested(self) -> bool:
        """Tell whether the fields stand in a nested ``config:``."""
        return bool(self.nested)

    @property
    def type_path(self) -> Path:
        """Tell where the type stands, or the whole backend where it names none."""
        return (self.type_key,) if self.type_key else ()

    def path(self, path: Path) -> Path:
        """Tell where the value at a path of the fields stands in the document."""
        path = self._with_hidden_name(path)
        return (OLD_FIELDS_KEY, *path) if path and path[0] in self.nested else path

    def inner_path(self, path: Path) -> Path:
        """Give the path within the fields of a path in the document."""
        return path[1:] if self.nested and path[:1] == (OLD_FIELDS_KEY,) else path

    def _with_hidden_name(self, path: Path) -> Path:
        """Put back the name of a variable that errors show without its value (``NAME=value`` as a name)."""
        is_hidden = len(path) > 1 and isinstance(path[1], str) and path[1].endswith(f"={HIDDEN}")
        names = self.fields.get(path[0]) if is_hidden else None
        for name in names if isinstance(names, dict) else ():
            meant = (path[0], name, *path[2:])
            if path != meant and path == shown_path(meant):
                return meant
        return path


def layout(data: Mapping[Any, Any], old_type_key: str = OLD_TYPE_KEY) -> Layout:
    """Find type and fields of a backend in a document's data; ``old_type_key`` is what old files call ``type``."""
    type_key = next((key for key in (TYPE_KEY, old_type_key) if key in data), None)
    misspelt = None if type_key else _misspelt_type_key(data)
    fields = {key: value for key, value in data.items() if key not in {type_key, misspelt}}
    nested = fields.get(OLD_FIELDS_KEY)
    name = data.get(type_key or misspelt)
    if not isinstance(nested, dict) or type_key is None:
        return Layout(type_key, misspelt, name, fields)
    del fields[OLD_FIELDS_KEY]
    twice = tuple(key for key in fields if key in nested)
    return Layout(type_key, misspelt, name, {**fields, **nested}, frozenset(nested), twice)


def _misspelt_type_key(data: Mapping[Any, Any]) -> str | None:
    close = (key for key in data if isinstance(key, str) and get_close_matches(key.lower(), [TYPE_KEY], cutoff=0.75))
    return next(close, None)
