"""`mpiexec` starts an MPI run, and neither it nor `cpu` says how large.

`cpu` is 1 where it is left out, so the run has one core, however many the machine has. A launcher that is not
told a number may still start a rank for each core that it sees, and it sees all of the machine's.

```yaml
type: docker
image: swan:41.45
mpiexec: mpirun  # expect: RMP322
```

```yaml
type: docker
image: swan:41.45
cpu: 8
mpiexec: mpirun
```

Source: Open MPI's manual, mpirun (-n; without it, a process for each slot); Docker's manual, "Resource
constraints" (--cpus).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rompy.backends.mpi import read_mpi
from rompy.lint.finding import Severity
from rompy.lint.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.lint.backend import Backend


def _check(backend: Backend) -> Iterator[Problem]:
    command = read_mpi(backend.text("mpiexec"))
    if command is not None and not command.counts_ranks and backend.is_left_out("cpu"):
        message = "An MPI run is started on one core, because 'cpu' is left out"
        yield Problem(backend.at("mpiexec"), "mpi-without-cpu", message, help="give cpu, such as cpu: 8")


RULE = Rule(
    code="RMP322",
    name="mpi-without-cpu",
    page=__doc__,
    check=_check,
    backends=frozenset({"docker"}),
    severity=Severity.WARNING,
)
