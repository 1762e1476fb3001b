"""The comment beside a length of time says another one.

`timeout` counts seconds, whatever the comment says; one of the two was changed without the other.

```yaml
type: local
timeout: 120  # 2 hours  # expect: RMP119
```

```yaml
type: local
timeout: 7200  # 2 hours
```

Only a comment on the line of `timeout` or `time_limit` with one length of time in it is looked at, and none
that says about, at least or the like.

Source: rompy's manual ("Maximum execution time in seconds").
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rompy.lint.edits import replace_value
from rompy.lint.expression import Expression
from rompy.lint.finding import Severity
from rompy.lint.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.lint.backend import Backend

_PART = r"[0-9]+(?:\.[0-9]+)?\s*-?(?:days?|d|hours?|hrs?|h|minutes?|mins?|seconds?|secs?|s)\b"
_LENGTH = Expression(rf"(?<![\w.:/-]){_PART}(?:(?:\s+|\s*,\s*|\s+and\s+){_PART})*", re.IGNORECASE)
_ONE = Expression(r"([0-9]+(?:\.[0-9]+)?)\s*-?([dhms])", re.IGNORECASE)
_SECONDS = {"d": 86400, "h": 3600, "m": 60, "s": 1}
_LIMIT = Expression(r"(?:(?P<d>[0-9]+)-)?(?P<h>[0-9]+):(?P<m>[0-9]+):(?P<s>[0-9]+)")
_VAGUE = Expression(
    r"[~<>≈≤≥±]|\b(about|above|after|approx\w*|around|at|before|below|circa|default\w*|every|except|extra|from|instead|least"
    r"|less|limit|margin|max\w*|min|minimum|more|most|nearly|never|no|not|of|old|once|or|over|partition\w*|per|plus|queue"
    r"|some|takes|than|to|typically|under|until|usually|was|within)\b",
    re.IGNORECASE,
)


def _check(backend: Backend) -> Iterator[Problem]:
    for field in ("timeout", "time_limit"):
        where = backend.at(field)
        document, place = backend.home(where)
        is_commented = "#" in document.source.text and not document.source.is_json
        if not backend.is_given(field) or not is_commented or not document.is_written_out(place):
            continue
        actual, said = _seconds_of(backend.value(field)), _said(backend, field)
        if actual is None or said is None or abs(said - actual) < 1:
            continue
        message = f"{field} is {_shown(actual)}, and the comment beside it says {_shown(said)}"
        fix = None
        if field == "timeout" and 60 <= said <= 86400:  # noqa: PLR2004 - the bounds of the field
            title = f"write {round(said)}"
            fix = replace_value(backend.document, where, str(round(said)), title, is_safe=False)
        yield Problem(where, RULE.name, message, help="change one of them", fix=fix)


def _said(backend: Backend, field: str) -> float | None:
    """Give the seconds that the comment on the field's line says, where it says one length of time."""
    document, place = backend.home(backend.at(field))
    end = document.value_span(place).end
    line_end = document.source.line_span(document.source.position(end).line).end
    comment = re.fullmatch(r"\s+#(.*)", document.source.text[end:line_end])
    if comment is None:
        return None
    lengths = list(_LENGTH.finditer(comment[1]))
    if len(lengths) != 1:
        return None
    before, after = comment[1][: lengths[0].start()], comment[1][lengths[0].end() :]
    if _VAGUE.search(before[-16:]) or _VAGUE.match(after.strip(" (,")):
        return None
    return sum(float(number) * _SECONDS[unit.lower()] for number, unit in _ONE.findall(lengths[0][0]))


def _seconds_of(value: object) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    match = _LIMIT.fullmatch(value) if isinstance(value, str) else None
    return sum(int(text or 0) * _SECONDS[unit] for unit, text in match.groupdict().items()) if match else None


def _shown(seconds: float) -> str:
    for unit, name in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= unit and seconds % unit == 0:
            count = int(seconds // unit)
            return f"{count} {name}{'s' if count > 1 else ''}"
    return f"{seconds:g} seconds"


RULE = Rule(
    code="RMP119",
    name="misleading-comment",
    page=__doc__,
    check=_check,
    severity=Severity.WARNING,
)
