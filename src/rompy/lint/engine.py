"""From sources to findings: reads, judges, gives every problem to its rule, and places it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from rompy.backends.layout import OLD_FIELDS_KEY
from rompy.document import Document, Fault, Reading, Source, Span, read
from rompy.document.source import MAX_BYTES
from rompy.errors import SourceError
from rompy.lint.backend import Backend, Surroundings
from rompy.lint.finding import Finding, Place, Related, Report
from rompy.lint.kinds import Part, backends_in, text_looks_like_ours
from rompy.lint.mask import masked
from rompy.lint.paths import look_at
from rompy.lint.quiet import keep_quiet
from rompy.lint.rule import Claimed, Judgement, Problem, Rule, Wording
from rompy.lint.rules import fallback, rule_for, rule_named, rules
from rompy.lint.selection import is_on, severity
from rompy.lint.settings import Loaded, Settings, machine_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rompy.document import Path

Judge = Callable[[Mapping[Any, Any], Surroundings], Judgement]
"""Judges the shape of one backend."""
SettingsFor = Callable[["Target"], Loaded]
"""Gives the settings of a target."""

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


def default_settings(target: Target) -> Loaded:
    """Give the settings of a target where no file says any."""
    return Loaded(Settings(), target.path.absolute().parent if target.path else FilePath.cwd())


def lint(targets: Iterable[Target], judge: Judge, settings_for: SettingsFor = default_settings) -> Report:
    """Lint targets in turn; a fault of one never hides the findings of another."""
    return gather((target, lint_target(target, judge, settings_for(target))) for target in targets)


@dataclass(frozen=True)
class Result:
    """What linting one target gave."""

    findings: tuple[Finding, ...]
    """Sorted by place, each once."""
    backends: int
    source: Source
    shown: Source
    """The text to show lines of, values that may be secret masked."""
    broken: bool = False
    """Whether a rule crashed."""


def gather(results: Iterable[tuple[Target, Result | None]], *, fixed: int = 0, extra: Iterable[Finding] = ()) -> Report:
    """Put the results of targets together, in their order, after findings that belong to none."""
    findings: list[Finding] = list(extra)
    skipped: list[str] = []
    sources: dict[str, Source] = {}
    backends = files = 0
    broken = False
    for target, result in results:
        if result is None:
            skipped.append(target.name)
            continue
        files += 1
        backends += result.backends
        broken = broken or result.broken
        if result.findings:
            findings += result.findings
            sources[target.name] = result.shown
    return Report(tuple(findings), backends, files, tuple(skipped), broken, sources, fixed)


def lint_target(target: Target, judge: Judge, loaded: Loaded) -> Result | None:
    """Lint one target; None where it holds nothing of ours."""
    wanted = target if not _is_included(target, loaded) else replace(target, is_ours=True)
    try:
        source = _source(target)
    except SourceError as error:
        return _unreadable(error, wanted, loaded)
    return _Run(wanted, source, judge, loaded).result()


def _is_included(target: Target, loaded: Loaded) -> bool:
    return target.path is not None and loaded.settings.is_included(target.path, loaded.root)


def _source(target: Target) -> Source:
    if target.text is not None:
        return Source.from_bytes(target.text, target.name, max_bytes=target.max_bytes)
    return Source.from_path(target.path or FilePath(target.name), target.name, max_bytes=target.max_bytes)


def _unreadable(error: SourceError, target: Target, loaded: Loaded) -> Result | None:
    text = Source(target.name, error.text, target.name.endswith(".json"))
    if not (target.is_named or target.is_ours or text_looks_like_ours(text.text, is_json=text.is_json)):
        return None
    fault = Fault(error.kind, Span(error.offset, error.offset + 1), _sentence(str(error)))
    finding = with_severity(_reading_finding(fault, text), loaded)
    found = [finding] if _stays(finding, target, loaded) else []
    return Result(tuple(found), 0, text, masked(text, [], whole=False))


class _Run:
    """The linting of one text."""

    def __init__(self, target: Target, source: Source, judge: Judge, loaded: Loaded) -> None:
        self._target = target
        self._source = source
        self._judge = judge
        self._loaded = loaded
        self._backends = 0
        self._broken = False

    def result(self) -> Result | None:
        readings = read(self._source)
        found = [finding for reading in readings for finding in self._read(reading)]
        if self._target.is_ours and not readings:
            empty = Fault("no_mapping", Span(0, 0), "The file holds nothing, and a backend is expected")
            found.append(_reading_finding(empty, self._source))
        if not self._backends and not found:
            return None
        documents = [reading.document for reading in readings if reading.document is not None]
        staying = [finding for finding in set(found) if self._stays(finding)]
        spoken = keep_quiet(staying, self._source, documents, self._rule_is_on)
        kept = [with_severity(finding, self._loaded) for finding in spoken]
        whole = all(reading.document is not None and reading.document.data is not None for reading in readings)
        shown = masked(self._source, documents, whole=whole) if kept else self._source
        ordered = tuple(sorted(kept, key=lambda finding: finding.order))
        return Result(ordered, self._backends, self._source, shown, self._broken)

    def _read(self, reading: Reading) -> Iterator[Finding]:
        parts = self._parts(reading)
        if not parts and not self._is_unreadable_and_wanted(reading):
            return
        yield from (_reading_finding(fault, self._source) for fault in reading.faults)
        if reading.document is None or any(fault.kind not in _STILL_DATA for fault in reading.faults):
            self._backends += bool(parts)
            return
        for part in parts:
            self._backends += 1
            found = self._look_at(reading.document, part)
            # where a key stands twice, which of them is meant must be settled first
            yield from (replace(finding, fix=None) for finding in found) if reading.faults else found

    def _parts(self, reading: Reading) -> list[Part]:
        if reading.document is None:
            return []
        data = reading.document.data
        parts = backends_in(data)
        return parts or ([Part((), data if isinstance(data, Mapping) else {})] if self._target.is_ours else [])

    def _is_unreadable_and_wanted(self, reading: Reading) -> bool:
        """Tell whether a text that gave no data is reported: after a backend, or where it looks or must be like one."""
        if reading.document is not None and (reading.document.data is not None or not reading.faults):
            return False
        is_first = reading.document is None or reading.document.index == 0
        looks_ours = text_looks_like_ours(self._source.text, is_json=self._source.is_json)
        return self._backends > 0 or (is_first and self._target.is_named) or looks_ours

    def _look_at(self, document: Document, part: Part) -> Iterator[Finding]:
        """Yield the findings of one backend: what is wrong with its shape, then what rules find in what is right."""
        if not isinstance(document.data, Mapping):
            problem = Problem((), "no_mapping", "This is no mapping, and a backend is one")
            yield _finding(Claimed(problem, document))
            return
        surroundings = self._surroundings()
        judgement = self._judge(part.data, surroundings)
        for problem in judgement.problems:
            claimed = _claimed(_moved(problem, part), document, part.path, judgement)
            try:
                yield _finding(claimed)
            except Exception as error:  # noqa: BLE001 - a plugin's rule may raise anything, and the run must go on
                yield self._crash(rule_for(problem.kind) or fallback(), error, claimed)
        backend = _backend(document, part, judgement, surroundings)
        if backend is not None:
            yield from self._checked(backend)

    def _checked(self, backend: Backend) -> Iterator[Finding]:
        for rule in rules():
            if rule.check is None or not self._rule_is_on(rule):
                continue
            if rule.backends is not None and backend.name not in rule.backends:
                continue
            if rule.needs_host and not backend.surroundings.host:
                continue
            claimed = Claimed(Problem(backend.prefix, rule.name, ""), backend.document, backend.prefix)
            try:
                for problem in rule.check(backend):
                    claimed = Claimed(problem, backend.document, backend.prefix, backend.config_class)
                    yield _placed_problem(rule, claimed)
            except Exception as error:  # noqa: BLE001 - as above
                yield self._crash(rule, error, claimed)

    def _crash(self, rule: Rule, error: Exception, claimed: Claimed) -> Finding:
        self._broken = True
        reason = type(error).__name__ if claimed.is_secret else f"{type(error).__name__}: {error}"
        message = f"The rule {rule.code} {rule.name} crashed: {reason}"
        return _finding(Claimed(Problem(claimed.problem.path, "rule_crashed", message), claimed.document))

    def _surroundings(self) -> Surroundings:
        path, settings = self._target.path, self._loaded.settings
        folder = path.absolute().parent if path else FilePath.cwd()
        machine = partial(machine_of, settings)
        return Surroundings(folder, settings.host, look_at(settings, self._loaded.root), machine)

    def _rule_is_on(self, rule: Rule) -> bool:
        return is_on(rule, self._loaded, self._target.path)

    def _stays(self, finding: Finding) -> bool:
        return _stays(finding, self._target, self._loaded)


def with_severity(finding: Finding, loaded: Loaded) -> Finding:
    """Give a finding as bad as the settings say that it is."""
    return replace(finding, severity=severity(rule_named(finding.code), loaded))


def _stays(finding: Finding, target: Target, loaded: Loaded) -> bool:
    return is_on(rule_named(finding.code), loaded, target.path)


def _backend(document: Document, part: Part, judgement: Judgement, surroundings: Surroundings) -> Backend | None:
    config_class, found = judgement.config_class, judgement.found
    if config_class is None:
        return None
    wrong = {found.inner_path(problem.path) for problem in judgement.problems if problem.spoils and problem.path}
    name = found.type if isinstance(found.type, str) else ""
    unsound = frozenset(wrong) | judgement.undecided
    return Backend(document, part.path, found, config_class, name, judgement.fields, surroundings, unsound)


def _claimed(problem: Problem, document: Document, prefix: Path, judgement: Judgement) -> Claimed:
    """Hand a problem to its rule, with the way to the fields: through a nested ``config`` where they stand in one."""
    inner = problem.path[len(prefix) :]
    is_nested = judgement.found.is_nested and inner[:1] == (OLD_FIELDS_KEY,)
    return Claimed(problem, document, (*prefix, OLD_FIELDS_KEY) if is_nested else prefix, judgement.config_class)


def _moved(problem: Problem, part: Part) -> Problem:
    if not part.path:
        return problem
    related = tuple(((*part.path, *path), label) for path, label in problem.related)
    return replace(problem, path=(*part.path, *problem.path), related=related)


def _finding(claimed: Claimed) -> Finding:
    return _placed_problem(rule_for(claimed.problem.kind) or fallback(), claimed)


def _placed_problem(rule: Rule, claimed: Claimed) -> Finding:
    problem, document = claimed.problem, claimed.document
    span = document.key_span(problem.path) if problem.at == "key" else document.value_span(problem.path)
    related = tuple((document.key_span(path), label) for path, label in problem.related)
    return _placed(rule, rule.word(claimed), span, related, document.source)


def _reading_finding(fault: Fault, source: Source) -> Finding:
    rule = rule_for(fault.kind) or fallback()
    return _placed(rule, Wording(fault.message, fault.help), fault.span, fault.related, source)


def _placed(rule: Rule, wording: Wording, span: Span, related: Iterable[tuple[Span, str]], source: Source) -> Finding:
    others = tuple(Related(place(other, source), label) for other, label in related)
    where = place(span, source)
    return Finding(rule.code, rule.name, rule.severity, wording.message, where, wording.help, others, wording.fix)


def place(span: Span, source: Source) -> Place:
    """Place a span; one of several lines is cut at the end of its first."""
    start = source.position(span.start)
    end = max(span.start, min(span.end, source.line_span(start.line).end))
    return Place(source.name, start, source.position(end))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
