"""`build_args` or `build_context` is given, and nothing is built.

They mean something to a build from a `dockerfile` only. With `image` the ready image runs, built with
whatever its makers chose, and the arguments change nothing.

```yaml
type: docker
image: swan:41.45
build_context: .  # expect: RMP317
build_args:  # expect: RMP317
  VERSION: "41.45"
```

```yaml no-host
type: docker
dockerfile: Dockerfile
build_context: .
build_args:
  VERSION: "41.45"
```

Source: Docker's manual, "docker buildx build" (--build-arg).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rompy.lint.edits import remove_entry
from rompy.lint.finding import Severity
from rompy.lint.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.lint.backend import Backend


def _check(backend: Backend) -> Iterator[Problem]:
    if not backend.is_given("image") or not backend.is_left_out("dockerfile"):
        return
    for name in ("build_context", "build_args"):
        if not backend.fields.get(name):
            continue
        place = backend.at(name)
        message = f"Nothing is built from an image that is ready, so {name!r} does nothing"
        advice = "remove it, or give 'dockerfile' instead of 'image'"
        fix = remove_entry(backend.document, place, f"remove {name!r}", is_safe=False)
        yield Problem(place, "build-args-without-dockerfile", message, at="key", help=advice, fix=fix)


RULE = Rule(
    code="RMP317",
    name="build-args-without-dockerfile",
    page=__doc__,
    check=_check,
    backends=frozenset({"docker"}),
    severity=Severity.WARNING,
)
