"""CI servers show findings as test results."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import cast

from hypothesis import given, settings
from junitparser import Failure, JUnitXml, Skipped, TestCase, TestSuite

from lintkit import lint_text
from reports import reports
from rompy.document import Position
from rompy.lint.finding import Finding, Place, Report, Severity
from rompy.lint.formats import not_checked
from rompy.lint.formats.junit import legal, render


def read(report: Report) -> JUnitXml:
    return JUnitXml.fromstring(render(report).encode("ascii"))


def cases(report: Report) -> list[TestCase]:
    return [case for suite in cast("Iterable[TestSuite]", read(report)) for case in suite]


def test_a_finding_is_a_failed_test_of_its_file(tmp_path: Path) -> None:
    assert render(lint_text("type: local\nshel: true\n", tmp_path)) == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<testsuites name="rompy-lint" tests="1" failures="1" errors="0" skipped="0" time="0">\n'
        '  <testsuite name="backend.yml" tests="1" failures="1" errors="0" skipped="0" time="0">\n'
        '    <testcase name="RMP101 unknown-field (2:1)" classname="backend.yml" '
        'file="backend.yml" line="2" time="0">\n'
        '      <failure type="error" message="A local backend has no field \'shel\'">'
        "backend.yml:2:1: RMP101 A local backend has no field 'shel'\n"
        "help: did you mean 'shell'?</failure>\n"
        "    </testcase>\n"
        "  </testsuite>\n"
        "</testsuites>"
    )


def test_files_without_findings_are_a_test_that_passed() -> None:
    report = Report((), backends=4, files=3)
    (case,) = cases(report)
    assert case.name == "3 files without findings"
    assert case.is_passed
    assert (read(report).tests, read(report).failures) == (1, 0)


def test_a_warning_fails_nothing_and_is_shown() -> None:
    place = Place("a.yml", Position(1, 2), Position(1, 3))
    warning = Finding("RMP302", "root-user", Severity.WARNING, "runs as root", place)
    report = Report((warning,), backends=1, files=1)
    (case,) = cases(report)
    assert case.is_skipped
    assert case.result[0].message == "runs as root"
    assert (read(report).failures, read(report).skipped) == (0, 1)


def test_what_xml_cannot_hold_is_written_out() -> None:
    assert legal("a\x1b[31m\0\r\n\ud800\ufffe<é>") == "a\\x1b[31m\\x00\\r\n\\ud800\\ufffe<é>"


@settings(deadline=None, max_examples=150)
@given(reports())
def test_any_finding_comes_back_as_it_was(report: Report) -> None:
    found = [case for case in cases(report) if not case.is_passed]
    left = not_checked(report.unread)
    assert [case.result[0].message for case in found[len(report.findings) :]] == list(map(legal, left))
    for case, finding in zip(found[: len(report.findings)], report.findings, strict=True):
        (result,) = case.result
        assert isinstance(result, Failure if finding.severity is Severity.ERROR else Skipped)
        assert result.message == legal(finding.message)
        assert legal(finding.message) in (result.text or "")
        assert case.classname == legal(finding.place.file)
    assert read(report).failures == report.count(Severity.ERROR)
