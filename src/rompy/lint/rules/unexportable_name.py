"""The name of an environment variable is none that a shell can use.

A shell's names are letters, digits and underscores, and begin with no digit. A process can be given a
variable of another name, but no shell can set, read or export it: `export MODEL-DEBUG=1` is an error in a job
script, and some shells drop such variables before they start a program.

```yaml
type: local
env_vars:
  MODEL-DEBUG: "true"  # expect: RMP402
  2D_SPECTRA: "yes"  # expect: RMP402
```

```yaml
type: local
env_vars:
  MODEL_DEBUG: "true"
```

In a container names with dots and hyphens are left alone: programs that run there without a shell are
commonly set up by them.

Source: POSIX.1-2017, Base Definitions, sections 3.235 (name) and 8.1 (environment variable definition), and
Shell Command Language, section 2.9.1.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from rompy.lint.edits import rename_key
from rompy.lint.expression import Expression
from rompy.lint.finding import Severity
from rompy.lint.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.lint.backend import Backend

_NAME = Expression(r"[A-Za-z_][A-Za-z0-9_]*")
_DOTTED = Expression(r"[A-Za-z_][A-Za-z0-9_.-]*")
"""What programs that read their settings from the environment of a container are commonly given."""
_FUNCTION = Expression(r"BASH_FUNC_.*(%%|\(\))")
"""What bash exports a function as."""


def _check(backend: Backend) -> Iterator[Problem]:
    variables = backend.fields.get("env_vars")
    for name in variables if isinstance(variables, Mapping) else ():
        if not isinstance(name, str) or not backend.is_sound("env_vars", name) or _NAME.fullmatch(name):
            continue
        if _FUNCTION.fullmatch(name) or (backend.name == "docker" and _DOTTED.fullmatch(name)):
            continue
        path, usable = backend.at("env_vars", name), re.sub(r"\W", "_", name.strip(), flags=re.ASCII)
        message = f"No shell can use a variable of the name {name!r}"
        if not _NAME.fullmatch(usable) or not usable.strip("_"):
            yield Problem(path, RULE.name, message, at="key", help="write it in letters, digits and underscores")
            continue
        fix = rename_key(backend.document, path, usable, is_safe=False)
        yield Problem(path, RULE.name, message, at="key", help=f"write {usable}", fix=fix)


RULE = Rule(
    code="RMP402",
    name="unexportable-name",
    page=__doc__,
    check=_check,
    severity=Severity.WARNING,
)
