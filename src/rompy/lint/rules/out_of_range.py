"""A number lies outside the range of its field.

```yaml
type: local
timeout: 30  # expect: RMP104
```

```yaml
type: docker
image: swan:41.45
cpu: 256  # expect: RMP104
```

```yaml
type: slurm
command: python run_model.py
nodes: 0  # expect: RMP104
```

`timeout` is in seconds, from a minute (60) to a day (86400); `cpu` and `cpus_per_task` go from 1 to 128,
`nodes` from 1 to 100, and `ntasks` begins at 1.

```yaml
type: local
timeout: 86400
```
"""

from __future__ import annotations

from rompy.lint.rule import Claimed, Rule, Wording

_UNITS = {"timeout": " seconds"}


def _word(claimed: Claimed) -> Wording:
    shown = "The value" if claimed.is_secret else f"{claimed.field} is {claimed.value}"
    unit = _UNITS.get(claimed.field, "")
    low, high = _bounds(claimed)
    if low is not None and high is not None:
        return Wording(f"{shown}, and it must be from {low} to {high}{unit}")
    if low is not None:
        return Wording(f"{shown}, and it must be {low}{unit} or more")
    return Wording(f"{shown}: {claimed.problem.message[:1].lower()}{claimed.problem.message[1:]}")


def _bounds(claimed: Claimed) -> tuple[object, object]:
    """Give the lowest and the highest value of a field, as its model declares them."""
    fields = claimed.described.fields if claimed.described else {}
    field = fields.get(str(claimed.path[0])) if len(claimed.path) == 1 else None
    return (field.least, field.most) if field else (None, None)


RULE = Rule(
    code="RMP104",
    name="out-of-range",
    page=__doc__,
    claims=frozenset(
        {"greater_than_equal", "less_than_equal", "greater_than", "less_than", "multiple_of", "finite_number"}
    ),
    word=_word,
)
