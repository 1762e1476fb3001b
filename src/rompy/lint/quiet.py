"""Keeps findings quiet that comments name, and finds comments that name nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rompy.document import Span
from rompy.lint.finding import Edit, Finding, Fix, Place
from rompy.lint.loaded import named_rules
from rompy.lint.meant import closest
from rompy.lint.rules import rule_named, rules
from rompy.lint.selection import is_on, names_a_rule
from rompy.lint.suppress import Suppression, suppressions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from rompy.document import Document, Source
    from rompy.lint.loaded import Loaded
    from rompy.lint.rule import Rule

UNUSED = "RMP901"
UNKNOWN = "RMP902"


def keep_quiet(
    findings: Iterable[Finding], source: Source, documents: Sequence[Document], rule_is_on: Callable[[Rule], bool]
) -> Iterator[Finding]:
    """Yield the findings that no comment keeps quiet, then those about the comments themselves."""
    comments = list(suppressions(source, documents))
    used: set[tuple[Suppression, str]] = set()
    for finding in findings:
        rule, line = rule_named(finding.code), finding.place.start.line
        covering = [comment for comment in comments if comment.covers(rule, line)]
        used |= {(comment, name) for comment in covering for name, _ in comment.names if _names(name, rule)}
        if not covering:
            yield finding
    for comment in comments:
        yield from _about(comment, used, source, rule_is_on)


def not_ignored(findings: Iterable[Finding], source: Source, documents: Sequence[Document]) -> Iterator[Finding]:
    """Yield the findings of an included file that no comment in it keeps quiet; whether all are used is not told."""
    comments = list(suppressions(source, documents))
    for finding in findings:
        rule, line = rule_named(finding.code), finding.place.start.line
        if not any(comment.covers(rule, line) for comment in comments):
            yield finding


def unknown_in_settings(loaded: Loaded) -> Iterator[Finding]:
    """Yield a finding for every rule that a settings file names and that there is not."""
    source = loaded.source
    if source is None or not is_on(rule_named(UNKNOWN), loaded, None):
        return
    for name in dict.fromkeys(named_rules(loaded.settings)):
        if not names_a_rule(name, rules()):
            start = loaded.place(name)
            yield _finding(UNKNOWN, f"No rule is called {name!r}", Span(start, start + len(name)), source, _hint(name))


def _hint(name: str) -> str | None:
    options = [known for rule in rules() for known in (rule.code.lower(), rule.name)]
    close = closest(name, options)
    return f"did you mean {close.upper() if close.startswith('rmp') else close}?" if close else None


def _names(name: str, rule: Rule) -> bool:
    return names_a_rule(name, [rule])


def _about(
    comment: Suppression, used: set[tuple[Suppression, str]], source: Source, rule_is_on: Callable[[Rule], bool]
) -> Iterator[Finding]:
    if not comment.names and rule_is_on(rule_named(UNKNOWN)):
        message = "This comment names no rule, so it ignores nothing"
        yield _finding(UNKNOWN, message, comment.span, source, "write the codes in brackets: ignore[RMP302]")
    for name, span in comment.names:
        if not names_a_rule(name, rules()):
            if rule_is_on(rule_named(UNKNOWN)):
                yield _finding(UNKNOWN, f"No rule is called {name!r}", span, source, _hint(name))
            continue
        named = [rule for rule in rules() if _names(name, rule)]
        if (comment, name) in used or not any(map(rule_is_on, named)) or not rule_is_on(rule_named(UNUSED)):
            continue
        message = f"Nothing here is ignored by {name}"
        yield _finding(UNUSED, message, span, source, "remove it", _removal(comment, span, source))


def _removal(comment: Suppression, name: Span, source: Source) -> Fix:
    """Remove one name of a comment, or the comment where it names nothing else, with its line where it is alone."""
    text = source.text
    if len(comment.names) > 1:
        spans = [span for _, span in comment.names]
        index = spans.index(name)
        cut = Span(name.start, spans[1].start) if index == 0 else Span(spans[index - 1].end, name.end)
        return Fix("remove the unused ignore", (Edit(cut, ""),))
    line = source.line_span(source.position(comment.span.start).line)
    after = text[comment.span.end : line.end]
    before = text[line.start : comment.span.start]
    if after.strip():
        return Fix("remove the unused ignore", (Edit(Span(comment.span.start + 1, comment.span.end), ""),))
    if before.strip():
        return Fix("remove the unused ignore", (Edit(Span(line.start + len(before.rstrip()), line.end), ""),))
    end = line.end + (2 if text.startswith("\r\n", line.end) else min(1, len(text) - line.end))
    return Fix("remove the unused ignore", (Edit(Span(line.start, end), ""),))


def _finding(  # noqa: PLR0913, PLR0917 - the parts of a finding
    code: str, message: str, span: Span, source: Source, advice: str | None, fix: Fix | None = None
) -> Finding:
    rule = rule_named(code)
    where = Place(source.name, source.position(span.start), source.position(span.end))
    return Finding(rule.code, rule.name, rule.severity, message, where, advice, (), fix)
