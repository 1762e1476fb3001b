"""Text that is only text in HTML, whatever it holds."""

from __future__ import annotations

from html import escape

from rompy.run.plain import printable


def escaped(text: str) -> str:
    """Escape what HTML would read as markup, and write out control characters."""
    return escape(printable(text))
