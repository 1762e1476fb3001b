"""Writes down what linting a file gave, so that it can be told again: for people as it is printed, for all else whole.

What may be secret is masked in it as in every report.
"""

from __future__ import annotations

import marshal
import zlib
from typing import TYPE_CHECKING

from rompy.document import Position, Source, Span
from rompy.lint.account import Account
from rompy.lint.engine import Result
from rompy.lint.finding import Edit, Finding, Fix, Place, Related, Severity, Unread
from rompy.lint.formats._fixes import MASK, touches_mask
from rompy.lint.formats.text import block
from rompy.lint.kind import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    _Position = tuple[int, int]
    _Place = tuple[str, _Position, _Position]
    _Source = tuple[str, str, bool]
    _Fix = tuple[str, tuple[tuple[int, int, str], ...], bool, str | None]
    _Finding = tuple[str, str, str, str, _Place, str | None, tuple[tuple[_Place, str], ...], _Fix | None]
    _Whole = tuple[
        tuple[_Finding, ...],
        int,
        _Source,
        tuple[_Source, ...],
        tuple[tuple[str, int], ...],
        tuple[tuple[str, str, bool], ...],
        bool,
        bool,
    ]

_LEVEL = 1
"""Of compression; more takes longer than it saves."""


def account_of(result: Result | None) -> int | Account:
    """Give what a report for people says of a result: a number of backends says all where nothing was found."""
    if result is None:
        return 0
    if not (result.findings or result.others or result.unread) and result.backends:
        return result.backends
    others = tuple((kind.value, count) for kind, count in result.others.items())
    unread = tuple((left.what, left.name, left.is_open) for left in result.unread)
    # findings of included files come after all others
    own = [finding for finding in result.findings if finding.place.file not in result.included]
    included = [finding for finding in result.findings if finding.place.file in result.included]
    sources = {result.shown.name: result.shown, **result.included}
    return account_of_findings(
        [*own, *included], sources, result.backends, others, unread, bool(included), result.broken, result.is_skipped
    )


def account_of_findings(  # noqa: PLR0913, PLR0917 - what an account holds
    findings: Iterable[Finding],
    sources: Mapping[str, Source],
    backends: int = 0,
    others: tuple[tuple[str, int], ...] = (),
    unread: tuple[tuple[str, str, bool], ...] = (),
    reaches: bool = False,  # noqa: FBT001, FBT002 - as above
    broken: bool = False,  # noqa: FBT001, FBT002 - as above
    skipped: bool = False,  # noqa: FBT001, FBT002 - as above
) -> Account:
    """Give what a report for people says of findings."""
    found = list(findings)
    fixes = [finding.fix for finding in found if finding.fix is not None]
    errors = sum(finding.severity is Severity.ERROR for finding in found)
    safe = sum(fix.is_safe for fix in fixes)
    return Account(
        backends,
        others,
        errors,
        len(found) - errors,
        safe,
        len(fixes) - safe,
        unread,
        tuple(block(finding, sources.get(finding.place.file), colour=True) for finding in found),
        reaches,
        broken,
        skipped,
    )


def packed(result: Result | None) -> tuple[int | bytes, bytes]:
    """Write a result down: what is printed of it, and all that any format shows."""
    account = account_of(result)
    if result is None or isinstance(account, int):
        return account if isinstance(account, int) else 0, b""
    # there may be many, which are rarely needed
    return marshal.dumps(account.packed()), zlib.compress(marshal.dumps(_whole(result)), _LEVEL)


def unpacked(said: int | bytes, whole: bytes) -> Result | None:
    """Read a result that was written down; its text is masked."""
    if isinstance(said, int) and not whole:
        nothing = Source("", "")
        return Result((), said, nothing, nothing) if said else None
    told: _Whole = marshal.loads(zlib.decompress(whole))  # noqa: S302 - it comes from this very program
    findings, backends, shown, included, others, unread, broken, skipped = told
    source = Source(*shown)
    return Result(
        tuple(map(_finding_of, findings)),
        backends,
        source,
        source,
        broken,
        {text[0]: Source(*text) for text in included},
        {Kind(kind): count for kind, count in others},
        tuple(Unread(*left) for left in unread),
        skipped,
    )


def _whole(result: Result) -> _Whole:
    texts = {result.shown.name: result.shown, **result.included}
    # a text without findings is not shown, and nothing is masked in it
    shown = result.shown if result.findings else Source(result.shown.name, "", result.shown.is_json)
    return (
        tuple(_told(finding, texts.get(finding.place.file)) for finding in result.findings),
        result.backends,
        (shown.name, shown.text, shown.is_json),
        tuple((text.name, text.text, text.is_json) for text in result.included.values()),
        tuple((kind.value, count) for kind, count in result.others.items()),
        tuple((left.what, left.name, left.is_open) for left in result.unread),
        result.broken,
        result.is_skipped,
    )


def _told(finding: Finding, source: Source | None) -> _Finding:
    related = tuple((_place(each.place), each.label) for each in finding.related)
    fix = None if finding.fix is None else _fix(finding.fix, source)
    return (
        finding.code,
        finding.name,
        finding.severity.value,
        finding.message,
        _place(finding.place),
        finding.help,
        related,
        fix,
    )


def _fix(fix: Fix, source: Source | None) -> _Fix:
    """Write a fix down, without the texts that no format shows."""
    is_secret = source is None or touches_mask(fix, source)
    edits = tuple(
        (edit.span.start, edit.span.end, MASK if is_secret and edit.text else edit.text) for edit in fix.edits
    )
    return fix.title, edits, fix.is_safe, fix.file


def _place(place: Place) -> _Place:
    return place.file, (*place.start,), (*place.end,)


def _finding_of(told: _Finding) -> Finding:
    code, name, severity, message, place, advice, related, fix = told
    return Finding(
        code,
        name,
        Severity(severity),
        message,
        _place_of(place),
        advice,
        tuple(Related(_place_of(where), label) for where, label in related),
        None if fix is None else _fix_of(fix),
    )


def _fix_of(told: _Fix) -> Fix:
    title, edits, is_safe, file = told
    return Fix(title, tuple(Edit(Span(start, end), text) for start, end, text in edits), is_safe, file)


def _place_of(told: _Place) -> Place:
    file, start, end = told
    return Place(file, Position(*start), Position(*end))
