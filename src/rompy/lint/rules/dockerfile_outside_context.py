"""`dockerfile` leads out of the build context.

It starts at `build_context`, or at the folder of the backend file where there is none. The docker command
takes a Dockerfile from elsewhere, but the daemon, docker-py and other builders answer "forbidden path outside
the build context", and what the Dockerfile copies is still looked for in the context, so that its paths
mislead the reader.

```yaml no-host
type: docker
build_context: ./docker
dockerfile: ../Dockerfile  # expect: RMP316
```

```yaml no-host
type: docker
build_context: .
dockerfile: docker/Dockerfile
```

Source: Docker's manual, "docker buildx build" (--file) and "Build context".
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from rompy.lint.finding import Severity
from rompy.lint.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.lint.backend import Backend


def _check(backend: Backend) -> Iterator[Problem]:
    dockerfile = backend.text("dockerfile")
    if posixpath.normpath(dockerfile).split("/")[0] == "..":
        message = f"The Dockerfile is outside the build context: {dockerfile}"
        advice = "let build_context be a folder that holds it, and write its path from there"
        yield Problem(backend.at("dockerfile"), "dockerfile-outside-context", message, help=advice)


RULE = Rule(
    code="RMP316",
    name="dockerfile-outside-context",
    page=__doc__,
    check=_check,
    backends=frozenset({"docker"}),
    severity=Severity.WARNING,
)
