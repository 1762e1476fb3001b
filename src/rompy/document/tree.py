"""The nodes of a document, and which node each key leads to."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Hashable

    import yaml

    from rompy.document.include import Included


class Entry(NamedTuple):
    """A key and its value, and the mapping and pair in which both are written; merged ones stand in another mapping."""

    key: yaml.Node
    value: yaml.Node
    mapping: yaml.MappingNode
    place: int


Entries = dict["Hashable", Entry]


class Plainness(IntEnum):
    """How plainly a document is written."""

    NONE = 0
    """Perhaps with anchors, aliases, tags or on several lines; perhaps not."""
    WIDE = 1
    """Surely without these, and perhaps with values that readers of YAML 1.1 and 1.2 read differently."""
    STRICT = 2
    """Surely so that every reader of YAML reads the same."""


class Tree(NamedTuple):
    """The nodes that a document was composed into."""

    root: yaml.Node
    number: int
    """Which document of its source it is, counted from 0."""
    libyaml: bool
    """Whether libyaml composed it."""
    entries: dict[int, Entries]
    """For each mapping node, by identity, its entries by key."""
    included: dict[int, Included]
    """For each include node, by identity, what it led to."""
    size: int = 1
    """Of how many values the data is, aliases and includes unfolded."""
    height: int = 0
    """How deep mappings and lists stand in each other."""
    written: int = 1
    """How many values are written in the document itself."""
    plainness: Plainness = Plainness.NONE
    """How plainly it is written, as far as that is known."""
