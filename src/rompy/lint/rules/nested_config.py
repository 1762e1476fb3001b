"""The fields stand in a nested `config`, as old files have it.

They are read, and they stand beside `type` now.

```yaml
type: slurm
config:  # expect: RMP114
  queue: compute
  command: python run_model.py
```

```yaml
type: slurm
queue: compute
command: python run_model.py
```
"""

from __future__ import annotations

from rompy.lint.edits import unnest
from rompy.lint.finding import Severity
from rompy.lint.rule import Claimed, Rule, Wording


def _word(claimed: Claimed) -> Wording:
    advice = "write the fields beside 'type', without 'config'"
    return Wording(claimed.problem.message, advice, unnest(claimed.document, claimed.problem.path))


RULE = Rule(
    code="RMP114",
    name="nested-config",
    page=__doc__,
    claims=frozenset({"nested_config"}),
    severity=Severity.WARNING,
    word=_word,
)
