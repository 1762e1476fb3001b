"""`memory` is more than the machine has.

Such a limit never acts: before the model reaches it, the machine swaps, or its kernel ends some process,
which may be another one.

Where files are linted on a machine that does not run them, say in the settings what the other one has, such as
`host-memory = "128g"`. `--no-host` leaves the machine out altogether.

```yaml host-memory=16g
type: docker
image: swan:41.45
memory: 64g  # expect: RMP311
```

```yaml host-memory=16g
type: docker
image: swan:41.45
memory: 12g
```

Source: Docker's manual, "Resource constraints" (understand the risks of running out of memory).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rompy.backends.checks import memory_bytes
from rompy.lint.finding import Severity
from rompy.lint.machine import shown
from rompy.lint.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.lint.backend import Backend


def _check(backend: Backend) -> Iterator[Problem]:
    memory, there = backend.text("memory"), backend.surroundings.machine().memory
    if memory and there is not None and memory_bytes(memory) > there:
        message = f"The container may use {memory} of memory, and the machine has {shown(there)}"
        advice = "give less, so that the limit acts before the machine runs out of memory"
        yield Problem(backend.at("memory"), "memory-beyond-host", message, help=advice)


RULE = Rule(
    code="RMP311",
    name="memory-beyond-host",
    page=__doc__,
    check=_check,
    backends=frozenset({"docker"}),
    needs_host=True,
    severity=Severity.WARNING,
)
