"""An alias (`*name`) stands for an anchor (`&name`) that is not there.

A value that should begin with an asterisk is taken for an alias too.

```yaml
type: local
command: *run  # expect: RMP005
```

An anchor must stand before its aliases, in the same document. Quote a text that begins with `*`:

```yaml
type: local
env_vars:
  PATTERN: "*.nc"
```

Source: YAML 1.1, section 7.1 (alias nodes).
"""

from __future__ import annotations

from rompy.lint.rule import Rule

RULE = Rule(
    code="RMP005",
    name="undefined-alias",
    page=__doc__,
    claims=frozenset({"undefined_alias"}),
)
