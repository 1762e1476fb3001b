"""Findings that were there before: kept quiet until they are mended, while new ones are not."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from rompy.errors import SettingsError

if TYPE_CHECKING:
    from pathlib import Path

    from rompy.lint.finding import Finding, Report

VERSION = 1


@dataclass(frozen=True)
class Baseline:
    """How often each finding was there, told apart by file, rule and the text of its line, not by line number."""

    known: Counter[tuple[str, str, str]]

    def apply(self, report: Report) -> Report:
        """Leave known findings out of a report; of findings that are alike, as many as were known."""
        left = Counter(self.known)
        kept: list[Finding] = []
        for finding in report.findings:
            mark = _mark(finding, report)
            if left[mark] > 0:
                left[mark] -= 1
            else:
                kept.append(finding)
        return replace(report, findings=tuple(kept), known=len(report.findings) - len(kept))


def dump(report: Report) -> str:
    """Write the findings of a report as a baseline: sorted, one line a finding, no text of the files."""
    marks = Counter(_mark(finding, report) for finding in report.findings)
    entries = [
        {"file": file, "code": code, "line": digest, "count": count}
        for (file, code, digest), count in sorted(marks.items())
    ]
    body = ",\n".join("  " + json.dumps(entry, ensure_ascii=False) for entry in entries)
    return f'{{\n"version": {VERSION},\n"findings": [\n{body}\n]\n}}\n'


def load(path: Path) -> Baseline:
    """Read a baseline.

    Raises:
        SettingsError: where it cannot be read, or is none.
    """
    try:
        data: Any = json.loads(path.read_text(encoding="utf-8"))
        if data["version"] != VERSION:
            message = f"{path}: this baseline is of version {data['version']!r}, and {VERSION} is expected"
            raise SettingsError(message)
        known = Counter({(str(e["file"]), str(e["code"]), str(e["line"])): int(e["count"]) for e in data["findings"]})
    except OSError as error:
        message = f"{path}: {(error.strerror or str(error)).lower()}; write it with --write-baseline"
        raise SettingsError(message) from error
    except (ValueError, KeyError, TypeError) as error:
        message = f"{path}: this is no baseline; write it anew with --write-baseline"
        raise SettingsError(message) from error
    return Baseline(known)


def _mark(finding: Finding, report: Report) -> tuple[str, str, str]:
    """Tell a finding apart by what stays when lines move: what its line says, and what it says itself."""
    source = report.sources.get(finding.place.file)
    line = source.line(finding.place.start.line).strip() if source else ""
    digest = hashlib.sha256(f"{line}\0{finding.message}".encode()).hexdigest()[:16]
    return finding.place.file, finding.code, digest
