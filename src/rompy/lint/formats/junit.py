"""For CI servers that show test results: JUnit XML.

Each finding is a test case of its file. An error is a failure; a warning, which fails no run, is a skipped test, so
that servers show what it says and stay green. Files without findings are one test case that passed. What was not
checked, because it is not known here what it is, is a skipped test too.

Source: https://github.com/testmoapp/junitxml
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import groupby
from typing import TYPE_CHECKING

from rompy.lint.finding import Severity
from rompy.lint.formats._summary import counted, not_checked

if TYPE_CHECKING:
    from collections.abc import Iterable
    from xml.etree.ElementTree import Element

    from rompy.lint.finding import Finding, Report

_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that may not stand in XML (XML 1.0 section 2.2), and the carriage return, which XML reads as another."""


def render(report: Report, *, colour: bool = False, quiet: bool = False) -> str:  # noqa: ARG001 - a program reads it
    """Write one suite a file with findings, and one for the files without."""
    groups = [(file, list(found)) for file, found in groupby(report.findings, key=lambda finding: finding.place.file)]
    suites = [_suite(file, map(_case, found)) for file, found in groups]
    clean = report.files - len(groups)
    if clean > 0:
        name = f"{counted(clean, 'file')} without findings"
        suites.append(_suite(name, [_element("testcase", name=name, classname="rompy-lint", time="0")]))
    if report.unread:
        suites.append(_suite("not checked", map(_left, not_checked(report.unread))))
    root = _element("testsuites", name="rompy-lint", **_counts(suites))
    root.extend(suites)
    ET.indent(root)
    # as ASCII with references, which is right in any encoding that the output is written in
    written: bytes = ET.tostring(root, encoding="us-ascii", xml_declaration=False)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{written.decode("ascii")}'


def legal(text: str) -> str:
    """Replace characters that XML cannot hold by their escapes."""
    return _NOT_XML.sub(lambda match: repr(match[0])[1:-1], text)


def _suite(name: str, cases: Iterable[Element]) -> Element:
    suite = _element("testsuite", name=name)
    suite.extend(cases)
    suite.attrib.update(_counts([suite]))
    return suite


def _counts(suites: Iterable[Element]) -> dict[str, str]:
    counts = dict.fromkeys(("tests", "failures", "errors", "skipped"), 0)
    for suite in suites:
        counts["tests"] += len(suite)
        counts["failures"] += len(suite.findall("testcase/failure"))
        counts["skipped"] += len(suite.findall("testcase/skipped"))
    return {**{name: str(count) for name, count in counts.items()}, "time": "0"}


def _case(finding: Finding) -> Element:
    file, start = finding.place.file, finding.place.start
    name = f"{finding.code} {finding.name} ({start.line}:{start.column})"
    case = _element("testcase", name=name, classname=file, file=file, line=str(start.line), time="0")
    tag = "failure" if finding.severity is Severity.ERROR else "skipped"
    verdict = _element(tag, type=finding.severity.value, message=finding.message)
    advice = f"\nhelp: {finding.help}" if finding.help else ""
    verdict.text = legal(f"{file}:{start.line}:{start.column}: {finding.code} {finding.message}{advice}")
    case.append(verdict)
    return case


def _left(text: str) -> Element:
    case = _element("testcase", name=text, classname="rompy-lint", time="0")
    case.append(_element("skipped", type="note", message=text))
    return case


def _element(tag: str, **attributes: str) -> Element:
    return ET.Element(tag, {name: legal(value) for name, value in attributes.items()})
