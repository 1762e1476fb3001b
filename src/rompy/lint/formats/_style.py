"""Text as a terminal may be given it."""

from __future__ import annotations

from rompy.lint.finding import Severity

SEVERITY_STYLES = {Severity.ERROR: "red", Severity.WARNING: "yellow"}


def printable(text: str) -> str:
    """Replace control characters, which could rewrite the terminal, by their escapes."""
    return "".join(
        character if character.isprintable() or character == " " else repr(character)[1:-1] for character in text
    )


def writable(text: str) -> str:
    """Replace halves of characters, which no encoding of Unicode writes, by their escapes."""
    return text.encode("utf-8", "backslashreplace").decode()
