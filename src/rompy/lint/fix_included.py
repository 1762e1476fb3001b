"""Mends what is wrong in included files that were named too, where no other file that was named minds."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rompy.document import Includes, Source
from rompy.lint.engine import lint_target
from rompy.lint.finding import Severity
from rompy.lint.fix import apart, edited, reads_as_well, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from rompy.lint.engine import Judge, Result, SettingsFor, Target
    from rompy.lint.finding import Fix

_MOST_ROUNDS = 100
"""How often files are mended and linted again."""


@dataclass(frozen=True)
class MendedFile:
    """An included file, before and after its findings were mended."""

    target: Target
    before: Source
    after: Source
    is_secret: bool
    """Whether its values may be secrets, because of where it is included."""


@dataclass(frozen=True)
class Mended:
    """What mending included files gave."""

    files: tuple[MendedFile, ...]
    applied: Counter[str]
    """How many fixes were applied, by the code of their rule."""
    results: Mapping[str, Result | None]
    """What lint says after that of each target that may include others, by its name."""


def fix_included(
    targets: Sequence[Target],
    others: Sequence[Target],
    judge_for: Callable[[Target], Judge],
    settings_for: SettingsFor,
    *,
    unsafe: bool,
) -> Mended:
    """Mend in memory what targets find in included files that are targets too.

    A fix is left out after which a target has more errors than before: what one file needs, another may not want.

    Args:
        targets: What may include others, or is included.
        others: What was named besides, and may be mended.
        judge_for: Gives what judges the shape of what a target holds.
        settings_for: Gives the settings of a target.
        unsafe: Whether fixes are applied that may change the meaning.
    """
    named = {_key(target): target for target in (*others, *targets)}
    before: dict[str, Source] = {}
    after: dict[str, Source] = {}
    secret: set[str] = set()
    applied: Counter[str] = Counter()
    refused: set[tuple[str, Fix]] = set()

    def lint_all(texts: Mapping[str, Source]) -> dict[str, Result | None]:
        includes = Includes({}, texts)
        return {target.name: _linted(target, texts, judge_for, settings_for, includes) for target in targets}

    # what a target holds now may stand in no file yet
    texts = {_key(target): _source(target) for target in named.values() if target.text is not None}
    results = lint_all(texts)
    for _ in range(_MOST_ROUNDS):
        offered = {
            (file, fix): code
            for (file, fix), code in _offered(results.values(), named).items()
            if (file, fix) not in refused and (unsafe or fix.is_safe)
        }
        if not offered:
            break
        file = min(file for file, _ in offered)
        chosen = list(apart(fix for each, fix in offered if each == file))
        source = after.get(file) or _source(named[file])
        for fixes in (chosen, chosen[:1]):
            mended = source.with_text(edited(source.text, fixes))
            trial = lint_all({**texts, **after, file: mended}) if reads_as_well(mended, source) else None
            if trial is not None and not _is_worse(trial, results):
                if _is_secret(source, results.values()):
                    secret.add(file)
                before.setdefault(file, source)
                after[file], results = mended, trial
                applied.update(offered[file, fix] for fix in fixes)
                break
        else:
            refused.add((file, chosen[0]))
    files = tuple(MendedFile(named[file], before[file], after[file], file in secret) for file in after)
    return Mended(files, applied, results)


def _key(target: Target) -> str:
    return os.path.abspath(target.path or target.name)  # noqa: PTH100 - without detours by '..'


def _source(target: Target) -> Source:
    if target.text is not None:
        return Source.from_bytes(target.text, target.name)
    return Source.from_path(target.path or Path(target.name), target.name)


def _linted(
    target: Target,
    texts: Mapping[str, Source],
    judge_for: Callable[[Target], Judge],
    settings_for: SettingsFor,
    includes: Includes,
) -> Result | None:
    text = texts.get(_key(target))
    now = target if text is None else target._replace(text=text.to_bytes())
    return lint_target(now, judge_for(target), settings_for(target), includes)


def _offered(results: Iterable[Result | None], named: Mapping[str, Target]) -> dict[tuple[str, Fix], str]:
    """Give the fixes of findings in included files that were named, each with the code of its rule."""
    found = (finding for result in results if result is not None for finding in result.findings)
    offered = ((os.path.abspath(each.place.file), each.fix, each.code) for each in found)  # noqa: PTH100 - as above
    return {(file, fix): code for file, fix, code in offered if fix is not None and fix.file and file in named}


def _is_secret(source: Source, results: Iterable[Result | None]) -> bool:
    """Tell whether more is masked in an included file than it would be by itself."""
    alone = shown(source).text
    texts = [each.included[source.name].text for each in results if each is not None and source.name in each.included]
    return any(text != alone for text in texts)


def _is_worse(after: Mapping[str, Result | None], before: Mapping[str, Result | None]) -> bool:
    """Tell whether a target has more errors than it had; a fault that is mended may uncover a warning."""
    return any(_errors(after[name]) > _errors(before[name]) for name in before)


def _errors(result: Result | None) -> int:
    return 0 if result is None else sum(finding.severity is Severity.ERROR for finding in result.findings)
