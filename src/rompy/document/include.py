"""A value that stands in another file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Include:
    """What ``!include other.yml`` reads as: the path as written, its content left where it is."""

    path: str
