"""YAML nodes to the data that PyYAML's SafeLoader gives, with the node of every key and value kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml
from yaml.constructor import ConstructorError, SafeConstructor

from rompy.document.fault import MAX_DEPTH, Fault, FaultError, too_deep
from rompy.document.include import Include, Included
from rompy.document.source import Span
from rompy.document.tree import Entries, Entry

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from rompy.document.include import Follow

_TAG = "tag:yaml.org,2002:"
_SCALARS: dict[str, Callable[[SafeConstructor, yaml.Node], Any]] = {
    _TAG + name: SafeConstructor.yaml_constructors[_TAG + name]
    for name in ("null", "bool", "int", "float", "binary", "timestamp", "str")
}
_COLLECTIONS: dict[str, type[yaml.Node]] = {
    _TAG + "map": yaml.MappingNode,
    _TAG + "set": yaml.MappingNode,
    _TAG + "seq": yaml.SequenceNode,
    _TAG + "omap": yaml.SequenceNode,
    _TAG + "pairs": yaml.SequenceNode,
}
_NUMBERS = {_TAG + "int", _TAG + "float"}
_INCLUDE = "!include"
_MERGE = _TAG + "merge"
_VALUE = _TAG + "value"

MAX_EXPANDED = 100_000
"""How many values aliases may unfold into, where that is also ten times what is written."""
_MAX_SHOWN = 60
"""Longest part of a key that a message shows."""
_MAX_NUMBER = 1000
"""Longest number in characters: Python refuses to print whole numbers of more than 4300 digits."""


class Builder:
    """Builds the data of one document and remembers which nodes it came from."""

    def __init__(self, follow: Follow | None = None) -> None:
        self.faults: list[Fault] = []
        self.included: dict[int, Included] = {}
        """For each include node, by identity: what it led to."""
        self._follow = follow
        self.entries: dict[int, Entries] = {}
        """For each mapping node, by identity: key to its entry, merged ones included."""
        self._constructor = SafeConstructor()
        self._data: dict[int, Any] = {}
        self._size: dict[int, int] = {}
        self._height: dict[int, int] = {}
        self._below = 0
        self._open: set[int] = set()
        self._flat: dict[int, list[Entry]] = {}
        self._merging: list[int] = []
        self._merged = 0

    def build(self, root: yaml.Node) -> Any:  # noqa: ANN401 - what a YAML file holds is of any type
        """Give the document's data; ``faults`` then says what is wrong with it.

        Raises:
            FaultError: where building cannot go on, as with an alias bomb.
        """
        return self._value(root, 0)

    def weight(self, root: yaml.Node) -> tuple[int, int, int]:
        """Tell of how many values the data is, how deep they stand in each other, and how many are written."""
        return self._size.get(id(root), 1), self._height.get(id(root), 0), len(self._data)

    def _value(self, node: yaml.Node, depth: int) -> Any:  # noqa: ANN401
        identity = id(node)
        if identity in self._open:
            message = "This value contains itself through an alias"
            raise FaultError(Fault("alias_bomb", _start(node), message, "write the value out"))
        if identity not in self._data:
            self._build(node, depth)
        height = self._height[identity]
        # aliases can nest deeper than anything that is written
        if depth + height > MAX_DEPTH:
            raise FaultError(too_deep(node.start_mark.index))
        self._below = max(self._below, height)
        return self._data[identity]

    def _build(self, node: yaml.Node, depth: int) -> None:
        identity = id(node)
        if depth > MAX_DEPTH:
            raise FaultError(too_deep(node.start_mark.index))
        beside, self._below = self._below, 0
        self._open.add(identity)
        if isinstance(node, yaml.ScalarNode):
            data, size, height = self._scalar(node), 1, 0
            found = self.included.get(identity)
            if found is not None and found.document is not None:
                size, height = found.document.size, found.document.height
        else:
            data, size = self._collection(node, depth)
            height = self._below + 1
        self._open.discard(identity)
        self._below = beside
        self._data[identity], self._size[identity], self._height[identity] = data, size, height
        self._check_size(node, size)

    def _check_size(self, node: yaml.Node, size: int) -> None:
        if size > MAX_EXPANDED and size > 10 * (len(self._data) + self._written_elsewhere()):
            what = "aliases and includes" if self.included else "aliases"
            message = f"The {what} in this value unfold into more than a hundred thousand values"
            raise FaultError(Fault("alias_bomb", _start(node), message, "write the values out, or drop the aliases"))

    def _written_elsewhere(self) -> int:
        """Count the values that are written in included files, each file once."""
        files: dict[str, int] = {}
        for found in self.included.values():
            files.update(found.written or {})
        return sum(files.values())

    def _include(self, node: yaml.ScalarNode) -> Any:  # noqa: ANN401
        include = Include(node.value)
        if self._follow is None:
            return include
        found = self._follow(include, Span(node.start_mark.index, node.end_mark.index))
        self.included[id(node)] = found
        self.faults += found.faults
        if found.document is not None:
            return found.document.data
        return None if found.is_empty else include

    def _scalar(self, node: yaml.ScalarNode) -> Any:  # noqa: ANN401
        construct = _SCALARS.get(node.tag)
        if not node.value and node.end_mark.index - node.start_mark.index == len("!"):
            # libyaml makes an empty text of it, PyYAML nothing
            self._fault("impossible_value", node, "A lone ! is read differently by every reader", "put it in quotes")
        elif node.tag in _NUMBERS and len(node.value) > _MAX_NUMBER:
            self._fault("impossible_value", node, f"A number of more than {_MAX_NUMBER} characters is not read")
        elif construct is not None:
            try:
                return construct(self._constructor, node)
            except (ConstructorError, ValueError, LookupError, AttributeError, TypeError, OverflowError):
                self._fault(
                    "impossible_value",
                    node,
                    f"This cannot be read as {_kind(node.tag)}, which YAML takes it for",
                )
        elif node.tag == _INCLUDE:
            return self._include(node)
        elif node.tag in {_MERGE, _VALUE}:
            self._fault(
                "impossible_value",
                node,
                f"A lone {node.value} has a meaning of its own in YAML 1.1",
                "put it in quotes",
            )
        elif node.tag in _COLLECTIONS:
            self._fault(
                "impossible_value",
                node,
                f"This is a single value, and its tag says {_kind(node.tag)}",
                "remove the tag",
            )
        else:
            self._unknown_tag(node)
        return None

    def _collection(self, node: yaml.Node, depth: int) -> tuple[Any, int]:
        expected = _COLLECTIONS.get(node.tag)
        if expected is None:
            if node.tag in _SCALARS or node.tag == _INCLUDE:
                self._fault(
                    "impossible_value",
                    node,
                    f"This is no single value, and its tag says {_kind(node.tag)}",
                    "remove the tag",
                )
            else:
                self._unknown_tag(node)
        elif not isinstance(node, expected):
            self._fault(
                "impossible_value",
                node,
                f"The tag of this value says {_kind(node.tag)}, which it is not",
                "remove the tag",
            )
        if isinstance(node, yaml.MappingNode):
            data, size = self._mapping(node, depth)
            return (set(data), size) if node.tag == _TAG + "set" else (data, size)
        if isinstance(node, yaml.SequenceNode) and node.tag in {_TAG + "omap", _TAG + "pairs"}:
            return self._pairs(node, depth)
        items = [self._value(item, depth + 1) for item in node.value]
        return items, 1 + sum(self._size[id(item)] for item in node.value)

    def _pairs(self, node: yaml.SequenceNode, depth: int) -> tuple[list[tuple[Any, Any]], int]:
        """Build a list of pairs, whose keys PyYAML neither merges nor needs to be single values."""
        pairs: list[tuple[Any, Any]] = []
        size = 1
        for item in node.value:
            if not isinstance(item, yaml.MappingNode) or len(item.value) != 1:
                self._fault("impossible_value", item, f"Each item of {_kind(node.tag)} is a mapping with one key")
                continue
            [(key_node, value_node)] = item.value
            key, value = self._value(key_node, depth + 2), self._value(value_node, depth + 2)
            size += 1 + self._size[id(key_node)] + self._size[id(value_node)]
            pairs.append((key, value))
            if isinstance(key_node, yaml.ScalarNode):
                self.entries[id(item)] = {key: Entry(key_node, value_node, item, 0)}
        # each pair is a level of its own
        self._below += 1
        return pairs, size

    def _mapping(self, node: yaml.MappingNode, depth: int) -> tuple[dict[Any, Any], int]:
        written: dict[Hashable, yaml.Node] = {}
        data: dict[Any, Any] = {}
        entries: Entries = {}
        size = 1
        for entry in self._flattened(node, depth):
            key_node, value_node = entry.key, entry.value
            if key_node.tag == _INCLUDE:
                self._fault(
                    "unusable_key", key_node, "A key cannot be included", "write the key itself, and include its value"
                )
                continue
            key = key_node.value if key_node.tag == _VALUE else self._value(key_node, depth + 1)
            value = self._value(value_node, depth + 1)
            size += self._size.get(id(key_node), 1) + self._size[id(value_node)]
            merged = entry.mapping is not node
            try:
                if not merged and key in written:
                    self._duplicate(key_node, written[key])
            except TypeError:
                self._fault(
                    "unusable_key",
                    key_node,
                    "A list or a mapping cannot be a key",
                    "write a single value before the colon; a text that starts with {{ needs quotes",
                )
                continue
            if not merged:
                written[key] = key_node
            data[key] = value
            entries[key] = entry
        self.entries[id(node)] = entries
        return data, size

    def _flattened(self, node: yaml.MappingNode, depth: int) -> list[Entry]:
        """List the entries of a mapping, those of its merge keys first (https://yaml.org/type/merge.html)."""
        if id(node) in self._flat:
            return self._flat[id(node)]
        if depth + len(self._merging) > MAX_DEPTH:
            raise FaultError(too_deep(node.start_mark.index))
        self._merging.append(id(node))
        merged: list[Entry] = []
        own: list[Entry] = []
        for index, (key, value) in enumerate(node.value):
            if key.tag != _MERGE:
                own.append(Entry(key, value, node, index))
                continue
            for mapping in self._mappings_to_merge(value):
                if id(mapping) in self._merging:
                    message = "This mapping merges itself"
                    raise FaultError(Fault("alias_bomb", _start(key), message, "write the keys out"))
                entries = self._flattened(mapping, depth)
                self._check_merged(node, len(entries))
                merged += entries
        self._merging.pop()
        self._flat[id(node)] = merged + own
        return self._flat[id(node)]

    def _check_merged(self, node: yaml.Node, count: int) -> None:
        self._merged += count
        if self._merged > MAX_EXPANDED and self._merged > 10 * len(self._data):
            message = "The merge keys unfold into more than a hundred thousand keys by this mapping"
            raise FaultError(Fault("alias_bomb", _start(node), message, "write the keys out"))

    def _mappings_to_merge(self, value: yaml.Node) -> list[yaml.MappingNode]:
        """List what one ``<<`` merges, later ones being overridden by earlier ones of a list."""
        candidates = list(reversed(value.value)) if isinstance(value, yaml.SequenceNode) else [value]
        mappings = [candidate for candidate in candidates if isinstance(candidate, yaml.MappingNode)]
        if any(candidate.tag == _INCLUDE for candidate in candidates):
            message = "The key << cannot merge what stands in another file"
            self._fault("impossible_value", value, message, "include the whole mapping, or write its keys out")
        elif len(mappings) < len(candidates):
            message = "The key << merges a mapping or a list of mappings, and this is neither"
            self._fault("impossible_value", value, message)
        return mappings

    def _duplicate(self, node: yaml.Node, first: yaml.Node) -> None:
        written = str(node.value)
        key = repr(written if len(written) <= _MAX_SHOWN else written[:_MAX_SHOWN] + "...")
        fault = Fault(
            "duplicate_key",
            Span(node.start_mark.index, node.end_mark.index),
            f"The key {key} stands here a second time",
            "keep one of the two: only the last would count",
            ((Span(first.start_mark.index, first.end_mark.index), "the first one is here"),),
        )
        self.faults.append(fault)

    def _unknown_tag(self, node: yaml.Node) -> None:
        tag = node.tag.replace(_TAG, "!!", 1)
        danger = ", and it could run code" if "python/" in tag else ""
        self.faults.append(
            Fault("unknown_tag", _start(node), f"The tag {tag} means nothing here{danger}", "remove the tag")
        )

    def _fault(self, kind: str, node: yaml.Node, message: str, advice: str | None = None) -> None:
        self.faults.append(Fault(kind, Span(node.start_mark.index, node.end_mark.index), message, advice))


def _start(node: yaml.Node) -> Span:
    return Span(node.start_mark.index, node.end_mark.index)


_KINDS = {
    "null": "nothing (null)",
    "bool": "a boolean",
    "int": "a whole number",
    "float": "a number",
    "binary": "base64 data",
    "timestamp": "a date",
    "str": "a text",
    "map": "a mapping",
    "set": "a set",
    "seq": "a list",
    "omap": "an ordered mapping",
    "pairs": "a list of pairs",
}


def _kind(tag: str) -> str:
    return _KINDS.get(tag.removeprefix(_TAG), tag)
