"""For people and simple tools: one line a finding, ``file:line:column: CODE message``.

``[*]`` after the code marks what ``--fix`` mends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rompy.lint.formats._style import SEVERITY_STYLES, printable
from rompy.lint.formats._summary import notes, summary
from rompy.lint.words import styled

if TYPE_CHECKING:
    from rompy.lint.finding import Finding, Report


def render(report: Report, *, colour: bool = False, quiet: bool = False) -> str:
    """Show one line a finding, and a summary."""
    lines = [_line(finding, colour=colour) for finding in report.findings]
    return "\n".join(lines if quiet else [*lines, summary(report), *notes(report)])


def _line(finding: Finding, *, colour: bool) -> str:
    start = finding.place.start
    place = f"{printable(finding.place.file)}:{start.line}:{start.column}"
    code = styled(finding.code, SEVERITY_STYLES[finding.severity], colour=colour)
    is_fixed = finding.fix is not None and finding.fix.is_safe
    mark = f" [{styled('*', 'cyan', colour=colour)}]" if is_fixed else ""
    advice = f" ({finding.help})" if finding.help else ""
    return f"{place}: {code}{mark} {printable(finding.message + advice)}"
