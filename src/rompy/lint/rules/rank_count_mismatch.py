"""`mpiexec` starts more ranks than the container has cores.

Docker gives all ranks together the time of `cpu` cores. MPI waits by polling, so ranks that share a core
spend its time on waiting for each other, and the run takes many times as long. `cpu` is 1 where it is left
out.

The number is read from `-n`, `-np`, `--np`, `--ntasks` (and `-c` of Open MPI); parts that a colon separates
add up. The fix, which must be asked for, gives a core to each rank.

```yaml
type: docker
image: swan:41.45
cpu: 4
mpiexec: mpirun -np 16  # expect: RMP312
---
type: docker
image: swan:41.45
mpiexec: mpirun -n 4  # expect: RMP312
```

```yaml
type: docker
image: swan:41.45
cpu: 16
mpiexec: mpirun -np 16
```

Source: Docker's manual, "Resource constraints" (--cpus); Open MPI's manual, mpirun and "Oversubscribing
nodes".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rompy.backends.mpi import read_mpi
from rompy.lint.edits import insert_after, replace_value
from rompy.lint.finding import Severity
from rompy.lint.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.document import Path
    from rompy.lint.backend import Backend
    from rompy.lint.finding import Fix

_MOST_CPUS = 128


def _check(backend: Backend) -> Iterator[Problem]:
    command, cpu = read_mpi(backend.text("mpiexec")), backend.number("cpu")
    ranks = command.ranks if command else None
    if ranks is None or cpu is None or ranks <= cpu:
        return
    related: tuple[tuple[Path, str], ...] = ()
    if backend.is_given("cpu"):
        message = f"{ranks} ranks share {cpu} {'core' if cpu == 1 else 'cores'}"
        related = ((backend.at("cpu"), f"cpu is {cpu} here"),)
    elif backend.is_left_out("cpu"):
        message = f"{ranks} ranks share one core, because 'cpu' is left out"
    else:
        return
    advice = f"give {ranks} cores, or start {cpu} {'rank' if cpu == 1 else 'ranks'}"
    fix = _fix(backend, ranks)
    yield Problem(backend.at("mpiexec"), "rank-count-mismatch", message, related=related, help=advice, fix=fix)


def _fix(backend: Backend, ranks: int) -> Fix | None:
    title = f"give {ranks} cores"
    if ranks > _MOST_CPUS:
        return None
    if not backend.is_given("cpu"):
        return insert_after(backend.document, backend.at("mpiexec"), "cpu", str(ranks), title, is_safe=False)
    if not backend.is_literal("cpu"):
        return None
    return replace_value(backend.document, backend.at("cpu"), str(ranks), title, is_safe=False)


RULE = Rule(
    code="RMP312",
    name="rank-count-mismatch",
    page=__doc__,
    check=_check,
    backends=frozenset({"docker"}),
    severity=Severity.WARNING,
)
