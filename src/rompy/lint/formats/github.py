"""For GitHub Actions: workflow commands that it shows beside the lines of a pull request.

Source: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from rompy.lint.formats._style import writable
from rompy.lint.formats._summary import counts, not_checked, summary

if TYPE_CHECKING:
    from rompy.lint.finding import Finding, Report


def render(report: Report, *, colour: bool = False, quiet: bool = False) -> str:  # noqa: ARG001 - GitHub has colours of its own
    """Write one command a finding, one a kind of what was not checked, and a summary for the log."""
    commands = list(map(_command, report.findings))
    if quiet:
        return "\n".join(commands)
    notices = [f"::notice title=rompy-lint::{_data(line)}" for line in not_checked(report.unread)]
    return "\n".join([*commands, *notices, summary(report), *counts(report)])


def _command(finding: Finding) -> str:
    start, end = finding.place.start, finding.place.end
    properties = {
        "file": PurePath(finding.place.file).as_posix(),
        "line": str(start.line),
        "col": str(start.column),
        "endLine": str(end.line),
        # GitHub counts the last column in
        "endColumn": str(max(start.column, end.column - 1)),
        "title": f"{finding.code} {finding.name}",
    }
    written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{finding.severity.value} {written}::{_data(_message(finding))}"


def _message(finding: Finding) -> str:
    """Say the place too: the log shows nothing else, and only ten annotations of a step are shown elsewhere."""
    place = f"{finding.place.file}:{finding.place.start.line}:{finding.place.start.column}"
    advice = f" ({finding.help})" if finding.help else ""
    return f"{place}: {finding.code} {finding.message}{advice}"


def _data(text: str) -> str:
    return writable(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
