"""One YAML or JSON document: its data, and where each key and value of it stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, Any

from rompy.document.nodes import is_mapping, is_scalar, is_sequence
from rompy.document.source import Source, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path as FilePath

    import yaml

    from rompy.document.aliases import Slot
    from rompy.document.include import Included
    from rompy.document.tree import Plainness, Tree

Path = tuple[str | int, ...]
"""Where in a document's data: the keys and indices from its root down."""

_ANCHOR = r"&[^\s,\[\]{}]+(?:\s+(?:#[^\r\n]*)?)+"


class Document:
    """The data of one document of a source; lines and columns are found when they are asked for.

    Where includes were followed, the data is composed of what several files hold. ``home`` leads to the document that
    a value is written in; the places that the others give are those of this document's own text.
    """

    def __init__(self, source: Source, data: object, tree: Tree, folder: FilePath | None = None) -> None:
        self.source = source
        self.folder = folder
        """The absolute folder of an included file; None for what was read first, whose folder is known."""
        self.size = tree.size
        self.height = tree.height
        self.written = tree.written
        self.index = tree.number
        """Which document of the source it is, counted from 0."""
        self.data = data
        self._tree = tree
        self._root = tree.root
        self._entries = tree.entries
        self._included = tree.included

    def home(self, path: Path) -> tuple[Document, Path]:
        """Give the document that the value at a path is written in, and the path there."""
        if not self._included:
            return self, path
        node = self._root
        for index, step in enumerate(path):
            inner = self._included_at(node)
            if inner is not None:
                return inner.home(path[index:])
            found = self._child(node, step)
            if found is None:
                return self, path
            node = found[1]
        inner = self._included_at(node)
        return (self, path) if inner is None else inner.home(())

    def key_home(self, path: Path) -> tuple[Document, Path]:
        """Give the document that the key at the end of a path is written in, and the path there."""
        if not path:
            return self.home(path)
        document, above = self.home(path[:-1])
        # an item of a list has no key, and stands where its value does
        return document.home((*above, path[-1])) if isinstance(path[-1], int) else (document, (*above, path[-1]))

    def folder_of(self, path: Path) -> FilePath | None:
        """Give the folder of the included file that the value at a path is written in; None where it is in none."""
        return self.home(path)[0].folder

    def is_included(self, path: Path) -> bool:
        """Tell whether the value at a path is written in another file."""
        return self.home(path)[0] is not self

    @property
    def includes(self) -> list[Included]:
        """What each include of the document itself led to."""
        return list(self._included.values())

    def included(self, is_wanted: Callable[[str], bool]) -> Iterator[tuple[Included, bool]]:
        """Yield all that was included, and whether it stands below a key that is wanted."""
        waiting: list[tuple[Document, bool]] = [(self, False)]
        seen: set[tuple[int, bool]] = set()
        while waiting:
            document, is_below = waiting.pop()
            if (id(document), is_below) in seen or not document.includes:
                continue
            seen.add((id(document), is_below))
            for found, is_here in document.includes_under(is_wanted):
                yield found, is_below or is_here
                if found.document is not None:
                    waiting.append((found.document, is_below or is_here))

    def includes_under(self, is_wanted: Callable[[str], bool]) -> Iterator[tuple[Included, bool]]:
        """Yield what each include of the document itself led to, and whether it stands below a key that is wanted."""
        for node, wanted in self._scalars_under(is_wanted):
            if id(node) in self._included:
                yield self._included[id(node)], wanted

    def value_span(self, path: Path) -> Span:
        """Tell where the value at a path stands: an alias where the alias is, a merged value where it is written.

        A path that leads nowhere gives the innermost value on the way to it.
        """
        return self._walk(path)[1]

    def key_span(self, path: Path) -> Span:
        """Tell where the key of a path stands; an item of a list, or the root, has none and gives its value."""
        key, value = self._walk(path)
        return key or value

    def has(self, path: Path) -> bool:
        """Tell whether a path leads to a value."""
        if self._included:
            document, path = self.home(path)
            if document is not self:
                return document.has(path)
        node = self._root
        for step in path:
            found = self._child(node, step)
            if found is None:
                return False
            node = found[1]
        return True

    def value_at(self, path: Path) -> Any:  # noqa: ANN401 - what a YAML file holds is of any type
        """Give the value at a path.

        Raises:
            LookupError: where the path leads nowhere.
        """
        value: Any = self.data
        for step in path:
            if isinstance(value, dict) and step not in value:
                step = next((key for key in value if str(key) == str(step)), step)  # noqa: PLW2901
            try:
                value = value[step]
            except (TypeError, LookupError):
                raise LookupError(path) from None
        return value

    def is_written_out(self, path: Path) -> bool:
        """Tell whether a path leads to a value without an alias or a merge key: changing it changes nothing else."""
        node = self._root
        for step in path:
            found = self._child(node, step)
            if found is None:
                return False
            _, value, parent, place = found
            if parent is not node or (id(parent), place) in self._aliases:
                return False
            node = value
        return True

    def is_block(self, path: Path) -> bool:
        """Tell whether the value at a path is a mapping or a list with one entry a line, without brackets."""
        node = self._node(path)
        return (is_mapping(node) or is_sequence(node)) and not node.flow_style

    def whole_span(self, path: Path) -> Span:
        """Tell where the whole value at a path stands, on however many lines; a block ends where the next begins."""
        node = self._node(path)
        return Span(node.start_mark.index, node.end_mark.index)

    def holds_text(self, offset: int) -> bool:
        """Tell whether a character belongs to a key or a value, so that a ``#`` there begins no comment."""
        spans = self._scalar_spans
        index = bisect_right(spans, (offset, len(self.source.text))) - 1
        return index >= 0 and spans[index][0] <= offset < spans[index][1]

    def style_at(self, path: Path) -> str | None:
        """Tell how the scalar at a path is written: ``"``, ``'``, ``|``, ``>``, or None where it is plain."""
        node = self._node(path)
        # libyaml says '' for a plain one
        return node.style or None if is_scalar(node) else None

    def scalar_spans_under(self, is_wanted: Callable[[str], bool]) -> list[Span]:
        """List where every scalar stands below a key that is wanted, whichever of equal keys and aliases it has.

        The path of an include is none: it is no value.
        """
        return [
            Span(node.start_mark.index, node.end_mark.index)
            for node, wanted in self._scalars_under(is_wanted)
            if wanted and id(node) not in self._included
        ]

    def _scalars_under(self, is_wanted: Callable[[str], bool]) -> Iterator[tuple[yaml.ScalarNode, bool]]:
        """Yield every scalar that is a value, with whether it stands below a key that is wanted; perhaps both ways."""
        waiting: list[tuple[yaml.Node, bool]] = [(self._root, False)]
        seen: set[tuple[int, bool]] = set()
        while waiting:
            node, wanted = waiting.pop()
            if (id(node), wanted) in seen:
                continue
            seen.add((id(node), wanted))
            if is_mapping(node):
                for key, value in node.value:
                    is_key_wanted = is_scalar(key) and is_wanted(key.value)
                    waiting.append((value, wanted or is_key_wanted))
            elif is_sequence(node):
                waiting += [(item, wanted) for item in node.value]
            elif is_scalar(node):
                yield node, wanted

    def scalar_spans(self) -> list[Span]:
        """List where every scalar that is a value stands."""
        return [Span(node.start_mark.index, node.end_mark.index) for node, _ in self._scalars_under(lambda _: False)]

    @cached_property
    def _scalar_spans(self) -> list[Span]:
        spans: list[Span] = []
        waiting, seen = [self._root], set()
        while waiting:
            node = waiting.pop()
            if id(node) in seen:
                continue
            seen.add(id(node))
            if is_mapping(node):
                waiting += [part for pair in node.value for part in pair]
            elif is_sequence(node):
                waiting += node.value
            else:
                spans.append(Span(node.start_mark.index, node.end_mark.index))
        return sorted(spans)

    @property
    def plainness(self) -> Plainness:
        """Tell how plainly it is written, as far as that is known."""
        return self._tree.plainness

    @cached_property
    def _aliases(self) -> dict[Slot, Span]:
        if self._tree.plainness or self.source.is_json or "*" not in self.source.text:
            return {}
        from rompy.document.aliases import alias_spans  # noqa: PLC0415 - most documents have no aliases

        return alias_spans(self.source, self._tree.number, self._tree.root, libyaml=self._tree.libyaml)

    def _included_at(self, node: yaml.Node) -> Document | None:
        found = self._included.get(id(node))
        return None if found is None else found.document

    def _node(self, path: Path) -> yaml.Node:
        node = self._root
        for step in path:
            found = self._child(node, step)
            if found is None:
                break
            node = found[1]
        return node

    def _walk(self, path: Path) -> tuple[Span | None, Span]:
        node, key, value = self._root, None, self._shown(self._root)
        for step in path:
            found = self._child(node, step)
            if found is None:
                return None, value
            key_node, node, parent, place = found
            key = None if key_node is None else self._shown(key_node, (id(parent), place - 1))
            value = self._shown(node, (id(parent), place))
        return key, value

    def _child(self, node: yaml.Node, step: str | int) -> tuple[yaml.Node | None, yaml.Node, yaml.Node, int] | None:
        """Find key node and value node of one step, and the place of the value node in the node that holds it."""
        if is_mapping(node):
            entries = self._entries.get(id(node), {})
            # pydantic says keys that are no strings as text
            entry = entries.get(step) or next((entry for key, entry in entries.items() if str(key) == str(step)), None)
            return None if entry is None else (entry.key, entry.value, entry.mapping, 2 * entry.place + 1)
        if is_sequence(node) and isinstance(step, int) and 0 <= step < len(node.value):
            return None, node.value[step], node, step
        return None

    def _shown(self, node: yaml.Node, slot: Slot | None = None) -> Span:
        """Tell where a node stands: its alias, or its text without the anchor, shortened where it has several lines.

        What stands for a value of several lines is its first key, or its first line.
        """
        if slot in self._aliases:
            return self._aliases[slot]
        start, end = node.start_mark.index, node.end_mark.index
        anchor = re.match(_ANCHOR, self.source.text[start:end]) if self.source.text.startswith("&", start) else None
        span = Span(start + anchor.end() if anchor else start, end)
        text = self.source.text[span.start : span.end]
        if "\n" not in text and "\r" not in text:
            return span
        if is_mapping(node) and not node.flow_style and node.value:
            return self._shown(node.value[0][0], (id(node), 0))
        first_line = re.split(r"[\r\n]", text, maxsplit=1)[0].rstrip()
        return Span(span.start, span.start + max(1, len(first_line)))
