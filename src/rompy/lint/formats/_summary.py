"""The lines at the end of a report for people."""

from __future__ import annotations

from rompy.lint.finding import Report, Severity
from rompy.lint.words import all_checked, counted, fixable, listed, not_checked, printable
from rompy.lint.words import summary as said

__all__ = ["counted", "counts", "not_checked", "notes", "summary"]


def summary(report: Report) -> str:
    """Say what was found, what was checked and what was passed over."""
    what = all_checked(report.backends, ((kind.value, count) for kind, count in report.others.items()))
    found = [(report.count(severity), severity.value) for severity in Severity]
    return said(found, what, report.files, len(report.skipped))


def notes(report: Report) -> list[str]:
    """Say what was fixed, what could be, what a baseline keeps quiet, and what was not checked; nothing of no such."""
    return [*counts(report), *not_checked(report.unread)]


def counts(report: Report) -> list[str]:
    """Say what was fixed, what could be, and what a baseline keeps quiet; nothing of no such."""
    fixes = [finding.fix for finding in report.findings if finding.fix is not None]
    safe = sum(fix.is_safe for fix in fixes)
    lines = [f"Fixed {counted(report.fixed, 'problem')}."] if report.fixed else []
    lines += fixable(safe, len(fixes) - safe)
    if report.unnamed:
        files = listed([printable(file) for file in sorted(report.unnamed)])
        number = sum(report.unnamed.values())
        lines.append(f"{number:,}{' more' if fixes else ''} fixable where the included files are named too: {files}.")
    if report.known:
        lines.append(f"The baseline keeps {counted(report.known, 'known finding')} quiet.")
    return lines
