"""The period of a model run is not two of `start`, `end` and `duration`.

Two of them give the third; one is too few, and three may contradict each other.

```yaml
run_id: hindcast
period:
  start: 2023-01-01T00  # expect: RMP127
  interval: 1h
```

```yaml
run_id: hindcast
period:
  start: 2023-01-01T00  # expect: RMP127
  end: 2023-01-02T00
  duration: 1d
```

```yaml
run_id: hindcast
period:
  start: 2023-01-01T00
  duration: 1d
  interval: 1h
```
"""

from __future__ import annotations

from rompy.lint.rule import Rule

RULE = Rule(code="RMP127", name="incomplete-period", page=__doc__, claims=frozenset({"period_two_of_three"}))
