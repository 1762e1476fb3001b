"""The line at the end of a report for people."""

from __future__ import annotations

from rompy.lint.finding import Report, Severity


def summary(report: Report) -> str:
    """Say what was found, what was checked and what was passed over."""
    checked = f"{counted(report.backends, 'backend')} in {counted(report.files, 'file')} checked"
    skipped = f"{counted(len(report.skipped), 'other file')} skipped" if report.skipped else "no other files"
    if not report.findings:
        verdict = "No problems" if report.files else "Nothing to check"
        return f"{verdict}: {checked}, {skipped}."
    numbers = [counted(report.count(severity), severity.value) for severity in Severity if report.count(severity)]
    return f"Found {' and '.join(numbers)}: {checked}, {skipped}."


def counted(number: int, noun: str) -> str:
    """Say a number of things."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
