"""`time_limit` is zero, which asks Slurm for no limit at all.

A partition that has a limit of its own leaves such a job pending, possibly for ever.

```yaml
type: slurm
command: srun swan
time_limit: "0:00:00"  # expect: RMP515
```

```yaml
type: slurm
command: srun swan
time_limit: "1:00:00"
```

Source: Slurm's manual of sbatch (--time).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rompy.lint.finding import Severity
from rompy.lint.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.lint.backend import Backend


def _check(backend: Backend) -> Iterator[Problem]:
    text = backend.text("time_limit")
    if text and not text.strip("0:-"):
        message = f"time_limit {text} asks for no limit, and a partition with a limit never starts such a job"
        yield Problem(backend.at("time_limit"), RULE.name, message, help="write how long the job may run")


RULE = Rule(
    code="RMP515",
    name="zero-time-limit",
    page=__doc__,
    check=_check,
    backends=frozenset({"slurm"}),
    severity=Severity.WARNING,
)
