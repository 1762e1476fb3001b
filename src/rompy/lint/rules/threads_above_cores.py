"""`OMP_NUM_THREADS` asks for more threads than the job has cores.

Each task gets `cpus_per_task` cores, 1 where the file does not say. More threads than that share them, and
the model runs slower than with fewer. Where the command starts no tasks with `srun` or `mpirun`, its one
process is taken to have the cores of all tasks.

```yaml
type: slurm
command: srun swan
ntasks: 8
env_vars:
  OMP_NUM_THREADS: "4"  # expect: RMP516
```

```yaml
type: slurm
command: srun swan
ntasks: 8
cpus_per_task: 4
env_vars:
  OMP_NUM_THREADS: "4"
```

Jobs with `additional_options`, which may ask for cores in another way, are left alone.

Sources: Slurm's manual of sbatch (--cpus-per-task); OpenMP 5.2, section 21.1.2 (OMP_NUM_THREADS).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rompy.lint.expression import Expression
from rompy.lint.finding import Severity
from rompy.lint.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.lint.backend import Backend

_NAME = "OMP_NUM_THREADS"
_LAUNCHER = Expression(r"\b(srun|mpirun|mpiexec)\b")


def _check(backend: Backend) -> Iterator[Problem]:
    wanted = dict(backend.texts("env_vars")).get(("env_vars", _NAME), "")
    cores, tasks = backend.number("cpus_per_task"), backend.number("ntasks")
    if not re.fullmatch(r"[0-9]{1,6}", wanted) or cores is None or tasks is None:
        return
    if not backend.is_sound("additional_options") or backend.fields.get("additional_options"):
        return
    available = cores if _LAUNCHER.search(backend.text("command")) else cores * tasks
    if int(wanted) <= available:
        return
    owner = "a task" if available == cores else "the job"
    message = f"env_vars.{_NAME} is more than the {available} core{'s' if available > 1 else ''} of {owner}"
    yield Problem(backend.at("env_vars", _NAME), RULE.name, message, help="write as many in cpus_per_task")


RULE = Rule(
    code="RMP516",
    name="threads-above-cores",
    page=__doc__,
    check=_check,
    backends=frozenset({"slurm"}),
    severity=Severity.WARNING,
)
