"""Reads a source into documents, each fault with its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rompy.document.build import Builder
from rompy.document.compose import HAS_LIBYAML, compose
from rompy.document.document import Document, Tree
from rompy.document.fault import Fault, FaultError

if TYPE_CHECKING:
    from rompy.document.source import Source


@dataclass(frozen=True)
class Reading:
    """What reading one document gave; there is no document where the text could not be composed or built."""

    document: Document | None
    faults: tuple[Fault, ...] = ()


def read(source: Source, *, libyaml: bool = HAS_LIBYAML) -> list[Reading]:
    """Read every document of a source: YAML 1.1 as PyYAML's SafeLoader reads it, or JSON (RFC 8259).

    A text that is no YAML ends the list with a reading that has a fault and no document. Beyond PyYAML, duplicate
    keys, values that contain themselves, aliases that unfold without bound and nesting without bound are faults.
    """
    readings: list[Reading] = []
    try:
        for index, root in enumerate(compose(source, libyaml=libyaml)):
            builder = Builder()
            tree = Tree(root, index, libyaml, builder.entries)
            try:
                data = builder.build(root)
            except FaultError as error:
                document = Document(source, None, tree)
                readings.append(Reading(document, (*builder.faults, error.fault)))
                continue
            document = Document(source, data, tree)
            readings.append(Reading(document, tuple(builder.faults)))
    except FaultError as error:
        readings.append(Reading(None, (error.fault,)))
    return readings
