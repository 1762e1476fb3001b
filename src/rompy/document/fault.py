"""What is wrong with a text that was read, and where it stands."""

from __future__ import annotations

from typing import NamedTuple

from rompy.document.source import Source, Span

MAX_DEPTH = 100
"""Deepest nesting of mappings and lists that is read; backend files have three levels."""

INCLUDE_KINDS = frozenset({"include_unreadable", "include_cycle", "include_too_deep", "include_outside_repository"})
"""Kinds of faults of an include itself; those within what it leads to are faults of that file."""
TEMPLATE_KINDS = frozenset({"malformed_template", "unknown_filter", "inapplicable_filter", "unset_variable"})
STILL_DATA = frozenset({"duplicate_key"}) | INCLUDE_KINDS | TEMPLATE_KINDS
"""Kinds of reading faults that leave data which is worth judging."""


class Elsewhere(NamedTuple):
    """A place in another file that belongs to a fault, and what stands there."""

    source: Source
    span: Span
    label: str


class Fault(NamedTuple):
    """A fault of reading; ``kind`` is stable and named by the rule that reports it."""

    kind: str
    span: Span
    message: str
    help: str | None = None
    related: tuple[tuple[Span, str], ...] = ()
    """Other places in the same file that belong to the fault, each with what stands there."""
    source: Source | None = None
    """The file that it stands in, where that is included by the one that was read."""
    elsewhere: tuple[Elsewhere, ...] = ()
    """Places in other files."""


class FaultError(Exception):
    """Carries the fault that ends the reading of a text out of the depths of the reader."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


def too_deep(offset: int) -> Fault:
    """Make the fault of a collection below the deepest level that is read."""
    message = f"Nested more than {MAX_DEPTH} levels deep"
    return Fault("nested_too_deep", Span(offset, offset + 1), message, "flatten the file")
