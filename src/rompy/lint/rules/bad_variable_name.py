"""The name of an environment variable or build argument is none.

A name is not empty and holds no `=`, which ends it, and no NUL character.

```yaml
type: local
env_vars:
  "": "4"  # expect: RMP109
  "OMP=NUM": "4"  # expect: RMP109
```

```yaml
type: local
env_vars:
  OMP_NUM_THREADS: "4"
```

Source: POSIX.1-2017, Base Definitions, section 8.1 (environment variable definition).
"""

from __future__ import annotations

from rompy.lint.rule import Rule

RULE = Rule(
    code="RMP109",
    name="bad-variable-name",
    page=__doc__,
    claims=frozenset({"env_name_empty", "env_name_equals", "env_name_nul", "env_name_surrogate"}),
)
