"""`cpu` is more than the machine has.

Docker refuses to start such a container ("range of CPUs is from 0.01 to 8.00, as there are only 8 CPUs
available").

Where files are linted on a machine that does not run them, say in the settings what the other one has, such as
`host-cpu = 32`. `--no-host` leaves the machine out altogether.

```yaml host-cpu=8
type: docker
image: swan:41.45
cpu: 16  # expect: RMP310
```

```yaml host-cpu=8
type: docker
image: swan:41.45
cpu: 8
```

Source: moby, the daemon's check of a container's resources.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rompy.lint.finding import Severity
from rompy.lint.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.lint.backend import Backend


def _check(backend: Backend) -> Iterator[Problem]:
    cpu, there = backend.number("cpu"), backend.surroundings.machine().cpus
    if not backend.is_given("cpu") or cpu is None or there is None or cpu <= there:
        return
    place = backend.at("cpu")
    message = f"The container asks for {cpu} cores, and the machine has {there}"
    yield Problem(place, "cpu-beyond-host", message, help=f"ask for {there} at most")


RULE = Rule(
    code="RMP310",
    name="cpu-beyond-host",
    page=__doc__,
    check=_check,
    backends=frozenset({"docker"}),
    needs_host=True,
    severity=Severity.WARNING,
)
