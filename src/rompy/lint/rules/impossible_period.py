"""The period of a model run cannot be.

It ends before it starts, its start and its end do not both have a time zone, or it leaves the years that dates have.

```yaml
run_id: hindcast
period:
  start: 2023-01-02T00  # expect: RMP128
  end: 2023-01-01T00
```

```yaml
run_id: hindcast
period:
  start: 2023-01-01T00:00:00Z  # expect: RMP128
  end: "2023-01-02T00:00:00"
```

```yaml
run_id: hindcast
period:
  start: 2023-01-01T00
  end: 2023-01-02T00
```
"""

from __future__ import annotations

from rompy.lint.rule import Rule

RULE = Rule(
    code="RMP128",
    name="impossible-period",
    page=__doc__,
    claims=frozenset({"period_backward", "period_mixed_zones", "period_overflow"}),
)
