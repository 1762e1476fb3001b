"""What may be shown of fixes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from rompy.document import Position, Source
    from rompy.lint.finding import Finding, Fix, Report

MASK = "*"
"""What stands for a character that is not shown."""


class ShownEdit(NamedTuple):
    """An edit by line and column."""

    start: Position
    end: Position
    text: str | None
    """What is to stand there; None where it may hold a secret."""


def shown_edits(finding: Finding, report: Report) -> tuple[ShownEdit, ...]:
    """Give the edits of a finding's fix, without their texts where the fix touches a value that is masked.

    What an edit writes is made from what stands where its fix edits, so a fix that touches no masked character
    can show no masked value. An asterisk of the file itself counts as masked: that hides too much, never too little.
    """
    source = report.sources.get(finding.place.file)
    if finding.fix is None or source is None:
        return ()
    is_secret = touches_mask(finding.fix, source)
    return tuple(
        ShownEdit(
            source.position(edit.span.start),
            source.position(edit.span.end),
            None if is_secret and edit.text else edit.text,
        )
        for edit in finding.fix.edits
    )


def option(fix: Fix) -> str:
    """Name the option that applies a fix."""
    return "--fix" if fix.is_safe else "--unsafe-fixes"


def touches_mask(fix: Fix, source: Source) -> bool:
    """Tell whether a fix edits what is masked."""
    return any(MASK in source.text[edit.span.start : edit.span.end] for edit in fix.edits)
