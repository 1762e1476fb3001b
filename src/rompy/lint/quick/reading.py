"""Reads plain YAML into documents with the place of every key and value, without PyYAML.

What it gives is what ``rompy.document.read`` gives of the same text; of a text that is not surely plain it gives
nothing, and PyYAML reads it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rompy.document import Document, Reading
from rompy.document.nodes import Composed
from rompy.document.tree import Entry, Plainness, Tree
from rompy.lint.quick.plain import read_plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rompy.document import Source
    from rompy.lint.quick.plain import Scalar, Value

_LARGEST = 1 << 16
"""Largest text that is read here, in characters; of a larger one reading takes longer than loading PyYAML."""


def readings_of(source: Source) -> list[Reading] | None:
    """Read every document of a source, or give None where one is not surely plain."""
    text = source.text
    if source.is_json or len(text) > _LARGEST or text.count("\r") != text.count("\r\n"):
        return None
    readings = []
    for index, lines in enumerate(_documents(text)):
        text_of = "\n".join(line for _, line in lines)
        data = read_plain(text_of)
        is_strict = data is not None
        if data is None:
            data = read_plain(text_of, widely=True)
        if not data:
            return None
        end = lines[-1][0] + len(lines[-1][1])
        # what ends before another document ends with the line break
        nodes = _Nodes(lines, data, len(text) if end == len(text) else end)
        root = nodes.root.as_node()
        tree = Tree(
            root,
            index,
            True,  # noqa: FBT003 - places are as libyaml gives them
            nodes.entries,
            {},
            nodes.size,
            nodes.height,
            nodes.size,
            plainness=Plainness.STRICT if is_strict else Plainness.WIDE,
        )
        readings.append(Reading(Document(source, data, tree)))
    return readings or None


def _documents(text: str) -> Iterator[list[tuple[int, str]]]:
    """Yield the lines of each document, each with its place; what stands before the first may be comments alone."""
    lines: list[tuple[int, str]] = []
    at, written = 0, text.split("\n")
    is_first = True
    for number, line in enumerate(written):
        bare = line.removesuffix("\r")
        is_last = number == len(written) - 1
        if bare == "---" and number and not is_last:
            if not is_first or any(part and part[0] != "#" for _, part in lines):
                # the line break before a document belongs to the one above it
                yield [*lines, (at, "")]
            is_first, lines = False, []
        else:
            lines.append((at, bare))
        at += len(line) + 1
    yield lines


class _Nodes:
    """The nodes of one document whose data is known."""

    def __init__(self, lines: list[tuple[int, str]], data: dict[str, Value], end: int) -> None:
        self.entries: dict[int, dict[object, Entry]] = {}
        self.size = 0
        self.height = 1
        self._lines = lines
        self._next = 0
        self._end = end
        pairs = [self._entry(name, value) for name, value in data.items()]
        self.root = self._mapping(pairs, pairs[0][0].start_mark.index, end)

    def _entry(self, name: str, value: Value) -> tuple[Composed, Composed]:
        """Make the nodes of the next key, and of its value on however many lines."""
        start, line = self._next_line(name)
        key = self._scalar(name, start, start + len(name))
        at = len(line) - len(line[len(name) + 1 :].lstrip(" "))
        written = line[at:]
        if (not written or written[0] == "#") and value is None:
            # nothing stands right behind the colon
            at = start + len(name) + 1
            return key, self._scalar("", at, at)
        if not written or written[0] == "#":
            return key, self._below(value)
        if written[0] in "|>":
            return key, self._block(start + at, written)
        return key, self._value(value, start + at, written)

    def _next_line(self, name: str) -> tuple[int, str]:
        """Find the line of a key at the margin."""
        beginning = f"{name}:"
        while not self._lines[self._next][1].startswith(beginning):
            self._next += 1
        self._next += 1
        return self._lines[self._next - 1]

    def _below(self, value: Value) -> Composed:
        """Make the node of a list or a mapping that stands on the lines below its key."""
        self.height = 2
        found: list[tuple[int, str]] = []
        names = iter(value) if isinstance(value, dict) else None
        count = len(value) if isinstance(value, list | dict) else 0
        while len(found) < count:
            start, line = self._lines[self._next]
            self._next += 1
            bare = line.lstrip(" ")
            if bare and bare[0] != "#":
                found.append((start + len(line) - len(bare), bare))
        end = self._next_start()
        if names is None:
            return self._list([self._after(start, bare, 1) for start, bare in found], found[0][0], end)
        pairs = []
        for (start, bare), name in zip(found, names, strict=True):
            pairs.append((self._scalar(name, start, start + len(name)), self._after(start, bare, len(name) + 1)))
        return self._mapping(pairs, found[0][0], end)

    def _after(self, start: int, line: str, sign: int) -> Composed:
        """Make the node of the single value that stands behind a dash or a colon."""
        at = len(line) - len(line[sign:].lstrip(" "))
        return self._single(start + at, line[at:])

    def _next_start(self) -> int:
        """Tell where the next key begins, or where the document ends."""
        for start, line in self._lines[self._next :]:
            if line.strip(" ") and line[0] != "#" and line.lstrip(" ")[0] != "#":
                return start
        return self._end

    def _block(self, start: int, written: str) -> Composed:
        """Make the node of a text that stands on the lines below its key."""
        while self._next < len(self._lines):
            at, line = self._lines[self._next]
            if line and line[0] != " ":
                return self._scalar(written, start, at, style=written[0])
            self._next += 1
        return self._scalar(written, start, self._end, style=written[0])

    def _value(self, value: Value, start: int, written: str) -> Composed:
        if isinstance(value, list):
            return self._flow_list(start, written.rstrip(" "))
        if isinstance(value, dict):
            return self._flow_mapping(value, start, written.rstrip(" "))
        return self._single(start, written)

    def _single(self, start: int, written: str) -> Composed:
        """Make the node of a single value, what follows it on its line left out."""
        if written[0] in "\"'":
            return self._scalar(written, start, start + written.index(written[0], 1) + 1, style=written[0])
        comment = written.find(" #")
        bare = (written if comment < 0 else written[:comment]).rstrip(" ")
        return self._scalar(bare, start, start + len(bare))

    def _flow_list(self, start: int, written: str) -> Composed:
        self.height = 2
        items: list[Composed] = []
        at = 1
        while True:
            at = _after_blanks(written, at)
            if written[at] == "]":
                return self._list(items, start, start + len(written), is_flow=True)
            item, at = self._in_flow(start, written, at)
            items.append(item)

    def _flow_mapping(self, value: Mapping[str, Scalar], start: int, written: str) -> Composed:
        self.height = 2
        pairs, at = [], 1
        for name in value:
            at = _after_blanks(written, at)
            key = self._scalar(name, start + at, start + at + len(name))
            item, at = self._in_flow(start, written, _after_blanks(written, at + len(name) + 1))
            pairs.append((key, item))
        return self._mapping(pairs, start, start + len(written), is_flow=True)

    def _in_flow(self, start: int, written: str, at: int) -> tuple[Composed, int]:
        """Make the node of a value within brackets, and tell where the next begins, or the end."""
        mark = written[at]
        if mark in "\"'":
            end = written.index(mark, at + 1) + 1
            node = self._scalar(written[at:end], start + at, start + end, style=mark)
        else:
            comma = written.find(",", at)
            end = at + len(written[at : comma if comma >= 0 else len(written) - 1].rstrip(" "))
            node = self._scalar(written[at:end], start + at, start + end)
        end = _after_blanks(written, end)
        return node, end + 1 if written[end] == "," else end

    def _scalar(self, text: str, start: int, end: int, *, style: str | None = None) -> Composed:
        self.size += 1
        return Composed("scalar", text, start, end, style=style)

    def _list(self, items: list[Composed], start: int, end: int, *, is_flow: bool = False) -> Composed:
        self.size += 1
        return Composed("sequence", items, start, end, is_flow=is_flow)

    def _mapping(
        self, pairs: list[tuple[Composed, Composed]], start: int, end: int, *, is_flow: bool = False
    ) -> Composed:
        self.size += 1
        mapping = Composed("mapping", pairs, start, end, is_flow=is_flow)
        self.entries[id(mapping)] = {
            key.value: Entry(key.as_node(), value.as_node(), mapping.as_mapping(), place)
            for place, (key, value) in enumerate(pairs)
        }
        return mapping


def _after_blanks(text: str, at: int) -> int:
    while text[at] == " ":
        at += 1
    return at
