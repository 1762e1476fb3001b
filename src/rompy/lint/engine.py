"""From sources to findings: reads, judges, gives every problem to the rule that claims it, and places it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from rompy.document import Document, Fault, Reading, Source, Span, read
from rompy.document.source import MAX_BYTES
from rompy.errors import SourceError
from rompy.lint.finding import Finding, Place, Related, Report
from rompy.lint.kinds import Part, backends_in, text_looks_like_ours
from rompy.lint.mask import masked
from rompy.lint.rule import Claimed, Problem, Rule, Wording
from rompy.lint.rules import fallback, rule_for

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rompy.backends import BaseBackendConfig

Judge = Callable[[Mapping[Any, Any], FilePath], "tuple[type[BaseBackendConfig] | None, list[Problem]]"]
"""Judges the shape of one backend whose relative paths start from a folder."""

_STILL_DATA = frozenset({"duplicate_key"})
"""Kinds of reading faults that leave data which is worth judging."""


@dataclass(frozen=True)
class Target:
    """Something to lint: a file, or a text that is already here."""

    name: str
    path: FilePath | None = None
    text: bytes | None = None
    is_named: bool = True
    """Whether a person named it; a file found in a folder is passed over where it cannot be read and looks foreign."""
    is_ours: bool = False
    """Whether it must hold a backend."""
    max_bytes: int = MAX_BYTES
    """Largest size that is read."""


def lint(targets: Iterable[Target], judge: Judge) -> Report:
    """Lint targets in turn; a fault of one never hides the findings of another."""
    findings: list[Finding] = []
    skipped: list[str] = []
    sources: dict[str, Source] = {}
    backends = files = 0
    broken = False
    for target in targets:
        result = _lint_target(target, judge)
        if result is None:
            skipped.append(target.name)
            continue
        files += 1
        backends += result.backends
        broken = broken or result.broken
        if result.findings:
            findings += sorted(set(result.findings), key=lambda finding: finding.order)
            sources[target.name] = result.source
    return Report(tuple(findings), backends, files, tuple(skipped), broken, sources)


@dataclass(frozen=True)
class _Result:
    findings: list[Finding]
    backends: int
    source: Source
    broken: bool = False


def _lint_target(target: Target, judge: Judge) -> _Result | None:
    """Lint one target; None where it holds nothing of ours."""
    try:
        source = _source(target)
    except SourceError as error:
        text = Source(target.name, error.text, target.name.endswith(".json"))
        if not _is_wanted(target, text):
            return None
        fault = Fault(error.kind, Span(error.offset, error.offset + 1), _sentence(str(error)))
        return _Result([_reading_finding(fault, text)], 0, masked(text, [], whole=False))
    readings = read(source)
    findings: list[Finding] = []
    count, broken = 0, False
    for reading in readings:
        parts = _parts(reading, target)
        if not parts and not _is_unreadable_and_wanted(reading, target, source, before=count):
            continue
        findings += [_reading_finding(fault, source) for fault in reading.faults]
        if reading.document is None or any(fault.kind not in _STILL_DATA for fault in reading.faults):
            count += bool(parts)
            continue
        for part in parts:
            count += 1
            found, crashed = _judged(reading.document, part, judge, target)
            findings += found
            broken = broken or crashed
    if target.is_ours and not readings:
        empty = Fault("no_mapping", Span(0, 0), "The file holds nothing, and a backend is expected")
        findings.append(_reading_finding(empty, source))
    if not count and not findings:
        return None
    documents = [reading.document for reading in readings if reading.document is not None]
    whole = all(reading.document is not None and reading.document.data is not None for reading in readings)
    shown = masked(source, documents, whole=whole) if findings else source
    return _Result(findings, count, shown, broken)


def _source(target: Target) -> Source:
    if target.text is not None:
        return Source.from_bytes(target.text, target.name, max_bytes=target.max_bytes)
    return Source.from_path(target.path or FilePath(target.name), target.name, max_bytes=target.max_bytes)


def _is_wanted(target: Target, source: Source) -> bool:
    return target.is_named or target.is_ours or text_looks_like_ours(source.text, is_json=source.is_json)


def _is_unreadable_and_wanted(reading: Reading, target: Target, source: Source, *, before: int) -> bool:
    """Tell whether a text that gave no data is reported: after a backend, or where it looks or must be like one."""
    gave_data = reading.document is not None and (reading.document.data is not None or not reading.faults)
    if gave_data:
        return False
    is_first = reading.document is None or reading.document.index == 0
    return before > 0 or (is_first and target.is_named) or text_looks_like_ours(source.text, is_json=source.is_json)


def _parts(reading: Reading, target: Target) -> list[Part]:
    if reading.document is None:
        return []
    parts = backends_in(reading.document.data)
    if parts or not target.is_ours:
        return parts
    data = reading.document.data
    return [Part((), data if isinstance(data, Mapping) else {})]


def _judged(document: Document, part: Part, judge: Judge, target: Target) -> tuple[list[Finding], bool]:
    if not isinstance(document.data, Mapping):
        problem = Problem((), "no_mapping", "This is no mapping, and a backend is one")
        return [_finding(Claimed(problem, document))], False
    folder = target.path.parent.absolute() if target.path else FilePath.cwd()
    config_class, problems = judge(part.data, folder)
    findings, broken = [], False
    for problem in problems:
        placed = _moved(problem, part)
        claimed = Claimed(placed, document, part.path, config_class)
        try:
            findings.append(_finding(claimed))
        except Exception as error:  # noqa: BLE001 - a plugin's rule may raise anything, and the run must go on
            broken = True
            reason = type(error).__name__ if claimed.is_secret else f"{type(error).__name__}: {error}"
            message = f"The rule for {problem.kind} crashed: {reason}"
            findings.append(_finding(Claimed(Problem(placed.path, "rule_crashed", message), document)))
    return findings, broken


def _moved(problem: Problem, part: Part) -> Problem:
    if not part.path:
        return problem
    related = tuple(((*part.path, *path), label) for path, label in problem.related)
    return Problem(
        (*part.path, *problem.path), problem.kind, problem.message, problem.at, problem.details, related, problem.help
    )


def _finding(claimed: Claimed) -> Finding:
    problem, document = claimed.problem, claimed.document
    rule = rule_for(problem.kind) or fallback()
    span = document.key_span(problem.path) if problem.at == "key" else document.value_span(problem.path)
    related = tuple((document.key_span(path), label) for path, label in problem.related)
    return _placed(rule, rule.word(claimed), span, related, document.source)


def _reading_finding(fault: Fault, source: Source) -> Finding:
    rule = rule_for(fault.kind) or fallback()
    return _placed(rule, Wording(fault.message, fault.help), fault.span, fault.related, source)


def _placed(rule: Rule, wording: Wording, span: Span, related: Iterable[tuple[Span, str]], source: Source) -> Finding:
    others = tuple(Related(_place(other, source), label) for other, label in related)
    return Finding(rule.code, rule.name, rule.severity, wording.message, _place(span, source), wording.help, others)


def _place(span: Span, source: Source) -> Place:
    """Place a span; one of several lines is cut at the end of its first."""
    start = source.position(span.start)
    end = max(span.start, min(span.end, source.line_span(start.line).end))
    return Place(source.name, start, source.position(end))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
