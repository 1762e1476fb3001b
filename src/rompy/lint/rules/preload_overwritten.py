"""`LD_PRELOAD` takes the place of what is preloaded already.

Clusters preload libraries of their own, such as a profiler or the layer between MPI and the network, and a value in
the file drops them. The library is also loaded into every program that the run starts, the shell and `mpirun`
included; one that is not there is only a line in the log.

```yaml
type: slurm
command: srun ./swan.exe
env_vars:
  LD_PRELOAD: /opt/jemalloc/lib/libjemalloc.so  # expect: RMP408
```

```yaml
type: slurm
command: srun ./swan.exe
env_vars:
  LD_PRELOAD: /opt/jemalloc/lib/libjemalloc.so:${LD_PRELOAD:-}
```

Better still, set it for the one program that needs it, in `command`:

```yaml
type: slurm
command: srun env LD_PRELOAD=/opt/jemalloc/lib/libjemalloc.so ./swan.exe
```

Source: Linux manual, ld.so(8), "Environment" (LD_PRELOAD).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rompy.lint.finding import Severity
from rompy.lint.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.lint.backend import Backend

_NAME = "LD_PRELOAD"


def _check(backend: Backend) -> Iterator[Problem]:
    path = ("env_vars", _NAME)
    value = dict(backend.texts("env_vars")).get(path, "")
    where = backend.at(*path)
    if value and _NAME not in str(backend.document.value_at(where)):
        message = f"env_vars.{_NAME} takes the place of what is preloaded already"
        advice = f"end it with ':${{{_NAME}:-}}', or set it in the command for the one program that needs it"
        yield Problem(where, RULE.name, message, help=advice)


RULE = Rule(
    code="RMP408",
    name="preload-overwritten",
    page=__doc__,
    check=_check,
    # a container starts with an environment of its own, in which nothing is preloaded
    backends=frozenset({"local", "slurm"}),
    severity=Severity.WARNING,
)
