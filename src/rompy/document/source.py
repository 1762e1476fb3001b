"""Text as it stands in a file, with the line and column of every character."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from rompy.errors import SourceError

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES = 10 * 1024 * 1024
"""Largest file that is read, in bytes; a backend file has a few hundred."""

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_LINE_BREAK = re.compile(r"\r\n|\r|\n")

_BLANKS = str.maketrans("", "", "\t\n\r")
_NOT_PRINTABLE = "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
"""Characters outside c-printable (YAML 1.1 section 5.1, YAML 1.2.2 section 5.1)."""


class Span(NamedTuple):
    """A stretch of a text, as offsets in characters from its beginning; ``end`` is exclusive."""

    start: int
    end: int


class Position(NamedTuple):
    """A line and a column of a text, both counted from 1, columns in characters."""

    line: int
    column: int


@dataclass(frozen=True)
class Source:
    """One text to read: a file, or what came over standard input."""

    name: str
    text: str
    is_json: bool = False
    encoding: str = "utf-8"
    """How the text is written in bytes, after its byte order mark."""
    mark: bytes = b""
    """The byte order mark that the bytes begin with."""

    @classmethod
    def from_bytes(cls, data: bytes, name: str, *, max_bytes: int = MAX_BYTES) -> Source:
        """Decode bytes as YAML does (UTF-8, or UTF-16 with a byte order mark; YAML 1.1 section 5.2).

        Raises:
            SourceError: of kind ``file_too_large`` or ``not_text``, with the place of the first bad byte.
        """
        if len(data) > max_bytes:
            message = f"the file has {len(data):,} bytes and the limit is {max_bytes:,}"
            raise SourceError("file_too_large", message, text=data[:4096].decode("utf-8", "replace"))
        text, encoding, mark = _decode(data)
        source = cls(name, text, name.lower().endswith(".json"), encoding, mark)
        offset = source.unprintable()
        if offset is not None:
            message = f"the character U+{ord(text[offset]):04X} may not stand in YAML or JSON"
            raise SourceError("not_text", message, offset=offset, text=text)
        return source

    @classmethod
    def from_path(cls, path: Path, name: str | None = None, *, max_bytes: int = MAX_BYTES) -> Source:
        """Read a file.

        Raises:
            SourceError: as ``from_bytes``, and of kind ``unreadable_file`` where the system refuses.
        """
        try:
            if not path.is_file():
                reason = "it is a folder" if path.is_dir() else "there is no such file, or it is no ordinary file"
                raise SourceError("unreadable_file", reason)
            with path.open("rb") as stream:
                data = stream.read(max_bytes + 1)
            size = len(data) if len(data) <= max_bytes else path.stat().st_size
        except OSError as error:
            raise SourceError("unreadable_file", (error.strerror or str(error)).lower()) from error
        if size > max_bytes:
            message = f"the file has {size:,} bytes and the limit is {max_bytes:,}"
            raise SourceError("file_too_large", message, text=data[:4096].decode("utf-8", "replace"))
        return cls.from_bytes(data, name or str(path), max_bytes=max_bytes)

    def with_text(self, text: str) -> Source:
        """Give the same file with another text."""
        return replace(self, text=text)

    def to_bytes(self) -> bytes:
        """Write the text as it was read: in its encoding, after its byte order mark."""
        return self.mark + self.text.encode(self.encoding)

    def unprintable(self) -> int | None:
        """Tell where the first character stands that may not be in YAML, if there is one."""
        # making the expression takes longer than linting most files
        if self.text.translate(_BLANKS).isprintable():
            return None
        found = re.search(_NOT_PRINTABLE, self.text)
        return found.start() if found else None

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in _LINE_BREAK.finditer(self.text))]

    @property
    def line_count(self) -> int:
        """Number of lines; a text that ends in a line break has an empty last one."""
        return len(self._line_starts)

    def position(self, offset: int) -> Position:
        """Tell line and column of a character."""
        line = bisect_right(self._line_starts, offset)
        return Position(line, offset - self._line_starts[line - 1] + 1)

    def line_span(self, number: int) -> Span:
        """Tell where a line begins and ends, its line break left out."""
        start = self._line_starts[number - 1]
        end = self._line_starts[number] if number < self.line_count else len(self.text)
        return Span(start, start + len(self.text[start:end].rstrip("\r\n")))

    def line(self, number: int) -> str:
        """Give the text of a line, counted from 1, without its line break."""
        start, end = self.line_span(number)
        return self.text[start:end]


def _decode(data: bytes) -> tuple[str, str, bytes]:
    """Give text, encoding and byte order mark."""
    encoding, mark = "utf-8", b""
    for known, name in _BYTE_ORDER_MARKS:
        if data.startswith(known):
            encoding, mark = name, known
            break
    data = data[len(mark) :]
    try:
        return data.decode(encoding), encoding, mark
    except UnicodeDecodeError as error:
        readable = data[: error.start].decode(encoding, "replace")
        rest = data[error.start :].decode(encoding, "replace")
        message = f"the byte 0x{data[error.start]:02X} is not {encoding.upper()}"
        raise SourceError("not_text", message, offset=len(readable), text=readable + rest) from error
