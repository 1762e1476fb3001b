"""A build argument is named like a secret, and build arguments stay in the image.

`docker history` shows them to everybody who has the image, also where the value comes from a variable of your
environment. Let the Dockerfile take it with `RUN --mount=type=secret`, or download with it before the build.
A name is a secret's where its words say so, as TOKEN, PASSWORD, SECRET, API_KEY and CREDENTIALS do; names of what
is public, and of files, addresses and identities, are not.

```yaml no-host
type: docker
dockerfile: Dockerfile
build_args:
  GITHUB_TOKEN: ${GITHUB_TOKEN}  # expect: RMP318
```

```yaml no-host
type: docker
dockerfile: Dockerfile
build_args:
  VERSION: "41.45"
  PUBLIC_KEY: swan.pub
```

Source: Docker's manual, "Build checks" (SecretsUsedInArgOrEnv) and "Build secrets".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rompy.backends.secrets import is_secret_name
from rompy.lint.finding import Severity
from rompy.lint.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.lint.backend import Backend


def _check(backend: Backend) -> Iterator[Problem]:
    arguments = backend.fields.get("build_args")
    if not backend.is_given("dockerfile") or not isinstance(arguments, Mapping):
        return
    for name, value in arguments.items():
        # a template that nothing decides is a secret all the same
        if isinstance(name, str) and isinstance(value, str) and value and is_secret_name(name):
            message = f"The build argument {name} looks like a secret, and everybody who has the image can read it"
            advice = "take it with RUN --mount=type=secret in the Dockerfile"
            yield Problem(backend.at("build_args", name), "secret-in-build-args", message, at="key", help=advice)


RULE = Rule(
    code="RMP318",
    name="secret-in-build-args",
    page=__doc__,
    check=_check,
    backends=frozenset({"docker"}),
    severity=Severity.WARNING,
)
