"""A mount covers a folder of the image that holds its programs or libraries.

A mounted folder stands in the place of what the image has there: after a mount on `/usr/local/bin` nothing
that the image installed into it is found, and the container ends with "executable file not found" or "exec
format error". Mount beside it, such as on `/app`, or mount the single file.

```yaml
type: docker
image: swan:41.45
volumes:
  - .:/usr/local/bin:ro  # expect: RMP309
```

```yaml no-host
type: docker
image: swan:41.45
volumes:
  - ./run.sh:/usr/local/bin/run.sh:ro
  - .:/app
```

Source: Docker's manual, "Bind mounts" (bind-mounting over existing data).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rompy.lint.finding import Severity
from rompy.lint.mounts import PROGRAM_FOLDERS, mounts
from rompy.lint.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.lint.backend import Backend

_FOLDERS = PROGRAM_FOLDERS | {"/etc", "/proc", "/sys", "/dev"}


def _check(backend: Backend) -> Iterator[Problem]:
    for path, mount in mounts(backend):
        if mount.target in _FOLDERS:
            message = f"The mount hides what the image has in {mount.target}: {mount}"
            advice = "mount it elsewhere, such as below /app, or mount a single file"
            yield Problem(backend.at(*path), "image-folder-hidden", message, help=advice)


RULE = Rule(
    code="RMP309",
    name="image-folder-hidden",
    page=__doc__,
    check=_check,
    backends=frozenset({"docker"}),
    severity=Severity.WARNING,
)
