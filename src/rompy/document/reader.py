"""Reads a source into documents, each fault with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rompy.document.build import Builder
from rompy.document.compose import HAS_LIBYAML, compose
from rompy.document.document import Document
from rompy.document.fault import FaultError
from rompy.document.reading import Reading
from rompy.document.tree import Tree

if TYPE_CHECKING:
    from pathlib import Path

    from rompy.document.include import Follow
    from rompy.document.source import Source


def read(
    source: Source, *, libyaml: bool = HAS_LIBYAML, follow: Follow | None = None, folder: Path | None = None
) -> list[Reading]:
    """Read every document of a source: YAML 1.1 as PyYAML's SafeLoader reads it, or JSON (RFC 8259).

    A text that is no YAML ends the list with a reading that has a fault and no document. Beyond PyYAML, duplicate
    keys, values that contain themselves, aliases that unfold without bound and nesting without bound are faults.

    Args:
        source: The text.
        libyaml: Whether libyaml composes it.
        follow: What follows its includes; without it they stay where they are.
        folder: The folder of its file, where that is not for the reader of the document to know.
    """
    readings: list[Reading] = []
    try:
        for index, root in enumerate(compose(source, libyaml=libyaml)):
            builder = Builder(follow)
            try:
                data = builder.build(root)
            except FaultError as error:
                tree = Tree(root, index, libyaml, builder.entries, builder.included)
                document = Document(source, None, tree, folder)
                readings.append(Reading(document, (*builder.faults, error.fault)))
                continue
            tree = Tree(root, index, libyaml, builder.entries, builder.included, *builder.weight(root))
            document = Document(source, data, tree, folder)
            readings.append(Reading(document, tuple(builder.faults)))
    except FaultError as error:
        readings.append(Reading(None, (error.fault,)))
    return readings
