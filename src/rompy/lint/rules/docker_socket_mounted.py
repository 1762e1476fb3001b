"""The socket of the container engine is mounted into the container.

Whoever can write to the socket can start containers that mount the whole host as root; `ro` changes nothing,
because a read-only socket can still be written to. A mount of its folder, `/run` or `/var/run`, hands it out
as well. A model needs neither.

```yaml no-host
type: docker
image: swan:41.45
volumes:
  - /var/run/docker.sock:/var/run/docker.sock:ro  # expect: RMP305
  - /run/:/host/run  # expect: RMP305
```

```yaml no-host
type: docker
image: swan:41.45
volumes:
  - /run/munge:/run/munge:ro
```

Source: Docker's manual, "Docker security" (Docker daemon attack surface) and "Protect the Docker daemon
socket".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rompy.lint.edits import remove_entry
from rompy.lint.expression import Expression
from rompy.lint.finding import Severity
from rompy.lint.mounts import host_path, mounts
from rompy.lint.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.lint.backend import Backend

_SOCKETS = frozenset({"docker.sock", "podman.sock", "containerd.sock", "crio.sock", "buildkitd.sock"})
_FOLDER = Expression(r"(?:/var)?/run(?:/(?:docker|podman|containerd|crio|buildkit|user|user/[0-9]+(?:/podman)?))?")
"""Folders that hold sockets, those of rootless engines among them."""


def _check(backend: Backend) -> Iterator[Problem]:
    for path, mount in mounts(backend):
        host = host_path(mount)
        if host.rpartition("/")[2] in _SOCKETS:
            message = f"The container gets the engine's socket, and with it the host as root: {mount.host}"
        elif _FOLDER.fullmatch(host):
            message = f"The container gets the folder of the engine's socket, and with it the host: {mount.host}"
        else:
            continue
        place = backend.at(*path)
        fix = remove_entry(backend.document, place, "remove the mount", is_safe=False)
        yield Problem(place, "docker-socket-mounted", message, help="remove the mount", fix=fix)


RULE = Rule(
    code="RMP305",
    name="docker-socket-mounted",
    page=__doc__,
    check=_check,
    backends=frozenset({"docker"}),
    severity=Severity.WARNING,
)
