"""The file for a job's output has the same name in every run.

The next run writes over it, and two jobs at once write into one another's. `%j` in the name is the number of
the job; `%x`, `%u` and `%N` (the job's name, the user, the node) are the same again in the next run.

```yaml
type: slurm
command: srun swan
output_file: swan.out  # expect: RMP512
error_file: "%x.err"  # expect: RMP512
```

```yaml
type: slurm
command: srun swan
output_file: swan-%j.out
error_file: "%x-%j.err"
```

A name with a template in it is left alone, and so is a job with `--open-mode=append`.

Source: Slurm's manual of sbatch ("filename pattern", --open-mode).
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from rompy.lint.edits import replace_text
from rompy.lint.expression import Expression
from rompy.lint.finding import Severity
from rompy.lint.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.lint.backend import Backend

_NUMBER = Expression(r"(?<!%)(?:%%)*%[0-9]*[jJA]")


def _check(backend: Backend) -> Iterator[Problem]:
    if any("--open-mode" in text for _, text in backend.texts("additional_options")):
        return
    for field in ("output_file", "error_file"):
        where, text = backend.at(field), backend.text(field)
        if not text or text.startswith("/dev/") or _NUMBER.search(text):
            continue
        if backend.document.value_at(where) != text:
            continue
        message = f"{field} {text!r} has no job number in it, so the next run writes over it"
        path = PurePosixPath(text)
        # after a backslash Slurm replaces nothing, and '$' and '~' are other rules' findings
        if not path.name or set(text) & set("\\\\$~") or path.name in {".", ".."} or text.endswith("/"):
            yield Problem(where, RULE.name, message, help="write %j into it")
            continue
        mended = f"{text[: len(text) - len(path.name)]}{path.stem}-%j{path.suffix}"
        fix = replace_text(backend.document, where, mended, f"write {mended}", is_safe=False)
        yield Problem(where, RULE.name, message, help=f"write {mended}", fix=fix)


RULE = Rule(
    code="RMP512",
    name="output-without-job-id",
    page=__doc__,
    check=_check,
    backends=frozenset({"slurm"}),
    severity=Severity.WARNING,
)
