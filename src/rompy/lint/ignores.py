"""Writes comments that keep findings quiet."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rompy.lint.engine import Judge, Target, lint_target

if TYPE_CHECKING:
    from rompy.document import Source
    from rompy.lint.loaded import Loaded

_COMMENT = re.compile(r"#[ \t]*rompy-lint:[ \t]*ignore\[([^\]]*)\]")


@dataclass(frozen=True)
class Ignored:
    """A text with comments for its findings."""

    source: Source
    added: int
    """How many findings are quiet now."""
    left: int
    """How many could not be made quiet, as in JSON or within a text of several lines."""


def add_ignores(target: Target, judge: Judge, loaded: Loaded) -> Ignored | None:
    """Ignore every finding of a target on its line; None where it holds nothing of ours.

    A comment stays only where it made its findings quiet and no others appeared.
    """
    result = lint_target(target, judge, loaded)
    if result is None:
        return None
    source, before = result.source, len(result.findings)
    by_line: dict[int, list[str]] = defaultdict(list)
    for finding in result.findings:
        if finding.place.file != source.name:
            # an included file may be right elsewhere
            continue
        by_line[finding.place.start.line].append(finding.code)
    left = before
    # from the bottom up, so that the lines above stay where they are
    for line in sorted(by_line, reverse=True):
        if source.is_json:
            break
        candidate = _with_comment(source, line, sorted(set(by_line[line])))
        judged = lint_target(target._replace(text=candidate.to_bytes()), judge, loaded)
        now = len(judged.findings) if judged else 0
        if now == left - len(by_line[line]):
            source, left = candidate, now
    return Ignored(source, before - left, left)


def _with_comment(source: Source, line: int, codes: list[str]) -> Source:
    start, end = source.line_span(line)
    text = source.text[start:end]
    present = _COMMENT.search(text)
    if present:
        names = [name.strip() for name in present[1].split(",") if name.strip()]
        merged = ", ".join([*names, *(code for code in codes if code not in names)])
        text = f"{text[: present.start()]}# rompy-lint: ignore[{merged}]{text[present.end() :]}"
    else:
        text = f"{text.rstrip()}  # rompy-lint: ignore[{', '.join(codes)}]"
    return source.with_text(source.text[:start] + text + source.text[end:])
