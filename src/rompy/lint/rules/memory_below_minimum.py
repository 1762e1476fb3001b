"""`memory` is below what Docker gives a container at least.

The least is 6m (six mebibytes); Docker refuses less. A number without a unit is in bytes.

```yaml
type: docker
image: swan:41.45
memory: "2048"  # expect: RMP308
```

```yaml
type: docker
image: swan:41.45
memory: 2048m
```

Source: Docker's manual, "Resource constraints" (--memory).
"""

from __future__ import annotations

from rompy.lint.rule import Claimed, Rule, Wording


def _word(claimed: Claimed) -> Wording:
    has_unit = not str(claimed.value)[-1:].isdigit()
    return Wording(
        claimed.problem.message, None if has_unit else "without a unit it is in bytes: write m or g after the number"
    )


RULE = Rule(
    code="RMP308",
    name="memory-below-minimum",
    page=__doc__,
    claims=frozenset({"memory_below_minimum"}),
    word=_word,
)
