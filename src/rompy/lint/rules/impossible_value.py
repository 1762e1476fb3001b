"""A value cannot be what YAML takes it for.

YAML 1.1 tells dates, numbers and booleans by their looks. A text that looks like a date and is none, or a tag
that the value does not fit, stops every YAML reader.

```yaml
type: local
env_vars:
  RUN_DATE: 2024-02-30  # expect: RMP010
```

```yaml
type: local
timeout: !!int soon  # expect: RMP010
```

Quote what is meant as a text:

```yaml
type: local
env_vars:
  RUN_DATE: "2024-02-30"
```

Source: the types of YAML 1.1 (https://yaml.org/type/).
"""

from __future__ import annotations

from rompy.lint.rule import Rule

RULE = Rule(
    code="RMP010",
    name="impossible-value",
    page=__doc__,
    claims=frozenset({"impossible_value"}),
)
