"""A mapping has one key twice.

YAML readers keep the last of the two without a word, so the first value is lost.

```yaml
type: local
timeout: 3600
timeout: 7200  # expect: RMP002
```

```yaml
type: local
env_vars:
  OMP_NUM_THREADS: "4"
  OMP_NUM_THREADS: "8"  # expect: RMP002
```

Keep the one that is meant. A key that a merge (`<<`) brings may be written again, which overrides it:

```yaml
type: local
env_vars:
  <<: {OMP_NUM_THREADS: "4"}
  OMP_NUM_THREADS: "8"
```

Source: YAML 1.1, section 3.2.1.3 (keys of a mapping are unique); RFC 8259, section 4.
"""

from __future__ import annotations

from rompy.lint.rule import Rule

RULE = Rule(
    code="RMP002",
    name="duplicate-key",
    page=__doc__,
    claims=frozenset({"duplicate_key"}),
)
