"""A mount stands below a read-only one, in a folder that is not there.

Docker makes the place of a mount before it mounts. Below a mount that is `ro` it cannot, and the container
does not start: "mkdirat ...: read-only file system". Make the folder (or, to mount a file, an empty file) on
the host first, or mount beside the other one.

```yaml
type: docker
image: swan:41.45
volumes:
  - .:/app:ro
  - .:/app/no-such-folder  # expect: RMP320
```

```yaml
type: docker
image: swan:41.45
volumes:
  - .:/app/input:ro
  - .:/app/output
```

Source: runc, which applies mounts in order and makes each read-only at once; moby's issue "Bind-mounting
inside read-only mounted volume".
"""

from __future__ import annotations

import os
import posixpath
from pathlib import Path
from typing import TYPE_CHECKING

from rompy.backends.paths import absolute
from rompy.lint.mounts import is_below, mounts
from rompy.lint.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.lint.backend import Backend


def _check(backend: Backend) -> Iterator[Problem]:
    found = list(mounts(backend))
    for path, mount in found:
        around = [(place, other) for place, other in found if is_below(mount.target, other.target)]
        if not around:
            continue
        # Docker mounts the outer ones first, so the innermost is what holds the place
        outer_path, outer = max(around, key=lambda each: len(each[1].target))
        if "ro" not in outer.modes:
            continue
        within = posixpath.relpath(mount.target, outer.target)
        place = backend.surroundings.look_at(absolute(outer.host, {"base": backend.folder("volumes")}))
        # what cannot be looked into is not taken to be missing
        if place is None or not os.access(place, os.R_OK | os.X_OK) or os.path.lexists(place / within):
            continue
        related = ((backend.at(*outer_path), "the read-only mount is here"),)
        message = f"Docker cannot make {mount.target} in a read-only mount: {Path(outer.host) / within} is not there"
        advice = f"make {Path(outer.host) / within}, or mount outside {outer.target}"
        yield Problem(backend.at(*path), "mount-below-read-only", message, related=related, help=advice)


RULE = Rule(
    code="RMP320",
    name="mount-below-read-only",
    page=__doc__,
    check=_check,
    backends=frozenset({"docker"}),
    needs_host=True,
)
