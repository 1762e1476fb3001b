"""`mpiexec` starts fewer ranks than the container has cores, and nothing says that they have threads.

The cores above the ranks stay idle. Ranks that have threads use them: where a variable of `env_vars` has
THREAD in its name, this rule says nothing.

This rule is off by default, because a model may know its threads from elsewhere.

```yaml
type: docker
image: swan:41.45
cpu: 16
mpiexec: mpirun -np 4  # expect: RMP323
```

```yaml
type: docker
image: swan:41.45
cpu: 16
mpiexec: mpirun -np 4
env_vars:
  OMP_NUM_THREADS: "4"
```

Source: Docker's manual, "Resource constraints" (--cpus).
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
    command, cpu, variables = read_mpi(backend.text("mpiexec")), backend.number("cpu"), backend.value("env_vars")
    ranks = command.ranks if command else None
    if ranks is None or cpu is None or ranks >= cpu or not isinstance(variables, dict):
        return
    if not any("THREAD" in str(name).upper() for name in variables):
        message = f"{ranks} {'rank leaves' if ranks == 1 else 'ranks leave'} {cpu - ranks} of {cpu} cores idle"
        related = ((backend.at("cpu"), f"cpu is {cpu} here"),)
        advice = f"start {cpu} ranks, or give {ranks} {'core' if ranks == 1 else 'cores'}"
        yield Problem(backend.at("mpiexec"), "idle-cores", message, related=related, help=advice)


RULE = Rule(
    code="RMP323",
    name="idle-cores",
    page=__doc__,
    check=_check,
    backends=frozenset({"docker"}),
    is_on=False,
    severity=Severity.WARNING,
)
