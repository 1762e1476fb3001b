"""`memory` leaves less than 16 MiB to each rank of an MPI run.

The limit holds for all processes of the container together, and a process of MPI needs more than that before
the model has read its grid: the kernel ends one of them, and the run with it. Often the unit is wrong: `64m`
for `64g`.

```yaml
type: docker
image: swan:41.45
cpu: 16
memory: 64m  # expect: RMP321
mpiexec: mpirun -np 16
```

```yaml
type: docker
image: swan:41.45
cpu: 16
memory: 64g
mpiexec: mpirun -np 16
```

Source: Docker's manual, "Resource constraints" (--memory).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rompy.backends.checks import memory_bytes
from rompy.backends.mpi import read_mpi
from rompy.lint.finding import Severity
from rompy.lint.machine import shown
from rompy.lint.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.lint.backend import Backend

_LEAST = 16 * 1024**2
"""Memory in bytes with which no process of MPI gets anywhere."""


def _check(backend: Backend) -> Iterator[Problem]:
    memory, command = backend.text("memory"), read_mpi(backend.text("mpiexec"))
    ranks = (command.ranks if command else None) or 1
    if not memory or ranks == 1:
        return
    each = memory_bytes(memory) // ranks
    if each < _LEAST:
        message = f"{memory} of memory is {shown(each)} for each of {ranks} ranks"
        related = ((backend.at("mpiexec"), f"{ranks} ranks are started here"),)
        advice = "is the unit right? m is mebibytes, g is gibibytes"
        yield Problem(backend.at("memory"), "little-memory-per-rank", message, related=related, help=advice)


RULE = Rule(
    code="RMP321",
    name="little-memory-per-rank",
    page=__doc__,
    check=_check,
    backends=frozenset({"docker"}),
    severity=Severity.WARNING,
)
