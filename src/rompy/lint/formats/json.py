"""For programs: the whole report as JSON, as ``docs/json-format.md`` describes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal, cast

from rompy import __version__
from rompy.lint.finding import Severity
from rompy.lint.formats._fixes import shown_edits
from rompy.lint.formats._json import dumped
from rompy.lint.formats._summary import not_checked

if TYPE_CHECKING:
    from rompy.document import Position as Where
    from rompy.lint.finding import Finding, Related, Report, Unread

FORMAT_VERSION: Literal[1] = 1
"""Raised when a reader of the format would have to change; a new field is no such change."""

_DESCRIBED = {"use_attribute_docstrings": True}
"""Has pydantic put what stands below a field into the JSON Schema."""


@dataclass(frozen=True)
class Position:
    """A line and a column, both counted from 1, columns in characters."""

    line: int
    column: int


@dataclass(frozen=True)
class RelatedPlace:
    """Another place that belongs to a finding."""

    __pydantic_config__: ClassVar = _DESCRIBED

    file: str
    start: Position
    end: Position
    """Just after its last character."""
    label: str
    """What stands there."""


@dataclass(frozen=True)
class EditData:
    """A stretch of the finding's file, and what is to stand there instead."""

    __pydantic_config__: ClassVar = _DESCRIBED

    start: Position
    end: Position
    """Just after its last character; where it is the start, text is put in."""
    text: str | None
    """Null where it may hold the value of an environment variable or a build argument; `--fix` knows it."""


@dataclass(frozen=True)
class FixData:
    """A way to mend a finding."""

    __pydantic_config__: ClassVar = _DESCRIBED

    title: str
    """What it does, as an order."""
    safe: bool
    """Whether the file surely means what its author meant; one that is not needs `--unsafe-fixes`."""
    edits: list[EditData]
    """To be made together; no two overlap, and all places are those of the file before."""


@dataclass(frozen=True)
class FindingData:
    """One fault of one file."""

    __pydantic_config__: ClassVar = _DESCRIBED

    code: str
    """The code of its rule, such as `RMP101`."""
    name: str
    """The name of its rule, such as `unknown-field`."""
    severity: Literal["error", "warning"]
    """An error will not run, or not as written; a warning will bite later."""
    message: str
    help: str | None
    """What to do about it."""
    file: str
    """As it was named or found; `-` is shown as `<stdin>` or the name given to it."""
    start: Position
    end: Position
    """Just after its last character; always on the line of the start."""
    related: list[RelatedPlace]
    fix: FixData | None


@dataclass(frozen=True)
class UnreadData:
    """Something that was not checked, or in part only, because it is not known what it is."""

    __pydantic_config__: ClassVar = _DESCRIBED

    what: Literal["model type", "backend", "postprocessor", "file"]
    """Of what: of the `config` of models of a type, of the fields of a type, of a whole file."""
    name: str
    """The type, as it is written; the name of a whole file."""
    reason: Literal["no-package", "variable"]
    """That no installed package brings the type, or that a variable without a default decides on it."""
    message: str
    """The same for people, as the text format says it of all of the same kind."""


@dataclass(frozen=True)
class Summary:
    """The report in numbers."""

    __pydantic_config__: ClassVar = _DESCRIBED

    errors: int
    warnings: int
    backends: int
    """How many backends were checked."""
    files: int
    """How many files held them, or could not be read and looked like it."""
    skipped: int
    """How many files hold nothing of ours."""
    fixed: int
    """How many findings were mended just before; they are not among the findings."""
    known: int
    """How many findings a baseline keeps quiet; they are not among the findings."""


@dataclass(frozen=True)
class Tool:
    """What wrote the report."""

    name: Literal["rompy-lint"]
    version: str


@dataclass(frozen=True)
class ReportData:
    """What `rompy-lint --format json` writes."""

    __pydantic_config__: ClassVar = _DESCRIBED

    version: Literal[1]
    """Of this format; raised when a reader would have to change, which a new field does not."""
    tool: Tool
    summary: Summary
    findings: list[FindingData]
    """Sorted by file as they were read, then by place."""
    unread: list[UnreadData]
    """What was not checked; each once, however many files have it."""


def render(report: Report, *, colour: bool = False, quiet: bool = False) -> str:  # noqa: ARG001 - a program reads it
    """Write the report as one JSON object."""
    summary = Summary(
        errors=report.count(Severity.ERROR),
        warnings=report.count(Severity.WARNING),
        backends=report.backends,
        files=report.files,
        skipped=len(report.skipped),
        fixed=report.fixed,
        known=report.known,
    )
    findings = [_finding(finding, report) for finding in report.findings]
    left = [_unread(each) for each in report.unread]
    return dumped(ReportData(FORMAT_VERSION, Tool("rompy-lint", __version__), summary, findings, left))


def _finding(finding: Finding, report: Report) -> FindingData:
    return FindingData(
        code=finding.code,
        name=finding.name,
        severity=finding.severity.value,
        message=finding.message,
        help=finding.help,
        file=finding.place.file,
        start=_position(finding.place.start),
        end=_position(finding.place.end),
        related=[_related(related) for related in finding.related],
        fix=_fix(finding, report),
    )


def _unread(unread: Unread) -> UnreadData:
    return UnreadData(
        # the kinds of things that may be unread are these
        what=cast("Any", unread.what),
        name=unread.name,
        reason="variable" if unread.is_open else "no-package",
        message=not_checked([unread])[0],
    )


def _related(related: Related) -> RelatedPlace:
    place = related.place
    return RelatedPlace(place.file, _position(place.start), _position(place.end), related.label)


def _fix(finding: Finding, report: Report) -> FixData | None:
    edits = shown_edits(finding, report)
    if finding.fix is None or not edits:
        return None
    shown = [EditData(_position(edit.start), _position(edit.end), edit.text) for edit in edits]
    return FixData(finding.fix.title, finding.fix.is_safe, shown)


def _position(position: Where) -> Position:
    return Position(position.line, position.column)
