"""From sources to findings: reads, judges, gives every problem to its rule, and places it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, NamedTuple

from rompy.backends.layout import OLD_FIELDS_KEY, TYPE_KEY, layout
from rompy.backends.secrets import is_secret_field
from rompy.document import Document, Elsewhere, Fault, Include, Reading, Source, Span
from rompy.document.fault import INCLUDE_KINDS, STILL_DATA
from rompy.document.including import Includes
from rompy.document.source import MAX_BYTES
from rompy.document.tree import Plainness
from rompy.errors import SourceError
from rompy.lint.backend import Backend, Surroundings
from rompy.lint.finding import Finding, Place, Related, Report, Unread
from rompy.lint.kind import Kind
from rompy.lint.kinds import (
    Part,
    is_cut_off,
    is_undecided,
    likely_kind,
    may_be_ours,
    parts_in,
    pipeline_parts,
    text_looks_like_ours,
)
from rompy.lint.loaded import DEFAULTS, Loaded, machine_of
from rompy.lint.mask import masked, more_masked
from rompy.lint.paths import look_at
from rompy.lint.quick.check import bytes_of
from rompy.lint.quick.reading import readings_of
from rompy.lint.quick.silence import OF_WRITING, may_speak
from rompy.lint.quiet import keep_quiet, not_ignored
from rompy.lint.rule import Claimed, Judgement, Problem, Rule, Wording
from rompy.lint.rules import GROUP, fallback, rule_for, rule_named, rules
from rompy.lint.selection import is_on, severity
from rompy.packages import entry_points

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rompy.document import Path, Position

Judge = Callable[[Mapping[Any, Any], Surroundings], Judgement]
"""Judges the shape of one backend, or of what else its surroundings say that it is."""
SettingsFor = Callable[["Target"], Loaded]
"""Gives the settings of a target."""


class Target(NamedTuple):
    """Something to lint: a file, or a text that is already here."""

    name: str
    path: FilePath | None = None
    text: bytes | None = None
    is_named: bool = True
    """Whether a person named it; a file found in a folder is passed over where it cannot be read and looks foreign."""
    is_ours: bool = False
    """Whether it must hold something of ours."""
    kind: Kind | None = None
    """What each of its documents must be."""
    without: frozenset[Kind] = frozenset()
    """Sections of pipelines that are not judged, because they are not used."""
    max_bytes: int = MAX_BYTES
    """Largest size that is read."""


def default_settings(target: Target) -> Loaded:
    """Give the settings of a target where no file says any."""
    return Loaded(DEFAULTS, target.path.absolute().parent if target.path else FilePath.cwd())


def lint(targets: Iterable[Target], judge: Judge, settings_for: SettingsFor = default_settings) -> Report:
    """Lint targets in turn; a fault of one never hides the findings of another."""
    includes = Includes({})
    return gather((target, lint_target(target, judge, settings_for(target), includes)) for target in targets)


class Result(NamedTuple):
    """What linting one target gave."""

    findings: tuple[Finding, ...]
    """Sorted by place, each once."""
    backends: int
    source: Source
    shown: Source
    """The text to show lines of, values that may be secret masked."""
    broken: bool = False
    """Whether a rule crashed."""
    included: Mapping[str, Source] = {}
    """The texts of included files with findings, masked too."""
    others: Mapping[Kind, int] = {}
    """How many parts of other kinds were judged."""
    unread: tuple[Unread, ...] = ()
    """What was left alone, because it is not known here what it is."""
    is_skipped: bool = False
    """Whether it holds nothing that is known to be ours."""


def gather(results: Iterable[tuple[Target, Result | None]], *, fixed: int = 0, extra: Iterable[Finding] = ()) -> Report:
    """Put the results of targets together, in their order, after findings that belong to none."""
    findings: list[Finding] = []
    included: list[Finding] = []
    skipped: list[str] = []
    sources: dict[str, Source] = {}
    backends = files = 0
    others: Counter[Kind] = Counter()
    unread: dict[Unread, None] = {}
    broken = False
    linted: set[str] = set()
    for target, result in results:
        linted.add(_absolute(target.name if target.path is None else target.path))
        if result is not None:
            unread.update(dict.fromkeys(result.unread))
        if result is None or result.is_skipped:
            skipped.append(target.name)
            continue
        files += 1
        backends += result.backends
        others.update(result.others)
        broken = broken or result.broken
        if result.findings:
            findings += (finding for finding in result.findings if finding.place.file not in result.included)
            included += (finding for finding in result.findings if finding.place.file in result.included)
            for shown in (result.shown, *result.included.values()):
                known = sources.get(shown.name)
                sources[shown.name] = shown if known is None else more_masked(shown, known)
    kept = list(_each_once(findings, included))
    unnamed = Counter(finding.place.file for finding in kept[len(findings) :] if finding.fix is not None)
    for file in [file for file in unnamed if _absolute(file) in linted]:
        del unnamed[file]
    every = (*extra, *(each._replace(fix=None) if each.place.file in unnamed else each for each in kept))
    return Report(
        every,
        backends,
        files,
        tuple(skipped),
        broken,
        sources,
        fixed,
        others=dict(others),
        unread=tuple(sorted(unread)),
        unnamed=dict(unnamed),
    )


def _each_once(findings: list[Finding], included: list[Finding]) -> Iterator[Finding]:
    """Yield findings, those of included files after all others, and none of them that is there already."""
    yield from findings
    seen = {_identity(finding) for finding in findings} if included else set()
    for finding in included:
        identity = _identity(finding)
        if identity not in seen:
            seen.add(identity)
            yield finding


def _identity(finding: Finding) -> tuple[str, Position, str]:
    """Tell a finding of an included file apart by its rule and its place, however the file is named."""
    return _absolute(finding.place.file), finding.place.start, finding.code


def _absolute(path: str | FilePath) -> str:
    """Give an absolute path without detours by ``..``, however a file is named."""
    return os.path.abspath(path)  # noqa: PTH100 - links stay


def lint_target(target: Target, judge: Judge, loaded: Loaded, includes: Includes | None = None) -> Result | None:
    """Lint one target; None where it holds nothing of ours.

    ``includes`` knows the files that were read before in the same run.
    """
    includes = includes or Includes({})
    wanted = target if not _is_included(target, loaded) else target._replace(is_ours=True)
    try:
        source = _source(target, includes)
    except SourceError as error:
        return _unreadable(error, wanted, loaded)
    return _Run(wanted, source, judge, loaded, includes).result()


def crashed(target: Target) -> Result:
    """Give the result for a file over which the process died that linted it."""
    source = Source(target.name, "")
    message = "Linting this file ended its process, which a fault in a library or a lack of memory does"
    finding = _reading_finding(Fault("rule_crashed", Span(0, 0), message), source)
    return Result((finding,), 0, source, source, broken=True)


class _IncludedText:
    """An included file, as far as findings in it are shown."""

    def __init__(self, source: Source, documents: list[Document], *, is_secret: bool = False) -> None:
        self.source = source
        self.documents = documents
        self.is_secret = is_secret
        """Whether it stands somewhere in the place of a value that is never shown."""

    def not_ignored(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """Yield those of the findings that stand in it and that no comment in it keeps quiet."""
        here = [finding for finding in findings if finding.place.file == self.source.name]
        return not_ignored(here, self.source, self.documents)

    def masked(self) -> Source:
        """Give the text with values that may be secret masked."""
        return masked(self.source, self.documents, whole=bool(self.documents), is_secret=self.is_secret)


def _included_texts(readings: Iterable[Reading], name: str) -> list[_IncludedText]:
    """List the files that were included, and those that could not be."""
    texts: dict[str, _IncludedText] = {}
    for reading in readings:
        for found, is_secret in () if reading.document is None else reading.document.included(is_secret_field):
            if found.source is None:
                continue
            text = texts.setdefault(found.source.name, _IncludedText(found.source, []))
            text.is_secret = text.is_secret or is_secret
            if found.document is not None and found.document not in text.documents:
                text.documents.append(found.document)
        for fault in reading.faults:
            for source in (fault.source, *(other.source for other in fault.elsewhere)):
                if source is not None and source.name != name:
                    texts.setdefault(source.name, _IncludedText(source, [], is_secret=True))
    return list(texts.values())


def _is_included(target: Target, loaded: Loaded) -> bool:
    return target.path is not None and loaded.settings.is_included(target.path, loaded.root)


def _source(target: Target, includes: Includes) -> Source:
    if target.text is not None:
        return Source.from_bytes(target.text, target.name, max_bytes=target.max_bytes)
    return includes.source(target.path or FilePath(target.name), target.name, max_bytes=target.max_bytes)


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

    def __init__(self, target: Target, source: Source, judge: Judge, loaded: Loaded, includes: Includes) -> None:
        self._target = target
        self._source = source
        self._judge = judge
        self._loaded = loaded
        self._includes = includes
        self._judged: Counter[Kind] = Counter()
        self._unread: list[Unread] = []
        self._broken = False

    def result(self) -> Result | None:
        readings = self._readings()
        found = [finding for reading in readings for finding in self._read(reading)]
        if self._target.is_ours and not readings:
            noun = self._target.kind or Kind.BACKEND
            empty = Fault("no_mapping", Span(0, 0), f"The file holds nothing, and a {noun} is expected")
            found.append(_reading_finding(empty, self._source))
        if not self._judged and not found:
            return self._nothing(readings)
        documents = [reading.document for reading in readings if reading.document is not None]
        staying = [finding for finding in set(found) if self._stays(finding)]
        own = [finding for finding in staying if finding.place.file == self._source.name]
        included = _included_texts(readings, self._source.name)
        spoken = [
            *keep_quiet(own, self._source, documents, self._rule_is_on),
            *(finding for each in included for finding in each.not_ignored(staying)),
        ]
        kept = [with_severity(finding, self._loaded) for finding in spoken]
        whole = all(reading.document is not None and reading.document.data is not None for reading in readings)
        shown = masked(self._source, documents, whole=whole) if kept else self._source
        ordered = tuple(sorted(kept, key=lambda finding: finding.order))
        others = {each.source.name: each.masked() for each in included} if kept else {}
        backends = self._judged.pop(Kind.BACKEND, 0)
        unread = tuple(self._unread)
        return Result(ordered, backends, self._source, shown, self._broken, others, dict(self._judged), unread)

    def _nothing(self, readings: Iterable[Reading]) -> Result | None:
        """Give the result for what holds nothing of ours: of a file that a person named, a variable may decide that."""
        data = [reading.document.data for reading in readings if reading.document is not None]
        if not self._target.is_named or not any(
            isinstance(each, Mapping) and is_undecided(layout(each)) for each in data
        ):
            return None
        name = Unread("file", self._source.name, is_open=True)
        return Result((), 0, self._source, self._source, unread=(name,), is_skipped=True)

    def _readings(self) -> list[Reading]:
        """Read the text, and follow its includes where it could be ours."""
        readings = readings_of(self._source)
        if readings is None:
            from rompy.document.reader import read  # noqa: PLC0415 - PyYAML takes long to load

            readings = read(self._source)
        if "include" not in self._source.text or not (self._target.is_ours or any(map(_may_be_ours, readings))):
            return readings
        return self._includes.read(self._source, self._target.path or FilePath(self._target.name))

    def _read(self, reading: Reading) -> Iterator[Finding]:
        parts = self._parts(reading)
        if not parts and not self._is_unreadable_and_wanted(reading) and not _is_cut_off(reading):
            return
        yield from (_reading_finding(fault, self._source) for fault in reading.faults)
        own = [fault for fault in reading.faults if fault.source is None]
        if reading.document is None or any(fault.kind not in STILL_DATA for fault in own):
            self._judged.update(part.kind for part in parts[:1])
            return
        is_doubtful = any(fault.kind == "duplicate_key" for fault in own)
        for part in parts:
            self._judged[part.kind] += 1
            found = self._look_at(reading.document, part)
            # where a key stands twice, which of them is meant must be settled first
            yield from (finding._replace(fix=None) for finding in found) if is_doubtful else found

    def _parts(self, reading: Reading) -> list[Part]:
        if reading.document is None:
            return []
        data = reading.document.data
        if isinstance(data, Include):
            return []
        parts = [part for part in parts_in(data) if not part.path or part.kind not in self._target.without]
        wanted = self._target.kind
        if wanted is None and self._target.is_ours and not parts:
            wanted = likely_kind(data)
        if wanted is None or (parts and parts[0].kind is wanted):
            return parts
        fields = data if isinstance(data, Mapping) else {}
        return pipeline_parts(fields) if wanted is Kind.PIPELINE else [Part((), fields, wanted)]

    def _is_unreadable_and_wanted(self, reading: Reading) -> bool:
        """Tell whether a text that gave no data is reported: after one of ours, or where it looks or must be ours."""
        if reading.document is not None and (reading.document.data is not None or not reading.faults):
            return False
        is_first = reading.document is None or reading.document.index == 0
        looks_ours = text_looks_like_ours(self._source.text, is_json=self._source.is_json)
        return bool(self._judged) or (is_first and self._target.is_named) or looks_ours

    def _look_at(self, document: Document, part: Part) -> Iterator[Finding]:
        """Yield the findings of one part: what is wrong with its shape, then what rules find in what is right."""
        if not isinstance(document.data, Mapping):
            problem = Problem((), "no_mapping", "This is no mapping, and a backend is one")
            yield _finding(Claimed(problem, document, kind=part.kind))
            return
        surroundings = self._surroundings(document, part)
        judgement = self._judge(part.data, surroundings)
        self._unread += judgement.unread
        for problem in judgement.problems:
            claimed = _claimed(_moved(problem, part), document, part, judgement)
            try:
                yield _finding(claimed)
            except Exception as error:  # noqa: BLE001 - a plugin's rule may raise anything, and the run must go on
                yield self._crash(rule_for(problem.kind) or fallback(), error, claimed)
        backend = _backend(document, part, judgement, surroundings)
        if backend is not None:
            yield from self._checked(backend)

    def _checking(self, backend: Backend) -> Iterable[Rule]:
        """Give the rules that may have something to say; the others need not be loaded."""
        settings, found = self._loaded.settings, backend.found
        asks = settings.select is not None or settings.extend_select or settings.assume_exists or settings.path_map
        is_usual = found.type_key == TYPE_KEY and not found.is_nested and backend.surroundings.kind is Kind.BACKEND
        plainness = backend.document.plainness
        is_plain = plainness and "${" not in backend.document.source.text
        if asks or not is_usual or backend.prefix or not is_plain or entry_points(GROUP):
            return rules()
        memory = 0 if settings.host_memory is None else bytes_of(settings.host_memory)
        host = (settings.host_cpu or 0, memory) if settings.host else None
        speaking = may_speak(backend.name, backend.fields, backend.unsound, str(backend.surroundings.folder), host)
        if speaking is None:
            return rules()
        extra = () if plainness is Plainness.STRICT else OF_WRITING
        return [rule_named(code) for code in dict.fromkeys((*speaking, *extra))]

    def _checked(self, backend: Backend) -> Iterator[Finding]:
        for rule in self._checking(backend):
            if rule.check is None or not self._rule_is_on(rule):
                continue
            if rule.backends is not None and backend.name not in rule.backends:
                continue
            if rule.needs_host and not backend.surroundings.host:
                continue
            claimed = Claimed(Problem(backend.prefix, rule.name, ""), backend.document, backend.prefix)
            try:
                for problem in rule.check(backend):
                    claimed = Claimed(
                        problem, backend.document, backend.prefix, backend.described, backend.surroundings.kind
                    )
                    yield _placed_problem(rule, claimed)
            except Exception as error:  # noqa: BLE001 - as above
                yield self._crash(rule, error, claimed)

    def _crash(self, rule: Rule, error: Exception, claimed: Claimed) -> Finding:
        self._broken = True
        reason = type(error).__name__ if claimed.is_secret else f"{type(error).__name__}: {error}"
        message = f"The rule {rule.code} {rule.name} crashed: {reason}"
        return _finding(Claimed(Problem(claimed.problem.path, "rule_crashed", message), claimed.document))

    def _surroundings(self, document: Document, part: Part) -> Surroundings:
        path, settings = self._target.path, self._loaded.settings
        folder = document.folder_of(part.path) or (path.absolute().parent if path else FilePath.cwd())
        machine = partial(machine_of, settings)

        def folder_of(inner: Path) -> FilePath | None:
            return document.folder_of((*part.path, *inner))

        seen = look_at(settings, self._loaded.root)
        return Surroundings(folder, folder_of, settings.host, seen, machine, part.kind, is_section=bool(part.path))

    def _rule_is_on(self, rule: Rule) -> bool:
        return is_on(rule, self._loaded, self._target.path)

    def _stays(self, finding: Finding) -> bool:
        return _stays(finding, self._target, self._loaded)


def with_severity(finding: Finding, loaded: Loaded) -> Finding:
    """Give a finding as bad as the settings say that it is."""
    return finding._replace(severity=severity(rule_named(finding.code), loaded))


def _may_be_ours(reading: Reading) -> bool:
    return reading.document is not None and may_be_ours(reading.document.data)


def _is_cut_off(reading: Reading) -> bool:
    """Tell whether there is something of ours that could not be included, or that is nothing but an include."""
    if reading.document is None or not reading.faults:
        return False
    data = reading.document.data
    return is_cut_off(data) or (
        isinstance(data, Include) and any(fault.kind in INCLUDE_KINDS for fault in reading.faults)
    )


def _stays(finding: Finding, target: Target, loaded: Loaded) -> bool:
    is_own = finding.place.file == target.name
    return is_on(rule_named(finding.code), loaded, target.path if is_own else FilePath(finding.place.file))


def _backend(document: Document, part: Part, judgement: Judgement, surroundings: Surroundings) -> Backend | None:
    described, found = judgement.described, judgement.found
    if described is None:
        return None
    wrong = {found.inner_path(problem.path) for problem in judgement.problems if problem.spoils and problem.path}
    name = found.type if isinstance(found.type, str) else ""
    unsound = frozenset(wrong) | judgement.undecided
    return Backend(document, part.path, found, described, name, judgement.fields, surroundings, unsound)


def _claimed(problem: Problem, document: Document, part: Part, judgement: Judgement) -> Claimed:
    """Hand a problem to its rule, with the way to the fields: through a nested ``config`` where they stand in one."""
    inner = problem.path[len(part.path) :]
    is_nested = judgement.found.is_nested and inner[:1] == (OLD_FIELDS_KEY,)
    prefix = (*part.path, OLD_FIELDS_KEY) if is_nested else part.path
    return Claimed(problem, document, prefix, judgement.described or judgement.like, part.kind)


def _moved(problem: Problem, part: Part) -> Problem:
    if not part.path:
        return problem
    related = tuple(((*part.path, *path), label) for path, label in problem.related)
    return problem._replace(path=(*part.path, *problem.path), related=related)


def _finding(claimed: Claimed) -> Finding:
    return _placed_problem(rule_for(claimed.problem.kind) or fallback(), claimed)


def _placed_problem(rule: Rule, claimed: Claimed) -> Finding:
    problem, document, wording = claimed.problem, claimed.document, rule.word(claimed)
    if problem.at == "key":
        home, path = document.key_home(problem.path)
        span = home.key_span(path)
    else:
        home, path = document.home(problem.path)
        span = _part_of(home, path, problem.within)
    related = [Related(_key_place(document, path), label) for path, label in problem.related]
    edited = None if home is document else home.source.name
    if wording.fix is not None and wording.fix.file != edited:
        # it would be one of another file than the finding
        wording = wording._replace(fix=None)
    if home is not document:
        related.append(Related(place(document.value_span(problem.path), document.source), "included here"))
    return _placed(rule, wording, span, related, home.source)


def _key_place(document: Document, path: Path) -> Place:
    home, path = document.key_home(path)
    return place(home.key_span(path), home.source)


def _part_of(document: Document, path: Path, within: int | None) -> Span:
    """Tell where a value stands, from a character of its text on where it is written as it reads."""
    span = document.value_span(path)
    if within is None:
        return span
    value = document.value_at(path)
    start = document.source.text.find(value, span.start, span.end) if isinstance(value, str) else -1
    return span if start < 0 else Span(start + within, start + len(value))


def _reading_finding(fault: Fault, source: Source) -> Finding:
    rule = rule_for(fault.kind) or fallback()
    source = fault.source or source
    places = [*(Elsewhere(source, span, label) for span, label in fault.related), *fault.elsewhere]
    related = [Related(place(each.span, each.source), each.label) for each in places]
    return _placed(rule, Wording(fault.message, fault.help), fault.span, related, source)


def _placed(rule: Rule, wording: Wording, span: Span, related: Iterable[Related], source: Source) -> Finding:
    where = place(span, source)
    return Finding(
        rule.code, rule.name, rule.severity, wording.message, where, wording.help, tuple(related), wording.fix
    )


def place(span: Span, source: Source) -> Place:
    """Place a span; one of several lines is cut at the end of its first."""
    start = source.position(span.start)
    end = max(span.start, min(span.end, source.line_span(start.line).end))
    return Place(source.name, start, source.position(end))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
