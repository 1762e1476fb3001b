"""A command begins with `cd`, which `working_dir` says better.

The linter sees that a `working_dir` exists, every part of a run starts in it, and a failed `cd` cannot let
the model run elsewhere. Only absolute folders are looked at, since a relative one starts elsewhere in a command
than in `working_dir`.

```yaml no-host
type: local
command: cd /scratch/runs && ./swan  # expect: RMP118
```

```yaml no-host
type: local
working_dir: /scratch/runs
command: ./swan
```

Source: POSIX.1-2017, Utilities, cd.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rompy.lint.edits import insert_before, replace_text, together
from rompy.lint.expression import Expression
from rompy.lint.finding import Severity
from rompy.lint.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.lint.backend import Backend

_START = Expression(r"cd\s+(?P<quote>['\"]?)(?P<folder>/[\w./+-]*)(?P=quote)\s*(?:&&|;|\n)\s*(?P<rest>\S.*)", re.DOTALL)


def _check(backend: Backend) -> Iterator[Problem]:
    match = _START.match(backend.text("command")) if backend.is_given("command") else None
    if match is None or backend.is_given("working_dir") or backend.value("shell") is False:
        return
    where, line = backend.at("command"), f"working_dir: {match['folder']}"
    title = f"write {line}"
    fix = None
    if "working_dir" not in backend.fields:
        inserted = insert_before(backend.document, where, line, title)
        fix = together(title, inserted, replace_text(backend.document, where, match["rest"], title), is_safe=False)
    yield Problem(where, RULE.name, "The command begins with 'cd'", help=title, fix=fix)


RULE = Rule(
    code="RMP118",
    name="cd-in-command",
    page=__doc__,
    check=_check,
    backends=frozenset({"local", "slurm"}),
    severity=Severity.WARNING,
)
