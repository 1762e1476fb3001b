"""Makes what programs write safe to show: control sequences of terminals are taken out or written out."""

from __future__ import annotations

import re

_SEQUENCE = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # colours and movements (ECMA-48, "CSI")
    r"|\x1b[\]PX^_].*?(?:\x07|\x1b\\|$)"  # titles and links (ECMA-48, "OSC" and other strings)
    r"|\x1b[ -/]*[0-~]",
    re.DOTALL,
)


def printable(text: str) -> str:
    """Replace control characters, which could rewrite the terminal, by their escapes."""
    return "".join(
        character if character.isprintable() or character == " " else repr(character)[1:-1] for character in text
    )


def plain_lines(log: bytes) -> list[str]:
    """Give the lines of a log as a terminal would have left them, without colours."""
    text = _SEQUENCE.sub("", log.decode("utf-8", "replace"))
    return [_overwritten(line) for line in text.removesuffix("\n").split("\n")] if text else []


def _overwritten(line: str) -> str:
    """Give what is left of a line that was written several times over, as progress bars are."""
    parts = [part for part in line.split("\r") if part]
    return printable((parts[-1] if parts else "").expandtabs())
