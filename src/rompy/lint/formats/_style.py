"""Text as a terminal may be given it."""

from __future__ import annotations

from rompy.lint.finding import Severity
from rompy.lint.words import printable

__all__ = ["SEVERITY_STYLES", "printable", "writable"]

SEVERITY_STYLES = {Severity.ERROR: "red", Severity.WARNING: "yellow"}


def writable(text: str) -> str:
    """Replace halves of characters, which no encoding of Unicode writes, by their escapes."""
    return text.encode("utf-8", "backslashreplace").decode()
