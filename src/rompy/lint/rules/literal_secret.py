r"""A secret is written into the file.

A backend file is committed, copied and sent to colleagues, and a secret in it goes along. Put the secret into
the environment that rompy is started from, and name it in the file: `${NAME}` is substituted when the file is
loaded.

What is found: values under names such as `API_KEY`, `TOKEN`, `PASSWORD`, `SECRET` or `CREDENTIAL`, and texts
that are secrets by their shape, such as tokens of AWS, GitHub, GitLab, Slack and Google, JSON web tokens,
private keys, and addresses with `user:password@`. Paths, references and placeholders (`changeme`, `<token>`)
are no secrets.

```yaml
type: local
command: fetch-forcing --password=w1nd-and-w4ves && swan  # expect: RMP401
env_vars:
  API_KEY: 9f27-ocean-41c8  # expect: RMP401
  DATABASE: postgres://ocean:w4ves@db.example.org/runs  # expect: RMP401
```

```yaml
type: local
command: fetch-forcing --password="$FORCING_PASSWORD" && swan
env_vars:
  API_KEY: ${API_KEY}
  TOKEN_FILE: /run/secrets/token
```

A command runs with the environment of rompy, so it reads such a variable itself. The fix that it offers for
an environment variable asks for a variable of the same name, and is applied only where you ask for it.

Sources: the best practices of rompy's manual, "Security considerations"; the formats of tokens in the manuals
of AWS (unique identifiers of IAM), GitHub, GitLab and Slack; RFC 7519 (JSON web tokens); RFC 7468 (private
keys); RFC 3986, section 3.2.1 (passwords in addresses).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rompy.backends.secrets import is_literal, is_secret_name, secret_shapes, secrets_in_command
from rompy.lint.edits import replace_text
from rompy.lint.finding import Severity
from rompy.lint.rule import Problem, Rule, dotted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.document import Path
    from rompy.lint.backend import Backend
    from rompy.lint.finding import Fix


def _check(backend: Backend) -> Iterator[Problem]:
    for path, text in backend.texts("env_vars"):
        what = _in_variable(str(path[-1]), text)
        if what:
            message = f"{dotted(path)} holds {what}, written into the file"
            fix = _by_variable(backend, path)
            advice = "keep it in a variable of your environment, and write its name in ${} here"
            yield Problem(backend.at(*path), RULE.name, message, help=advice, fix=fix)
    shell = [(("command",), backend.text("command"))] if backend.is_given("command") else []
    for path, text in [*shell, *backend.texts("additional_options")]:
        found = next(secrets_in_command(text), None)
        if found:
            message = f"{dotted(path)} holds {found[1]}, written into the file"
            advice = "keep it in a variable of your environment"
            yield Problem(backend.at(*path), RULE.name, message, help=advice)


def _in_variable(name: str, text: str) -> str | None:
    shape = next(secret_shapes(text), None)
    if shape:
        return shape[1]
    return "a secret by its name" if is_secret_name(name) and is_literal(text) else None


def _by_variable(backend: Backend, path: Path) -> Fix | None:
    name = str(path[-1])
    where = backend.at(*path)
    is_usable = re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name)
    if not is_usable or "${" in str(backend.document.value_at(where)):
        return None
    return replace_text(backend.document, where, f"${{{name}}}", f"ask for the variable {name}", is_safe=False)


RULE = Rule(
    code="RMP401",
    name="literal-secret",
    page=__doc__,
    check=_check,
    severity=Severity.WARNING,
)
