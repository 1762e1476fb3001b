"""The container runs as root.

That is the default of `user`. Files that the model writes to a mounted folder then belong to root, so that
you cannot remove or overwrite them without help, and a program that breaks out of the container is root on
the host. Give a user and a group by number: without a group it is root's group, and a name must be known in
the image. `id -u` and `id -g` tell your own numbers.

Rootless engines (rootless Docker, Podman) make root of the container the person who started it, and there it
is the right user: ignore this rule in the settings of repositories that run nowhere else.

```yaml
type: docker  # expect: RMP302
image: swan:41.45
---
type: docker
image: swan:41.45
user: "0:0"  # expect: RMP302
```

```yaml
type: docker
image: swan:41.45
user: "1000:1000"
```

Source: Docker's manual, "Running containers" (--user) and "Docker security"; the best practices of rompy's
manual.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rompy.lint.accounts import is_root
from rompy.lint.finding import Severity
from rompy.lint.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.lint.backend import Backend


def _check(backend: Backend) -> Iterator[Problem]:
    advice = 'give numbers of user and group, such as user: "1000:1000"'
    if backend.is_given("user"):
        if is_root(backend.text("user")):
            yield Problem(backend.at("user"), "root-user", "The container runs as root", help=advice)
    elif backend.is_left_out("user") and is_root(backend.text("user")):
        message = "The container runs as root, because 'user' is left out"
        yield Problem(backend.whole, "root-user", message, help=advice)


RULE = Rule(
    code="RMP302",
    name="root-user",
    page=__doc__,
    check=_check,
    backends=frozenset({"docker"}),
    severity=Severity.WARNING,
)
