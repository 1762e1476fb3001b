"""YAML and JSON text to data, and to the place of every key and value in it."""

from __future__ import annotations

from rompy.document.document import Document, Path
from rompy.document.fault import Elsewhere, Fault
from rompy.document.include import Include, Included
from rompy.document.including import Includes
from rompy.document.reader import Reading, read
from rompy.document.source import Position, Source, Span

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
