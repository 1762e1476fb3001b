"""The nodes of a document, and which node each key leads to."""

from __future__ import annotations

from dataclasses import dataclass, field
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


@dataclass(frozen=True)
class Tree:
    """The nodes that a document was composed into."""

    root: yaml.Node
    index: int
    """Which document of its source it is, counted from 0."""
    libyaml: bool
    """Whether libyaml composed it."""
    entries: dict[int, Entries]
    """For each mapping node, by identity, its entries by key."""
    included: dict[int, Included] = field(default_factory=dict)
    """For each include node, by identity, what it led to."""
    size: int = 1
    """Of how many values the data is, aliases and includes unfolded."""
    height: int = 0
    """How deep mappings and lists stand in each other."""
    written: int = 1
    """How many values are written in the document itself."""
    is_plain: bool = False
    """Whether it is written so plainly that it surely has no aliases."""
