"""Open MPI is started as root, which it refuses unless it is told otherwise.

mpirun ends with "mpirun has detected an attempt to run as root". Give `user`, which is better, or write
`--allow-run-as-root` into `mpiexec`, or set both `OMPI_ALLOW_RUN_AS_ROOT` and
`OMPI_ALLOW_RUN_AS_ROOT_CONFIRM` to 1. Only launchers and options that no other MPI has are taken for Open MPI
(`orterun`, `--mca`, `--oversubscribe`).

This rule is off by default: images for Open MPI often set the two variables themselves.

```yaml
type: docker
image: swan:41.45
mpiexec: mpirun --oversubscribe -np 1  # expect: RMP315
```

```yaml
type: docker
image: swan:41.45
mpiexec: mpirun --oversubscribe -np 1
user: "1000:1000"
```

Source: Open MPI's manual, mpirun (running as root).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rompy.backends.mpi import read_mpi
from rompy.lint.accounts import is_root
from rompy.lint.finding import Severity
from rompy.lint.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.lint.backend import Backend

_CONSENT = ("OMPI_ALLOW_RUN_AS_ROOT", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM")


def _check(backend: Backend) -> Iterator[Problem]:
    command = read_mpi(backend.text("mpiexec"))
    if command is None or not command.is_open_mpi or command.allows_root or not is_root(backend.text("user")):
        return
    variables = backend.value("env_vars")
    has_consent = not isinstance(variables, dict) or all(name in variables for name in _CONSENT)
    if not has_consent and (backend.is_given("user") or backend.is_left_out("user")):
        message = "Open MPI refuses to start as root"
        advice = 'give a user, such as user: "1000:1000", or add --allow-run-as-root'
        yield Problem(backend.at("mpiexec"), "open-mpi-as-root", message, help=advice)


RULE = Rule(
    code="RMP315",
    name="open-mpi-as-root",
    page=__doc__,
    check=_check,
    backends=frozenset({"docker"}),
    is_on=False,
    severity=Severity.WARNING,
)
