"""The nodes that a document is composed into: PyYAML's, or these, which are alike and load in no time."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeGuard, cast

if TYPE_CHECKING:
    import yaml


class Mark:
    """A place in a text, in characters."""

    __slots__ = ("index",)

    def __init__(self, index: int) -> None:
        self.index = index


class Composed:
    """A node as PyYAML's are; ``id`` is ``scalar``, ``sequence`` or ``mapping``."""

    __slots__ = ("end_mark", "flow_style", "id", "start_mark", "style", "value")

    def __init__(  # noqa: PLR0913 - what a node is
        self, kind: str, value: object, start: int, end: int, *, style: str | None = None, is_flow: bool = False
    ) -> None:
        self.id = kind
        self.value = value
        self.start_mark = Mark(start)
        self.end_mark = Mark(end)
        self.style = style
        self.flow_style = is_flow

    def as_node(self) -> yaml.Node:
        """Give it as what it stands for."""
        return cast("yaml.Node", self)

    def as_mapping(self) -> yaml.MappingNode:
        """Give a mapping as what it stands for."""
        return cast("yaml.MappingNode", self)


def is_mapping(node: yaml.Node) -> TypeGuard[yaml.MappingNode]:
    """Tell whether a node is a mapping."""
    return _kind(node) == "mapping"


def is_sequence(node: yaml.Node) -> TypeGuard[yaml.SequenceNode]:
    """Tell whether a node is a list."""
    return _kind(node) == "sequence"


def is_scalar(node: yaml.Node) -> TypeGuard[yaml.ScalarNode]:
    """Tell whether a node is a single value."""
    return _kind(node) == "scalar"


def _kind(node: yaml.Node) -> object:
    # PyYAML names the kinds of nodes so, and its typing does not say it of all
    return getattr(node, "id", None)
