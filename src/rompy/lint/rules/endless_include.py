"""A file includes itself, by itself or through others, or includes lead through too many files.

```yaml
# this file is backend.yml
type: local
env_vars: !include backend.yml  # expect: RMP013
```

Put what both files need into a third one, and include that. Includes lead through at most ten files.

Source: rompy 0.6.4, which ends at the same depth.
"""

from __future__ import annotations

from rompy.lint.rule import Rule

RULE = Rule(
    code="RMP013",
    name="endless-include",
    page=__doc__,
    claims=frozenset({"include_cycle", "include_too_deep"}),
)
