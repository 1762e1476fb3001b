"""Applies fixes to texts, again and again until none is left."""

from __future__ import annotations

import os
import stat
from collections import Counter
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING

from rompy.document import Source, read
from rompy.lint.engine import Judge, Result, Target, lint_target
from rompy.lint.mask import masked
from rompy.replacing import replace_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rompy.lint.finding import Fix
    from rompy.lint.loaded import Loaded

_MOST_ROUNDS = 100
"""How often a text is mended and linted again; each round ends a fix at least."""


@dataclass(frozen=True)
class Fixed:
    """What mending one target gave."""

    before: Result
    after: Result | None
    """What lint says of the mended text; None where it holds nothing of ours any more."""
    source: Source
    """The mended text."""
    applied: Counter[str]
    """How many fixes were applied, by the code of their rule."""

    @property
    def is_changed(self) -> bool:
        """Tell whether anything was mended."""
        return self.source.text != self.before.source.text


def fix_target(target: Target, judge: Judge, loaded: Loaded, *, unsafe: bool) -> Fixed | None:
    """Mend one target in memory; None where it holds nothing of ours.

    In each round, fixes that do not overlap are applied together. One after which the text could no longer be read
    as well as before is left out.
    """
    first = lint_target(target, judge, loaded)
    if first is None:
        return None
    result: Result | None = first
    source, applied = first.source, Counter[str]()
    refused: set[Fix] = set()
    for _ in range(_MOST_ROUNDS):
        offered = {
            finding.fix: finding.code
            for finding in (() if result is None else result.findings)
            if finding.fix is not None and finding.fix.file is None
            if finding.fix not in refused and (unsafe or finding.fix.is_safe)
        }
        chosen = list(apart(offered))
        if not chosen:
            break
        mended = source.with_text(edited(source.text, chosen))
        if not reads_as_well(mended, source):
            chosen = chosen[:1]
            mended = source.with_text(edited(source.text, chosen))
            if not reads_as_well(mended, source):
                refused.add(chosen[0])
                continue
        applied.update(offered[fix] for fix in chosen)
        source, refused = mended, set()
        result = lint_target(target._replace(text=source.to_bytes()), judge, loaded)
    return Fixed(first, result, source, applied)


def apart(fixes: Iterable[Fix]) -> Iterator[Fix]:
    """Yield fixes from the top of the text down, each that does not touch the one before."""
    end = -1
    for fix in sorted(fixes, key=lambda fix: min(edit.span for edit in fix.edits)):
        if min(edit.span.start for edit in fix.edits) > end:
            yield fix
            end = max(edit.span.end for edit in fix.edits)


def edited(text: str, fixes: Iterable[Fix]) -> str:
    """Give a text after the edits of fixes that do not touch each other."""
    for edit in sorted((edit for fix in fixes for edit in fix.edits), key=lambda edit: edit.span, reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


def reads_as_well(mended: Source, source: Source) -> bool:
    """Tell whether a text can be read as well as one that it was made from."""
    return not _faults(mended) - _faults(source)


def _faults(source: Source) -> Counter[str]:
    return Counter(fault.kind for reading in read(source) for fault in reading.faults)


def write(target: Path, source: Source) -> None:
    """Put a mended text in the place of its file at once, its mode kept; a link stays, and its file is replaced.

    Raises:
        OSError: where the folder or the file cannot be written.
    """
    path = Path(os.path.realpath(target))
    replace_file(path, source.to_bytes(), mode=stat.S_IMODE(path.stat().st_mode))


def diff(before: Source, after: Source, *, is_secret: bool = False) -> str:
    """Show what was mended as a unified diff, values that may be secret masked; ``is_secret`` says that all may be."""
    name = after.name
    old, new = (shown(source, is_secret=is_secret).text.splitlines(keepends=True) for source in (before, after))
    lines = unified_diff(old, new, f"a/{name}", f"b/{name}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def shown(source: Source, *, is_secret: bool = False) -> Source:
    """Give a text with values that may be secret masked."""
    readings = read(source)
    documents = [reading.document for reading in readings if reading.document is not None]
    return masked(source, documents, whole=len(documents) == len(readings), is_secret=is_secret)
