"""A value begins or ends with blanks, or ends with a line break.

They are part of the value: a partition called `"compute "` does not exist, and `"4 "` is no number to most
programs. A block that begins with `|` or `>` ends with a line break unless it begins with `|-` or `>-`.

```yaml
type: slurm
command: python run_model.py
queue: "compute "  # expect: RMP405
env_vars:
  OMP_NUM_THREADS: " 4"  # expect: RMP405
  MODEL_GRID: |  # expect: RMP405
    north_sea
```

```yaml
type: slurm
command: python run_model.py
queue: compute
env_vars:
  OMP_NUM_THREADS: "4"
  MODEL_GRID: |-
    north_sea
```

A value of several lines may end as it likes: it is most likely the text of a file.

Source: YAML 1.1, sections 9.1 (quoted scalars) and 9.2.3 (block chomping).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rompy.lint.edits import chomp, replace_text
from rompy.lint.finding import Severity
from rompy.lint.rule import Problem, Rule, dotted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.document import Path
    from rompy.lint.backend import Backend
    from rompy.lint.finding import Fix

_FIELDS = ("queue", "account", "qos", "reservation", "output_file", "error_file", "job_name", "mail_type", "mail_user")
_TITLE = "remove the blanks"


def _check(backend: Backend) -> Iterator[Problem]:
    fields = [((name,), backend.text(name)) for name in _FIELDS if backend.is_given(name)]
    for path, text in [*fields, *backend.texts("env_vars")]:
        bare = text.strip()
        if text == bare or not bare or "\n" in bare:
            continue
        what = "a line break" if text.endswith("\n") else "blanks"
        where = "begins" if text[0].isspace() else "ends"
        message = f"{dotted(path)} {where} with {what}, which are part of the value"
        if what == "a line break":
            message = f"{dotted(path)} ends with a line break, which is part of the value"
        yield Problem(backend.at(*path), RULE.name, message, help="remove them", fix=_fix(backend, path, bare))


def _fix(backend: Backend, path: Path, bare: str) -> Fix | None:
    document, where = backend.document, backend.at(*path)
    is_safe = path[0] != "env_vars"
    if document.style_at(where) in {"|", ">"}:
        return chomp(document, where, "end the value without a line break", is_safe=is_safe)
    if str(document.value_at(where)).strip() != bare:
        return None
    return replace_text(document, where, bare, _TITLE, is_safe=is_safe)


RULE = Rule(
    code="RMP405",
    name="blanks-around-value",
    page=__doc__,
    check=_check,
    severity=Severity.WARNING,
)
