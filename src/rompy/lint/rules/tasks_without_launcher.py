"""A job has several tasks, and its command starts one process.

Slurm runs the command once, on the first node. `srun`, or the `mpirun` of an MPI library, starts it once for
each task. A script may call them itself, so only commands that name no script are looked at, and the rule is
off unless it is selected.

```yaml
type: slurm
command: swan  # expect: RMP514
ntasks: 32
```

```yaml
type: slurm
command: srun swan
ntasks: 32
```

Source: Slurm's manual of sbatch (DESCRIPTION, --ntasks).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rompy.lint.expression import Expression
from rompy.lint.finding import Severity
from rompy.lint.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.lint.backend import Backend

_LAUNCHER = Expression(r"(srun|mpi|prun|aprun|ibrun|jsrun|orterun|flux|charmrun|dask|parallel|torchrun|\$)")
_SCRIPT = Expression(
    r"\.(sh|bash|csh|ksh|py|R|pl|jl|m)\b|\b(bash|sh|source|make|snakemake|nextflow|Rscript)\b|\bpython"
)


def _check(backend: Backend) -> Iterator[Problem]:
    tasks, command = backend.number("ntasks"), backend.text("command")
    if tasks is None or tasks < 2 or not command:  # noqa: PLR2004 - one task needs no launcher
        return
    if _LAUNCHER.search(command) or _SCRIPT.search(command):
        return
    message = f"The command starts one process, and the job has {tasks} tasks"
    yield Problem(backend.at("command"), RULE.name, message, help="begin it with srun or mpirun")


RULE = Rule(
    code="RMP514",
    name="tasks-without-launcher",
    page=__doc__,
    check=_check,
    backends=frozenset({"slurm"}),
    is_on=False,
    severity=Severity.WARNING,
)
