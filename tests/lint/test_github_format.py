"""GitHub Actions shows findings beside the lines of a pull request."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import given, settings

from lintkit import lint_text
from reports import reports
from rompy.document import Position
from rompy.lint.finding import Finding, Place, Report, Severity
from rompy.lint.formats import not_checked
from rompy.lint.formats._style import writable
from rompy.lint.formats.github import render

_COMMAND = re.compile(r"::(?P<command>error|warning) (?P<properties>[^:]*)::(?P<data>.*)")
_ESCAPES = {"%25": "%", "%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ","}


def command(line: str) -> tuple[str, dict[str, str], str]:
    """Read a command as the runner does: properties end at ``::``, part at commas, and are unescaped."""
    match = _COMMAND.fullmatch(line)
    assert match, line
    pairs = (pair.split("=", 1) for pair in match["properties"].split(","))
    return match["command"], {name: unescaped(value) for name, value in pairs}, unescaped(match["data"])


def unescaped(text: str) -> str:
    return re.sub("%(25|0D|0A|3A|2C)", lambda match: _ESCAPES[match[0]], text)


def test_an_error_is_a_command_with_its_place(tmp_path: Path) -> None:
    report = lint_text("type: local\ntimeout: 30\nshel: true\n", tmp_path)
    place = "file=backend.yml,line=2,col=10,endLine=2,endColumn=11"
    message = "backend.yml:2:10: RMP104 timeout is 30, and it must be from 60 to 86400 seconds"
    second_place = "file=backend.yml,line=3,col=1,endLine=3,endColumn=4"
    second_message = "backend.yml:3:1: RMP101 A local backend has no field 'shel' (did you mean 'shell'?)"
    assert render(report).splitlines() == [
        f"::error {place},title=RMP104 out-of-range::{message}",
        f"::error {second_place},title=RMP101 unknown-field::{second_message}",
        "Found 2 errors: 1 backend in 1 file checked, no other files.",
        "1 fixable with --fix.",
    ]


def finding(severity: Severity, message: str, file: str = "a.yml") -> Finding:
    return Finding("RMP302", "root-user", severity, message, Place(file, Position(1, 2), Position(1, 2)))


def test_a_warning_is_a_warning() -> None:
    line = render(Report((finding(Severity.WARNING, "x"),))).splitlines()[0]
    assert line == "::warning file=a.yml,line=1,col=2,endLine=1,endColumn=2,title=RMP302 root-user::a.yml:1:2: RMP302 x"


def test_what_would_end_a_property_or_a_command_is_escaped() -> None:
    strange = finding(Severity.ERROR, "100%\r\nof ::error:: a,b", "a,b:c%.yml")
    line = render(Report((strange,))).splitlines()[0]
    assert line.startswith("::error file=a%2Cb%3Ac%25.yml,line=1,")
    assert line.endswith("::a,b:c%25.yml:1:2: RMP302 100%25%0D%0Aof ::error:: a,b")


@settings(deadline=None, max_examples=150)
@given(reports())
def test_any_finding_comes_back_as_it_was(report: Report) -> None:
    assert render(report).encode("utf-8")
    lines = re.split("\r\n|\r|\n", render(report))
    commands = [line for line in lines if line.startswith("::")]
    notices = [line for line in commands if line.startswith("::notice ")]
    assert len(notices) == len(not_checked(report.unread))
    commands = [line for line in commands if line not in notices]
    assert len(commands) == len(report.findings)
    for line, found in zip(commands, report.findings, strict=True):
        name, properties, message = command(line)
        assert name == found.severity.value
        assert Path(properties["file"]) == Path(writable(found.place.file))
        assert (properties["line"], properties["col"]) == (str(found.place.start.line), str(found.place.start.column))
        assert writable(found.message) in message
