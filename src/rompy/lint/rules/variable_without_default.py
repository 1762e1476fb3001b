"""A template needs a variable that is perhaps not set.

Where the variable is not set, the file cannot be loaded. A default lets it be loaded everywhere, and lets
rompy-lint judge the value.

```yaml
type: local
timeout: ${JOB_TIMEOUT}  # expect: RMP018
env_vars:
  DATA_DIR: ${DATA_ROOT}/ocean  # expect: RMP018
```

```yaml
type: local
timeout: ${JOB_TIMEOUT:-3600}
env_vars:
  DATA_DIR: ${DATA_ROOT:-/data}/ocean
```

The rule is off unless it is asked for: a variable without a default is the right way to ask for a secret, or for
what must be chosen anew for each run.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rompy.backends.substitute import SHELL_FIELDS
from rompy.document.template import without_default
from rompy.document.templated import is_template
from rompy.lint.finding import Severity
from rompy.lint.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.document import Path
    from rompy.lint.backend import Backend


def _check(backend: Backend) -> Iterator[Problem]:
    for name, value in backend.fields.items():
        if name in SHELL_FIELDS:
            continue
        for path, text in _texts(value, (name,)):
            for missing in without_default(text):
                message = f"{missing.name} has no default, and the file cannot be loaded where it is not set"
                advice = f"write ${{{missing.name}:-default}}"
                yield Problem(backend.at(*path), RULE.name, message, help=advice, within=missing.offset)


def _texts(value: object, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str) and is_template(value):
        yield path, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _texts(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _texts(item, (*path, index))


RULE = Rule(
    code="RMP018",
    name="variable-without-default",
    page=__doc__,
    claims=frozenset({"unset_variable"}),
    check=_check,
    is_on=False,
    severity=Severity.WARNING,
)
