"""The lines at the end of a report for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rompy.lint.finding import Report, Severity
from rompy.lint.formats._style import printable
from rompy.lint.kind import Kind
from rompy.lint.words import checked, counted, no_problems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rompy.lint.finding import Unread

_COUNTED = (Kind.MODEL_RUN, Kind.POSTPROCESSOR)
_UNREAD = {
    "model type": "The config of model type{s} {names} was not checked: no installed package brings it.",
    "postprocessor": "The fields of postprocessor{s} {names} were not checked: no installed package brings it.",
}
_DECIDES = "a variable without a default decides"
_OPEN = {
    "model type": f"The config of model type{{s}} {{names}} was not checked: {_DECIDES} on it.",
    "postprocessor": f"The fields of postprocessor{{s}} {{names}} were not checked: {_DECIDES} on it.",
    "backend": f"Of backend type{{s}} {{names}} only what holds for any type was checked: {_DECIDES} on it.",
    "file": f"{{names}} {{was}} not checked: {_DECIDES} what it is, and --kind says it.",
}

__all__ = ["counted", "counts", "not_checked", "notes", "summary"]


def summary(report: Report) -> str:
    """Say what was found, what was checked and what was passed over."""
    if not report.findings:
        return no_problems(_checked(report), report.files, len(report.skipped))
    numbers = [counted(report.count(severity), severity.value) for severity in Severity if report.count(severity)]
    return f"Found {' and '.join(numbers)}: {checked(_checked(report), report.files, len(report.skipped))}"


def _checked(report: Report) -> str:
    """Count what was checked by its kinds; a pipeline counts as its sections, and backends are always named."""
    others = [counted(report.others[kind], kind) for kind in _COUNTED if report.others.get(kind)]
    if report.backends or not others:
        others.insert(0, counted(report.backends, "backend"))
    return _listed(others)


def _listed(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def notes(report: Report) -> list[str]:
    """Say what was fixed, what could be, what a baseline keeps quiet, and what was not checked; nothing of no such."""
    return [*counts(report), *not_checked(report.unread)]


def counts(report: Report) -> list[str]:
    """Say what was fixed, what could be, and what a baseline keeps quiet; nothing of no such."""
    fixes = [finding.fix for finding in report.findings if finding.fix is not None]
    safe = sum(fix.is_safe for fix in fixes)
    unsafe = len(fixes) - safe
    lines = []
    if report.fixed:
        lines.append(f"Fixed {counted(report.fixed, 'problem')}.")
    if safe and unsafe:
        lines.append(f"{safe:,} fixable with --fix, {unsafe:,} more with --unsafe-fixes.")
    elif fixes:
        lines.append(f"{len(fixes):,} fixable with {'--fix' if safe else '--unsafe-fixes'}.")
    if report.unnamed:
        files = _listed([printable(file) for file in sorted(report.unnamed)])
        number = sum(report.unnamed.values())
        lines.append(f"{number:,}{' more' if fixes else ''} fixable where the included files are named too: {files}.")
    if report.known:
        lines.append(f"The baseline keeps {counted(report.known, 'known finding')} quiet.")
    return lines


def not_checked(unread: Sequence[Unread]) -> list[str]:
    """Say what was left unread, or looked at in part, because it is not known here what it is; a line a kind."""
    lines = []
    for what, is_open in dict.fromkeys((each.what, each.is_open) for each in unread):
        names = [each.name for each in unread if (each.what, each.is_open) == (what, is_open)]
        shown = _listed([printable(name) if is_open else repr(name) for name in names])
        is_one = len(names) == 1
        words = (_OPEN if is_open else _UNREAD)[what]
        lines.append(words.format(names=shown, s="" if is_one else "s", was="was" if is_one else "were"))
    return lines
