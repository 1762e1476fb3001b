"""Counts findings by rule."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rompy.lint.finding import Report


def statistics(report: Report) -> str:
    """Say how often each rule speaks, most first."""
    counts = Counter((finding.code, finding.name) for finding in report.findings)
    return "\n".join(f"{count:>6}  {code}  {name}" for (code, name), count in counts.most_common())
