"""For people: one HTML file to open, search, print and send; it loads nothing from anywhere."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from importlib.resources import files
from itertools import groupby
from typing import TYPE_CHECKING

from rompy import __version__
from rompy.lint.finding import Severity
from rompy.lint.formats._summary import counted, notes, summary
from rompy.lint.formats.html.card import card
from rompy.lint.formats.html.markup import escaped
from rompy.lint.formats.html.page import page
from rompy.lint.rules import rule_named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.lint.finding import Finding, Report


def render(report: Report, *, colour: bool = False, quiet: bool = False) -> str:  # noqa: ARG001 - a program reads it
    """Write the report as a page: its numbers, what filters it, findings by file, and the rules they name."""
    style, script = _asset("report.css"), _asset("report.js")
    # only these two run, whatever a report may quote
    policy = f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'"
    text = "\n".join(
        [
            "<!doctype html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="color-scheme" content="light dark">',
            f'<meta name="generator" content="rompy-lint {escaped(__version__)}">',
            f"<title>{escaped(_title(report))}</title>",
            f"<style>{style}</style>",
            "</head>",
            "<body>",
            *_header(report),
            "<main>",
            *_filters(report),
            *_files(report),
            *_rules(report),
            "</main>",
            f"<footer>Written by rompy-lint {escaped(__version__)}.</footer>",
            f"<script>{script}</script>",
            "</body>",
            "</html>",
        ]
    )
    # as ASCII with references, which is right in any encoding that the output is written in
    return text.encode("ascii", "xmlcharrefreplace").decode("ascii")


def _title(report: Report) -> str:
    if not report.findings:
        return "rompy-lint: no problems"
    return f"rompy-lint: {counted(len(report.findings), 'finding')}"


def _header(report: Report) -> Iterator[str]:
    yield "<header>"
    yield '<p class="tool">rompy-lint</p>'
    yield "<h1>Report on backend files</h1>"
    yield '<dl class="numbers">'
    for severity in Severity:
        number = report.count(severity)
        yield _number(severity.value, number, severity.value if number else "none")
    yield _number("backend", report.backends)
    yield _number("file", report.files)
    yield "</dl>"
    lines = [summary(report), *notes(report)]
    if report.broken:
        lines.append("A rule crashed, so that findings may be missing.")
    yield f'<p class="{"summary" if report.findings else "summary clean"}">{"<br>".join(map(escaped, lines))}</p>'
    yield "</header>"


def _number(noun: str, number: int, tone: str = "") -> str:
    name = counted(number, noun).split()[1]
    return f'<div class="{tone}"><dt>{name}</dt><dd>{number:,}</dd></div>'


def _filters(report: Report) -> Iterator[str]:
    """Yield the form that filters findings; without the script it stays hidden."""
    if not report.findings:
        return
    yield '<form id="filters" role="search" aria-label="Filter findings" hidden>'
    yield '<fieldset><legend class="unseen">Severity</legend>'
    for severity in Severity:
        if report.count(severity):
            name = f"{severity.value}s <span>{report.count(severity):,}</span>"
            box = f'<input type="checkbox" name="severity" value="{severity.value}" checked>'
            yield f'<label class="chip {severity.value}">{box} {name}</label>'
    yield "</fieldset>"
    yield '<label><span class="unseen">Rule</span><select name="rule"><option value="">all rules</option>'
    for (code, name), number in sorted(Counter((found.code, found.name) for found in report.findings).items()):
        yield f'<option value="{escaped(code)}">{escaped(f"{code} {name} ({number:,})")}</option>'
    yield "</select></label>"
    yield '<label class="search"><span class="unseen">Search</span>'
    yield '<input type="search" name="text" placeholder="search" autocomplete="off"></label>'
    yield '<output aria-live="polite"></output>'
    yield "</form>"
    yield '<p id="nothing" hidden>No finding is like that.</p>'


def _files(report: Report) -> Iterator[str]:
    for number, (file, group) in enumerate(groupby(report.findings, key=_file), start=1):
        found = list(group)
        yield f'<section class="file" aria-labelledby="file-{number}">'
        yield f'<h2 id="file-{number}">{escaped(file)} <small>{counted(len(found), "finding")}</small></h2>'
        for finding in found:
            yield from card(finding, report.sources.get(file))
        yield "</section>"


def _file(finding: Finding) -> str:
    return finding.place.file


def _rules(report: Report) -> Iterator[str]:
    codes = sorted({finding.code for finding in report.findings})
    if not codes:
        return
    yield '<section class="rules" aria-labelledby="rules">'
    yield '<h2 id="rules">Rules</h2>'
    for code in codes:
        rule = rule_named(code)
        yield "<details>"
        yield f"<summary><code>{escaped(code)}</code> <b>{escaped(rule.name)}</b></summary>"
        # a link to something inside opens the details
        yield f'<div class="page" id="rule-{escaped(code)}">'
        yield from page(rule.page)
        yield "</div></details>"
    yield "</section>"


def _asset(name: str) -> str:
    return files(__name__).joinpath(name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
