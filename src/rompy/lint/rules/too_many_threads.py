"""A variable asks for more threads than the container has cores.

Docker gives all threads together the time of `cpu` cores, so threads above it only wait for each other. Each
rank of an MPI run starts that many threads: ranks times threads should not pass `cpu`. Looked at are
`OMP_NUM_THREADS` (the first number of a list), `MKL_NUM_THREADS` and `OPENBLAS_NUM_THREADS`. `cpu` is 1 where
it is left out.

```yaml
type: docker
image: swan:41.45
cpu: 4
env_vars:
  OMP_NUM_THREADS: "8"  # expect: RMP313
---
type: docker
image: swan:41.45
cpu: 8
mpiexec: mpirun -np 8
env_vars:
  OMP_NUM_THREADS: "4"  # expect: RMP313
```

```yaml
type: docker
image: swan:41.45
cpu: 8
mpiexec: mpirun -np 2
env_vars:
  OMP_NUM_THREADS: "4"
```

Source: the OpenMP specification, OMP_NUM_THREADS; Docker's manual, "Resource constraints" (--cpus).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rompy.backends.mpi import read_mpi
from rompy.lint.edits import replace_text
from rompy.lint.expression import Expression
from rompy.lint.finding import Severity
from rompy.lint.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.lint.backend import Backend

_VARIABLES = frozenset({"OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"})
_COUNT = Expression(r"\s*([0-9]{1,9})\s*(?:,.*)?")


def _check(backend: Backend) -> Iterator[Problem]:
    cpu = backend.number("cpu")
    if cpu is None or not (backend.is_given("cpu") or backend.is_left_out("cpu")):
        return
    command = read_mpi(backend.text("mpiexec"))
    ranks = (command.ranks if command else None) or 1
    # ranks that alone pass the cores are another rule's, and one thread a rank is as few as can be
    each = max(1, cpu // ranks)
    for path, value in backend.texts("env_vars"):
        count = _COUNT.fullmatch(value)
        if path[-1] not in _VARIABLES or count is None or int(count[1]) <= each:
            continue
        cores = f"{cpu} {'core' if cpu == 1 else 'cores'}" + ("" if backend.is_given("cpu") else " ('cpu' is left out)")
        place = backend.at(*path)
        fix = None
        if backend.is_literal(*path) and value.strip().isdigit():
            fix = replace_text(backend.document, place, str(each), f"write {each}", is_safe=False)
        message = (
            f"{path[-1]} asks for more threads than there are cores: {cores}"
            if int(count[1]) > cpu
            else f"{path[-1]} asks for more threads than {ranks} ranks have cores: {cores}"
        )
        advice = f"write {each} at most, or raise cpu"
        yield Problem(place, "too-many-threads", message, help=advice, fix=fix)


RULE = Rule(
    code="RMP313",
    name="too-many-threads",
    page=__doc__,
    check=_check,
    backends=frozenset({"docker"}),
    severity=Severity.WARNING,
)
