"""A key of a mapping is a list or a mapping, or stands in another file.

YAML allows it, and nothing that reads configs can use it. A template without quotes looks just like it.

```yaml
type: local
env_vars:
  ? [A, B]  # expect: RMP011
  : "1"
```

```yaml
type: local
!include names.yml : 1  # expect: RMP011
```

```yaml
type: local
env_vars:
  A: "1"
```

Source: YAML 1.1, section 3.2.1.1; a key becomes a key of a Python dictionary.
"""

from __future__ import annotations

from rompy.lint.rule import Rule

RULE = Rule(
    code="RMP011",
    name="unusable-key",
    page=__doc__,
    claims=frozenset({"unusable_key"}),
)
