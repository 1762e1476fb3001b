"""Regular expressions that are compiled when they are first used: compiling takes longer than linting a file."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Expression:
    """A regular expression as ``re`` has it."""

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern = pattern
        self._flags = flags

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern, self._flags)

    def search(self, text: str) -> re.Match[str] | None:
        """Find the first place that matches."""
        return self._compiled.search(text)

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        """Match at the beginning, or from a character on."""
        return self._compiled.match(text, start)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """Match the whole text."""
        return self._compiled.fullmatch(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Find every place that matches."""
        return self._compiled.finditer(text)

    def findall(self, text: str) -> list[Any]:
        """List what matches, or the groups of it."""
        return self._compiled.findall(text)

    def sub(self, new: str | Callable[[re.Match[str]], str], text: str) -> str:
        """Put something else in every place that matches."""
        return self._compiled.sub(new, text)

    def split(self, text: str) -> list[str | Any]:
        """Split where it matches."""
        return self._compiled.split(text)
