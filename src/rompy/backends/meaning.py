"""What may be meant by a value that comes out of a template, as which its text is then read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rompy.backends.described import Described

_LONGEST_SCALAR = 100
"""Longest text, in characters, that could be a number, a boolean or a date; parsing longer ones has no bound."""
_NO_TEXT = frozenset({"bool", "int"})
_COLLECTIONS = ("dict[", "list[")


class Meaning(Protocol):
    """What may stand somewhere in a field."""

    def read(self, text: str) -> object:
        """Read a substituted text: as it is where a text may be meant, otherwise as YAML reads a plain one."""

    def at(self, step: object, holder: object) -> Meaning:
        """Tell what is meant by an item of a list, or by the value of a key, of a value that is meant so."""


class _Text:
    def read(self, text: str) -> object:
        return text

    def at(self, _step: object, _holder: object) -> Meaning:
        return ANYTHING


class _Anything:
    def read(self, text: str) -> object:
        return scalar(text)

    def at(self, _step: object, _holder: object) -> Meaning:
        return self


class _Texts(_Anything):
    """A list or a mapping of texts."""

    def at(self, _step: object, _holder: object) -> Meaning:
        return TEXT


TEXT: Meaning = _Text()
"""A text."""
TEXTS: Meaning = _Texts()
"""Texts in a list or a mapping."""
ANYTHING: Meaning = _Anything()
"""A value of which nothing is said."""

Meanings = Callable[[object], Meaning]
"""Tells what is meant by the value of a field, by its name; of an unknown one, a text."""


def described_meanings(known: Described) -> Meanings:
    """Give the meanings of the fields of one of rompy's own classes, of which no other is than these three."""

    def meant(name: object) -> Meaning:
        field = known.fields.get(name) if isinstance(name, str) else None
        holds = "" if field is None else field.holds
        return ANYTHING if holds in _NO_TEXT else TEXTS if holds.startswith(_COLLECTIONS) else TEXT

    return meant


def scalar(text: str) -> object:
    """Read a text as YAML reads a plain one; a list or a mapping does not come out of a variable."""
    if len(text) > _LONGEST_SCALAR:
        return text
    import yaml  # noqa: PLC0415 - it takes long to load, and most files have no templates

    try:
        value = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError):
        return text
    return text if isinstance(value, list | dict | set) else value
