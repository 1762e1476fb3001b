"""The folder for a job's output does not exist.

Slurm makes no folders: a job whose output file cannot be opened fails at its start, and leaves nothing that
says why.

```yaml
type: slurm
command: srun swan
output_file: /no-such-folder/swan-%j.out  # expect: RMP513
```

```yaml
type: slurm
command: srun swan
output_file: /tmp/swan-%j.out
```

Only absolute paths are looked at. Where the file is for another machine, `--no-host` or `assume-exists` in
the settings says so.

Source: Slurm's manual of sbatch (--output), and what Slurm 22.05 does (FAILED with the exit status 0:53).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rompy.lint.finding import Severity
from rompy.lint.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.lint.backend import Backend


def _check(backend: Backend) -> Iterator[Problem]:
    for field in ("output_file", "error_file"):
        text = backend.text(field)
        folder = Path(text).parent
        if not text.startswith("/") or "%" in str(folder):
            continue
        place = backend.surroundings.look_at(folder)
        try:
            is_missing = place is not None and not place.is_dir()
        except OSError:
            continue
        if is_missing:
            message = f"The folder of {field} does not exist: {folder}"
            advice = "make it before the run, or list it under assume-exists where it is on another machine"
            yield Problem(backend.at(field), RULE.name, message, help=advice)


RULE = Rule(
    code="RMP513",
    name="missing-output-folder",
    page=__doc__,
    check=_check,
    backends=frozenset({"slurm"}),
    needs_host=True,
    severity=Severity.WARNING,
)
