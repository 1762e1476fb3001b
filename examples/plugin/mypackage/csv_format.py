"""An output format: a line for each finding, for spreadsheets."""

import csv
import io


def render(report, *, colour=False, quiet=False):
    """Turn a report into text."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["file", "line", "code", "message"])
    for finding in report.findings:
        writer.writerow([finding.place.file, finding.place.start.line, finding.code, finding.message])
    return text.getvalue().rstrip("\n")
