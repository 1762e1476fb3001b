"""For people and simple tools: one line a finding, ``file:line:column: CODE message``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rompy.lint.formats._style import SEVERITY_STYLES, printable, styled
from rompy.lint.formats._summary import summary

if TYPE_CHECKING:
    from rompy.lint.finding import Finding, Report


def render(report: Report, *, colour: bool = False) -> str:
    """Show one line a finding, and a summary."""
    lines = [_line(finding, colour=colour) for finding in report.findings]
    return "\n".join([*lines, summary(report)])


def _line(finding: Finding, *, colour: bool) -> str:
    start = finding.place.start
    code = styled(finding.code, SEVERITY_STYLES[finding.severity], colour=colour)
    advice = f" ({finding.help})" if finding.help else ""
    return f"{finding.place.file}:{start.line}:{start.column}: {code} {printable(finding.message + advice)}"
