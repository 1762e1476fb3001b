"""Tells findings apart from run to run, however far their lines move."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rompy.lint.finding import Finding, Report

_LINE_NUMBER = re.compile(r"\bline [0-9]+")


def fingerprints(report: Report) -> tuple[str, ...]:
    """Give each finding a mark made of its file, its rule, what its line says and what it says itself.

    Findings that are alike in all of these are counted in their order, so that no two of a report share a mark.
    """
    seen: Counter[str] = Counter()
    marks = []
    for finding in report.findings:
        likeness = _likeness(finding, report)
        marks.append(hashlib.sha256(f"{likeness}\0{seen[likeness]}".encode("utf-8", "backslashreplace")).hexdigest())
        seen[likeness] += 1
    return tuple(marks)


def _likeness(finding: Finding, report: Report) -> str:
    source = report.sources.get(finding.place.file)
    has_line = source is not None and finding.place.start.line <= source.line_count
    line = source.line(finding.place.start.line).strip() if source is not None and has_line else ""
    message = _LINE_NUMBER.sub("line", finding.message)
    return f"{finding.place.file}\0{finding.code}\0{line}\0{message}"
