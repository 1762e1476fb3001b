"""The container is kept after the run.

`remove_container: false` helps to look into a run that failed. Left in a file that runs every night, it fills
the disk: each run leaves a container with all that was written in it, until somebody removes them.

Where it is meant to stay, `# rompy-lint: ignore[container-kept]` on the line says so.

```yaml
type: docker
image: swan:41.45
remove_container: false  # expect: RMP319
```

```yaml
type: docker
image: swan:41.45
remove_container: true
```

Source: Docker's manual, "docker container run" (--rm).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rompy.lint.edits import replace_value
from rompy.lint.finding import Severity
from rompy.lint.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.lint.backend import Backend


def _check(backend: Backend) -> Iterator[Problem]:
    if backend.value("remove_container") is not False:
        return
    place = backend.at("remove_container")
    fix = None
    if backend.is_literal("remove_container"):
        fix = replace_value(backend.document, place, "true", "write true", is_safe=False)
    message = "The container is kept after the run, and each run leaves another"
    yield Problem(place, "container-kept", message, help="remove the field when the run is understood", fix=fix)


RULE = Rule(
    code="RMP319",
    name="container-kept",
    page=__doc__,
    check=_check,
    backends=frozenset({"docker"}),
    severity=Severity.WARNING,
)
