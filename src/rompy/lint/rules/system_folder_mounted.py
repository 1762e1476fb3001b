"""A folder that belongs to the host's system is mounted into the container.

A container that can write to `/`, `/etc`, `/usr`, `/var` or the homes of all users can change the host for
good; one that can only read `/`, `/etc`, `/root`, `/proc`, `/dev` or `/var` still sees passwords and keys.
Programs of the host mounted read-only (`/usr`, `/lib`, `/boot`, `/sys`) and `/home` are left alone, and so is
any file or folder within: `/etc/localtime`, `/dev/shm`, `/home/me/model`. Mount the folder that the model
needs.

```yaml no-host
type: docker
image: swan:41.45
volumes:
  - /:/host:ro  # expect: RMP306
  - /home/:/home  # expect: RMP306
```

```yaml no-host
type: docker
image: swan:41.45
volumes:
  - /home/me/swan:/app/swan
  - /etc/localtime:/etc/localtime:ro
```

Source: Docker's manual, "Docker security" (Docker daemon attack surface) and "Bind mounts" (considerations).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rompy.lint.finding import Severity
from rompy.lint.mounts import PROGRAM_FOLDERS, host_path, mounts
from rompy.lint.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.lint.backend import Backend

_SECRET = frozenset({"/", "/etc", "/root", "/proc", "/dev", "/var", "/var/lib", "/var/lib/docker"})
"""Folders that should not even be read."""
_SYSTEM = _SECRET | PROGRAM_FOLDERS | {"/boot", "/sys", "/home"}


def _check(backend: Backend) -> Iterator[Problem]:
    for path, mount in mounts(backend):
        host, is_read_only = host_path(mount), "ro" in mount.modes
        if host not in (_SECRET if is_read_only else _SYSTEM):
            continue
        can = "read" if is_read_only else "change"
        message = f"The container can {can} all of {host}, which belongs to the host's system: {mount}"
        advice = "mount only the folder that the model needs"
        yield Problem(backend.at(*path), "system-folder-mounted", message, help=advice)


RULE = Rule(
    code="RMP306",
    name="system-folder-mounted",
    page=__doc__,
    check=_check,
    backends=frozenset({"docker"}),
    severity=Severity.WARNING,
)
