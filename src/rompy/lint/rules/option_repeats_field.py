"""An option of sbatch says what a field is for.

rompy passes its fields to sbatch, and `additional_options` beside them. Where both say something, one of them
is ignored; and what the fields say is what the linter checks, and what rompy keeps to. Options that rompy
sets itself to follow a job (`--parsable`, `--no-requeue`) have no place there either.

```yaml
type: slurm
command: srun swan
queue: compute
additional_options:
  - --partition=compute  # expect: RMP504
  - --time=12:00:00  # expect: RMP504
  - --no-requeue  # expect: RMP504
  - --exclusive
```

```yaml
type: slurm
command: srun swan
queue: compute
time_limit: "12:00:00"
timeout: 43200
additional_options:
  - --exclusive
```

Source: Slurm's manual of sbatch (OPTIONS; options given twice).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rompy.backends.sbatch import Option, is_one_dash_short, options_in
from rompy.lint.edits import insert_before, quoted, remove_entry, together
from rompy.lint.finding import Severity
from rompy.lint.rule import Problem, Rule, dotted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.document import Path
    from rompy.lint.backend import Backend
    from rompy.lint.finding import Fix

FIELDS = {
    "account": "account",
    "chdir": "working_dir",
    "cpus-per-task": "cpus_per_task",
    "error": "error_file",
    "export": "env_vars",
    "export-file": "env_vars",
    "job-name": "job_name",
    "mail-type": "mail_type",
    "mail-user": "mail_user",
    "nodes": "nodes",
    "ntasks": "ntasks",
    "output": "output_file",
    "partition": "queue",
    "qos": "qos",
    "reservation": "reservation",
    "time": "time_limit",
}
OWN = {
    "no-requeue": "rompy submits every job with it",
    "parsable": "rompy submits every job with it",
}
_NUMBERS = frozenset({"cpus_per_task", "nodes", "ntasks"})
_MOVED = {"time_limit": re.compile(r"[0-9]{1,4}:[0-5][0-9]:[0-5][0-9]"), "working_dir": re.compile(r"/.*")}
"""What an option's value must look like to mean the same in its field."""


def _check(backend: Backend) -> Iterator[Problem]:
    for path, text in backend.texts("additional_options"):
        options = [] if is_one_dash_short(text) else options_in(text) or []
        for option in options:
            if not isinstance(option, Option):
                continue
            is_alone = len(options) == 1
            where, name = backend.at(*path), option.name or ""
            if name in OWN:
                message = f"{dotted(path)}: {option.written} is for rompy to set"
                fix = _removal(backend, path) if is_alone else None
                yield Problem(where, RULE.name, message, help=f"{OWN[name]}: remove it", fix=fix)
            elif name in FIELDS:
                is_plain = is_alone and backend.document.value_at(where) == text
                yield _of_field(backend, path, option, is_alone=is_plain)


def _of_field(backend: Backend, path: Path, option: Option, *, is_alone: bool) -> Problem:
    field, where = FIELDS[option.name or ""], backend.at(*path)
    if field in backend.fields and backend.is_given(field):
        is_same = backend.is_sound(field) and str(backend.value(field)) == option.value and field != "env_vars"
        verb = "repeats" if is_same else "says otherwise than" if field != "env_vars" else "may undo"
        message = f"{dotted(path)}: {option.written} {verb} {field}"
        fix = _removal(backend, path) if is_same and is_alone else None
        related = ((backend.at(field), f"{field} is here"),)
        return Problem(where, RULE.name, message, help="remove one of them", fix=fix, related=related)
    message = f"{dotted(path)}: {option.written} stands for the field {field}"
    value = option.value or ""
    is_movable = is_alone and field != "env_vars" and field not in backend.fields and bool(value)
    is_number = field in _NUMBERS
    fits = (
        value.isascii() and value.isdigit() if is_number else bool(_MOVED.get(field, re.compile(".*")).fullmatch(value))
    )
    if not is_movable or not fits:
        return Problem(where, RULE.name, message, help=f"write {field} instead")
    line = f"{field}: {value if is_number else quoted(value)}"
    inserted = insert_before(backend.document, backend.at("additional_options"), line, line)
    fix = together(f"write {line}", inserted, _removal(backend, path), is_safe=False)
    return Problem(where, RULE.name, message, help=f"write {line}", fix=fix)


def _removal(backend: Backend, path: Path, *, is_safe: bool = True) -> Fix | None:
    """Remove an entry, and the whole list with its only one."""
    document, where = backend.document, backend.at(*path)
    title = "remove the option"
    if len(document.value_at(where[:-1])) == 1:
        return remove_entry(document, where[:-1], title, is_safe=is_safe)
    return remove_entry(document, where, title, is_safe=is_safe)


RULE = Rule(
    code="RMP504",
    name="option-repeats-field",
    page=__doc__,
    check=_check,
    backends=frozenset({"slurm"}),
    severity=Severity.WARNING,
)
