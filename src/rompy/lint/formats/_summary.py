"""The lines at the end of a report for people."""

from __future__ import annotations

from rompy.lint.finding import Report, Severity
from rompy.lint.words import checked, counted, no_problems

__all__ = ["counted", "notes", "summary"]


def summary(report: Report) -> str:
    """Say what was found, what was checked and what was passed over."""
    if not report.findings:
        return no_problems(report.backends, report.files, len(report.skipped))
    numbers = [counted(report.count(severity), severity.value) for severity in Severity if report.count(severity)]
    return f"Found {' and '.join(numbers)}: {checked(report.backends, report.files, len(report.skipped))}"


def notes(report: Report) -> list[str]:
    """Say what was fixed, what could be, and what a baseline keeps quiet; nothing of what there is none of."""
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
    return lines
