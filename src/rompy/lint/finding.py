"""What a lint run found, as values that any format can show."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rompy.document import Position, Source, Span
    from rompy.lint.kind import Kind


class Severity(StrEnum):
    """How bad a finding is: an error will not run, or not as written; a warning will bite later."""

    ERROR = "error"
    WARNING = "warning"


class Place(NamedTuple):
    """A stretch of a file; lines and columns count from 1, columns in characters, and ``end`` is exclusive."""

    file: str
    start: Position
    end: Position


class Related(NamedTuple):
    """Another place that belongs to a finding, and what stands there."""

    place: Place
    label: str


class Edit(NamedTuple):
    """A stretch of a text, and what is to stand there instead."""

    span: Span
    text: str


class Fix(NamedTuple):
    """A way to mend a finding by editing its file."""

    title: str
    """What it does, as an order: "rename to 'memory'"."""
    edits: tuple[Edit, ...]
    is_safe: bool = True
    """Whether the file surely means what its author meant; one that is not is applied only where asked for."""
    file: str | None = None
    """The included file that it edits; None where that is the file that was linted."""


class Finding(NamedTuple):
    """One fault of one file, in words for the person who wrote it."""

    code: str
    name: str
    severity: Severity
    message: str
    place: Place
    help: str | None = None
    related: tuple[Related, ...] = ()
    fix: Fix | None = None

    @property
    def order(self) -> tuple[Place, str, str]:
        """Sort by place, then by code."""
        return (self.place, self.code, self.message)


class Unread(NamedTuple):
    """Something of a file that was left alone, or looked at in part, because it is not known what it is."""

    what: str
    """``model type``, ``backend`` or ``postprocessor``; ``file`` for a whole file."""
    name: str
    """The type, as it is written; the name of a whole file."""
    is_open: bool = False
    """Whether a variable says which it is; otherwise no installed package knows the type."""


@dataclass(frozen=True)
class Report:
    """The outcome of a lint run."""

    findings: tuple[Finding, ...]
    backends: int = 0
    """How many backends were judged."""
    files: int = 0
    """How many files held them, or something that could not be read and looked like them."""
    skipped: tuple[str, ...] = ()
    """Files that hold nothing of ours."""
    broken: bool = False
    """Whether a rule crashed, so that a finding may be missing."""
    sources: Mapping[str, Source] = field(default_factory=dict)
    """The texts of files with findings, to show lines of; values that may be secret are masked in them."""
    fixed: int = 0
    """How many findings were mended before this report was made; they are not among its findings."""
    known: int = 0
    """How many findings a baseline keeps quiet."""
    others: Mapping[Kind, int] = field(default_factory=dict)
    """How many model runs, postprocessors and pipelines were judged; sections of pipelines count as what they are."""
    unread: tuple[Unread, ...] = ()
    """What was left alone, because it is not known here what it is; each once."""
    unnamed: Mapping[str, int] = field(default_factory=dict)
    """How many findings could be mended in each included file that was not itself linted; they have no fix here."""

    def count(self, severity: Severity) -> int:
        """Count the findings of one severity."""
        return sum(finding.severity is severity for finding in self.findings)
