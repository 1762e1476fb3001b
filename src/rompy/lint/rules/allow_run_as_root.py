"""`mpiexec` allows root, and the container runs as another user.

`--allow-run-as-root` makes Open MPI's mpirun start as root, which it refuses otherwise. For another user it
does nothing, launchers of other MPIs do not know it, and on the day when `user` goes it hides that the model
runs as root.

```yaml
type: docker
image: swan:41.45
user: "1000:1000"
mpiexec: mpirun --allow-run-as-root -np 1  # expect: RMP314
```

```yaml
type: docker
image: swan:41.45
user: "1000:1000"
mpiexec: mpirun -np 1
```

Source: Open MPI's manual, mpirun (running as root).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rompy.backends.mpi import read_mpi, without_root_option
from rompy.lint.accounts import is_number, is_root
from rompy.lint.edits import replace_text
from rompy.lint.finding import Severity
from rompy.lint.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.lint.backend import Backend


def _check(backend: Backend) -> Iterator[Problem]:
    text, user = backend.text("mpiexec"), backend.text("user")
    command = read_mpi(text)
    if command is None or not command.allows_root or not user or is_root(user):
        return
    place, rest = backend.at("mpiexec"), without_root_option(text)
    fix = None
    if backend.is_literal("mpiexec") and rest:
        # a name may be another one for root in some image
        is_safe = is_number(user.partition(":")[0])
        fix = replace_text(backend.document, place, rest, "remove --allow-run-as-root", is_safe=is_safe)
    message = f"--allow-run-as-root is for root, and the container runs as {user}"
    yield Problem(place, "allow-run-as-root", message, help="remove it", fix=fix)


RULE = Rule(
    code="RMP314",
    name="allow-run-as-root",
    page=__doc__,
    check=_check,
    backends=frozenset({"docker"}),
    severity=Severity.WARNING,
)
