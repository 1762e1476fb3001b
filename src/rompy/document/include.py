"""A value that stands in another file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from rompy.document.source import Source, Span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rompy.document.document import Document
    from rompy.document.fault import Fault


@dataclass(frozen=True)
class Include:
    """What ``!include other.yml`` reads as where it is not followed: the path as written."""

    path: str


class Included(NamedTuple):
    """What following an include gave."""

    source: Source | None
    """The included file, where it could be read as text."""
    document: Document | None
    """What it holds; None where it holds nothing, or nothing that can be used."""
    is_empty: bool = False
    """Whether it holds nothing, which is read as null."""
    faults: tuple[Fault, ...] = ()
    """What is wrong with it, as faults of the including file."""
    written: Mapping[str, int] | None = None
    """How many values are written in it and in each file below it."""


Follow = Callable[[Include, Span], Included]
"""Follows an include that stands at a place of a file."""
