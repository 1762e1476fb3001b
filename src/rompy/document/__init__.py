"""YAML and JSON text to data, and to the place of every key and value in it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from rompy.document.document import Document, Path
from rompy.document.fault import Elsewhere, Fault
from rompy.document.include import Include, Included
from rompy.document.reading import Reading
from rompy.document.source import Position, Source, Span

if TYPE_CHECKING:
    from rompy.document.including import Includes
    from rompy.document.reader import read

__all__ = [
    "Document",
    "Elsewhere",
    "Fault",
    "Include",
    "Included",
    "Includes",
    "Path",
    "Position",
    "Reading",
    "Source",
    "Span",
    "read",
]

_HOMES = {"Includes": "including", "read": "reader"}
"""Where what reads YAML is from: PyYAML takes longer to load than a plain file takes to lint."""


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    found: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = found
    return found
