"""A file outside of the repository is included.

It is there on this machine. Whoever clones the repository, and the server that checks it, have another file in that
place, or none.

```yaml in-repository
type: local
env_vars: !include ../shared.yml  # expect: RMP014
```

Copy the file into the repository and include that. A link counts as what it leads to.

Source: rompy's manual of composing files, docs/composing.md.
"""

from __future__ import annotations

from rompy.lint.finding import Severity
from rompy.lint.rule import Rule

RULE = Rule(
    code="RMP014",
    name="include-outside-repository",
    page=__doc__,
    claims=frozenset({"include_outside_repository"}),
    severity=Severity.WARNING,
)
