"""Makes reports of any content, as a rule of a plugin or a strange file could."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import strategies as st

from lintkit import lint_text
from rompy.document import Position, Source, Span
from rompy.lint.finding import Edit, Finding, Fix, Place, Related, Report, Severity, Unread
from rompy.lint.rules import rules

_STRANGE = [
    "]]>", "<script>alert(1)</script>", "<!--", "-->", "&amp;", "&", '"', "'", "\0", "\x1b[31m", "\r", "\n", "\r\n",
    "\t",
    "%0A", "%", "::", ",", "::error::", "\u2028", "\x85", "\ufffe", "\ud800", "\udcff", "\U0001f30a",
    "\u202e", "é", "x" * 5000,
]  # fmt: skip
texts = st.lists(st.sampled_from(_STRANGE) | st.text(max_size=8), min_size=1, max_size=5).map("".join)
"""Any text there is."""

_ordinary = st.sampled_from(["backend.yml", "folder/a b.yml", "./x.yml", "<stdin>", "ünï.yml", "a,b:c%.yml"])
_of_bytes = st.binary(max_size=8).map(lambda name: "a" + name.replace(b"\0", b"").decode("utf-8", "surrogateescape"))
file_names = _ordinary | _of_bytes
"""Names that a file of a POSIX system may have."""


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """Give any report whose findings stand in texts that are there."""
    sources = {name: Source(name, draw(texts) + "\n" + draw(texts)) for name in draw(st.sets(file_names, max_size=3))}
    findings = [
        draw(_findings(source))
        for source in sources.values()
        for _ in range(draw(st.integers(min_value=0, max_value=3)))
    ]
    with_findings = {finding.place.file for finding in findings}
    return Report(
        tuple(sorted(findings, key=lambda finding: finding.order)),
        backends=draw(st.integers(0, 9)),
        files=len(with_findings) + draw(st.integers(0, 2)),
        skipped=tuple(draw(st.lists(file_names, max_size=2))),
        sources={name: source for name, source in sources.items() if name in with_findings},
        fixed=draw(st.integers(0, 2)),
        known=draw(st.integers(0, 2)),
        unread=tuple(draw(st.lists(_unread(), max_size=3, unique=True))),
    )


def _unread() -> st.SearchStrategy[Unread]:
    known = st.builds(Unread, st.sampled_from(["model type", "postprocessor"]), texts)
    return known | st.builds(
        Unread, st.sampled_from(["model type", "postprocessor", "backend", "file"]), texts, st.just(value=True)
    )


@st.composite
def _findings(draw: st.DrawFn, source: Source) -> Finding:
    rule = draw(st.sampled_from(rules()))
    related = tuple(Related(draw(_places(source)), label) for label in draw(st.lists(texts, max_size=2)))
    edits = draw(st.lists(st.builds(Edit, _spans(source), texts), min_size=1, max_size=2))
    fix = st.none() | st.builds(Fix, texts, st.just(tuple(edits)), st.booleans())
    return Finding(
        rule.code, rule.name, draw(st.sampled_from(Severity)), draw(texts), draw(_places(source)),
        draw(st.none() | texts), related, draw(fix),
    )  # fmt: skip


@st.composite
def _spans(draw: st.DrawFn, source: Source) -> Span:
    start = draw(st.integers(0, len(source.text)))
    return Span(start, draw(st.integers(start, len(source.text))))


@st.composite
def _places(draw: st.DrawFn, source: Source) -> Place:
    start = source.position(draw(st.integers(0, len(source.text))))
    end = draw(st.integers(start.column, max(start.column, len(source.line(start.line)) + 1)))
    return Place(source.name, start, Position(start.line, end))


def lint_moved(text: str, folder: Path) -> tuple[Report, Report]:
    """Lint a text, and the same text with lines put before it."""
    before = lint_text(text, folder)
    moved = lint_text(f"# one\n# two\n{text}", folder)
    return before, moved


def doubled(report: Report) -> Report:
    """Give a report with each finding twice."""
    return replace(report, findings=tuple(finding for finding in report.findings for _ in range(2)))
