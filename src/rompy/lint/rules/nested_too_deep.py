"""Lists or mappings stand within each other more than a hundred levels deep.

A backend has three levels. What is nested deeper is no config, and readers that follow it run out of stack.

```yaml
type: local
env_vars: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[
  [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[  # expect: RMP007
  ]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
  ]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
```

Source: the limit is rompy's own.
"""

from __future__ import annotations

from rompy.lint.rule import Rule

RULE = Rule(
    code="RMP007",
    name="nested-too-deep",
    page=__doc__,
    claims=frozenset({"nested_too_deep"}),
)
