"""`timeout` ends a job before its `time_limit` does.

`timeout` counts seconds from the start of the job, and is 3600 where the file does not say. A job that asks
Slurm for more time than that is ended by rompy all the same, and has waited in the queue for time that it
cannot use.

```yaml
type: slurm
command: mpirun swan
time_limit: "12:00:00"  # expect: RMP501
```

```yaml
type: slurm
command: mpirun swan
time_limit: "12:00:00"
timeout: 43200
```

`timeout` is 86400 (one day) at most, so a longer `time_limit` is of no use. A `timeout` without a
`time_limit` is taken as it is written.

Source: Slurm's manual of sbatch (--time).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rompy.lint.edits import insert_before, replace_value
from rompy.lint.expression import Expression
from rompy.lint.finding import Severity
from rompy.lint.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.lint.backend import Backend
    from rompy.lint.finding import Fix

_LONGEST = 86400
_LIMIT = Expression(r"(?:(?P<days>[0-9]+)-)?(?P<hours>[0-9]+):(?P<minutes>[0-9]+):(?P<seconds>[0-9]+)")


def _check(backend: Backend) -> Iterator[Problem]:
    timeout, match = backend.number("timeout"), _LIMIT.fullmatch(backend.text("time_limit"))
    if timeout is None or match is None or not backend.is_given("time_limit"):
        return
    parts = {name: int(text or 0) for name, text in match.groupdict().items()}
    limit = ((parts["days"] * 24 + parts["hours"]) * 60 + parts["minutes"]) * 60 + parts["seconds"]
    if timeout >= limit:
        return
    given = [name for name in backend.fields if name in {"timeout", "time_limit"} and backend.is_given(name)]
    default = "" if "timeout" in given else ", the default"
    message = f"The job is ended after {timeout} seconds (timeout{default}), before its time_limit of {match[0]}"
    advice = f"write timeout: {limit}, or a shorter time_limit"
    if limit > _LONGEST:
        advice = f"timeout is {_LONGEST} (one day) at most: write a shorter time_limit"
    related = tuple((backend.at(name), f"{name} is here") for name in given[:-1])
    fix = _fix(backend, limit, is_given="timeout" in given)
    yield Problem(backend.at(given[-1]), RULE.name, message, help=advice, fix=fix, related=related)


def _fix(backend: Backend, limit: int, *, is_given: bool) -> Fix | None:
    if limit > _LONGEST:
        return None
    title = f"write timeout: {limit}"
    if is_given:
        span = backend.document.value_span(backend.at("timeout"))
        line = backend.document.source.line_span(backend.document.source.position(span.end).line)
        # a number in the comment beside it may be a length of time, which would then be wrong
        if re.search("[0-9]", backend.document.source.text[span.end : line.end]):
            return None
        return replace_value(backend.document, backend.at("timeout"), str(limit), title, is_safe=False)
    if "timeout" in backend.fields:
        return None
    return insert_before(backend.document, backend.at("time_limit"), f"timeout: {limit}", title)


RULE = Rule(
    code="RMP501",
    name="timeout-below-time-limit",
    page=__doc__,
    check=_check,
    backends=frozenset({"slurm"}),
    severity=Severity.WARNING,
)
