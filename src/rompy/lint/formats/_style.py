"""Terminal colours, by the control sequences of ECMA-48."""

from __future__ import annotations

from rompy.lint.finding import Severity

_CODES = {"bold": "1", "red": "1;31", "yellow": "1;33", "blue": "1;34", "green": "1;32", "cyan": "36"}
SEVERITY_STYLES = {Severity.ERROR: "red", Severity.WARNING: "yellow"}


def styled(text: str, style: str, *, colour: bool) -> str:
    """Wrap a text in a style where colour is wanted."""
    return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if colour else text


def printable(text: str) -> str:
    """Replace control characters, which could rewrite the terminal, by their escapes."""
    return "".join(
        character if character.isprintable() or character == " " else repr(character)[1:-1] for character in text
    )


def writable(text: str) -> str:
    """Replace halves of characters, which no encoding of Unicode writes, by their escapes."""
    return text.encode("utf-8", "backslashreplace").decode()
