"""The lines at the end of a report for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rompy.lint.finding import Report, Severity
from rompy.lint.kind import Kind
from rompy.lint.words import checked, counted, no_problems

if TYPE_CHECKING:
    from collections.abc import Sequence

_COUNTED = (Kind.MODEL_RUN, Kind.POSTPROCESSOR)
_UNREAD = {
    "model type": "The config of model type{s} {names} was not checked: no installed package brings it.",
    "postprocessor": "The fields of postprocessor{s} {names} were not checked: no installed package brings it.",
}

__all__ = ["counted", "notes", "summary", "unread"]


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
    """Say what was fixed, what could be, what a baseline keeps quiet, and what was left unread; nothing of no such."""
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
    if report.known:
        lines.append(f"The baseline keeps {counted(report.known, 'known finding')} quiet.")
    return [*lines, *unread(report)]


def unread(report: Report) -> list[str]:
    """Say what was left unread, because no installed package knows it."""
    lines = []
    for what in dict.fromkeys(each.what for each in report.unread):
        names = [repr(each.name) for each in report.unread if each.what == what]
        lines.append(_UNREAD[what].format(names=_listed(names), s="" if len(names) == 1 else "s"))
    return lines
