"""One YAML or JSON document: its data, and where each key and value of it stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

from rompy.document.source import Source, Span

if TYPE_CHECKING:
    from rompy.document.build import Entries

Path = tuple[str | int, ...]
"""Where in a document's data: the keys and indices from its root down."""

_ANCHOR = re.compile(r"&[^\s,\[\]{}]+[ \t]+")
_TO_ALIAS = re.compile(r"(?:[\s:,?\-\[{]|#[^\r\n]*)*\*[^\s,\[\]{}]+")


class Document:
    """The data of one document of a source; lines and columns are found when they are asked for."""

    def __init__(self, source: Source, index: int, data: object, root: yaml.Node, entries: dict[int, Entries]) -> None:
        self.source = source
        self.index = index
        """Which document of the source it is, counted from 0."""
        self.data = data
        self._root = root
        self._entries = entries

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

    def style_at(self, path: Path) -> str | None:
        """Tell how the scalar at a path is written: ``"``, ``'``, ``|``, ``>``, or None where it is plain."""
        node = self._node(path)
        return node.style if isinstance(node, yaml.ScalarNode) else None

    def scalar_spans_below(self, path: Path) -> list[Span]:
        """List where the scalars of the value at a path stand, aliased and merged ones where they are written."""
        spans: list[Span] = []
        waiting, seen = [self._node(path)], set()
        while waiting:
            node = waiting.pop()
            if id(node) in seen:
                continue
            seen.add(id(node))
            if isinstance(node, yaml.MappingNode):
                waiting += [value for _, value in self._entries.get(id(node), {}).values()]
            elif isinstance(node, yaml.SequenceNode):
                waiting += node.value
            else:
                spans.append(Span(node.start_mark.index, node.end_mark.index))
        return spans

    def _node(self, path: Path) -> yaml.Node:
        node = self._root
        for step in path:
            found = self._child(node, step)
            if found is None:
                break
            node = found[1]
        return node

    def _walk(self, path: Path) -> tuple[Span | None, Span]:
        node, key, value = self._root, None, self._span(self._root)
        for step in path:
            found = self._child(node, step)
            if found is None:
                return None, self._clipped(node, value)
            key_node, node, before = found
            key = None if key_node is None else self._span(key_node)
            value = self._value_or_alias(node, before)
        return key, self._clipped(node, value)

    def _child(self, node: yaml.Node, step: str | int) -> tuple[yaml.Node | None, yaml.Node, int] | None:
        """Find key node and value node of one step, and where the text before the value ends."""
        if isinstance(node, yaml.MappingNode):
            entries = self._entries.get(id(node), {})
            # pydantic says keys that are no strings as text
            pair = entries.get(step) or next((pair for key, pair in entries.items() if str(key) == str(step)), None)
            return None if pair is None else (*pair, pair[0].end_mark.index)
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and 0 <= step < len(node.value):
            before = self._end(node.value[step - 1], node) if step else node.start_mark.index
            return None, node.value[step], before
        return None

    def _end(self, item: yaml.Node, parent: yaml.Node) -> int:
        inside = parent.start_mark.index <= item.start_mark.index
        return item.end_mark.index if inside else parent.start_mark.index

    def _value_or_alias(self, node: yaml.Node, before: int) -> Span:
        """Tell where a value stands; a node that was composed before its key is there by an alias."""
        span = self._span(node)
        if span.start >= before:
            return span
        alias = _TO_ALIAS.match(self.source.text, before)
        if alias is None:
            return span
        return Span(self.source.text.rindex("*", before, alias.end()), alias.end())

    def _clipped(self, node: yaml.Node, span: Span) -> Span:
        """Shorten a value of several lines to what stands for it: its first key, or its first line."""
        text = self.source.text[span.start : span.end]
        if "\n" not in text and "\r" not in text:
            return span
        if isinstance(node, yaml.MappingNode) and not node.flow_style and node.value:
            return self._span(node.value[0][0])
        first_line = re.split(r"[\r\n]", text, maxsplit=1)[0].rstrip()
        return Span(span.start, span.start + max(1, len(first_line)))

    def _span(self, node: yaml.Node) -> Span:
        """Tell where a node stands, its anchor left out."""
        start, end = node.start_mark.index, node.end_mark.index
        anchor = _ANCHOR.match(self.source.text, start, end)
        return Span(anchor.end() if anchor else start, end)
