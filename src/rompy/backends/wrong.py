"""The error of a value that is not as its field asks, which needs no pydantic."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class WrongValueError(ValueError):
    """A value that is not as its field asks.

    ``kind`` is stable, ``words`` may name details in braces, and ``details`` are what the check knows.
    """

    def __init__(self, kind: str, words: str, details: Mapping[str, object] | None = None) -> None:
        super().__init__(kind)
        self.kind = kind
        self.words = words
        self.details = dict(details or {})

    def __str__(self) -> str:
        """Say what is wrong, with the details filled in as pydantic does it."""
        text = self.words
        for name, value in self.details.items():
            text = text.replace(f"{{{name}}}", str(value))
        return text
