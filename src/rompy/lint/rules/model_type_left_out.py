"""The config of a model run names no model, and no template either.

Without a `model_type` the model is `base`, whose files come from its `template` folder. Without that, nothing is
written, and the other fields of the config do nothing.

```yaml
run_id: hindcast
output_dir: simulations
config:
  friction: MAD  # expect: RMP126
```

```yaml
run_id: hindcast
output_dir: simulations
config:
  model_type: swan
  friction: MAD
```
"""

from __future__ import annotations

from rompy.lint.edits import rename_key
from rompy.lint.finding import Severity
from rompy.lint.meant import closest, is_surely
from rompy.lint.rule import Claimed, Rule, Wording


def _word(claimed: Claimed) -> Wording:
    names = [str(name) for name in claimed.problem.details["fields"]]
    meant = closest("model_type", names)
    if meant is None:
        return Wording(claimed.problem.message, "add 'model_type'")
    path = (*claimed.problem.path, meant)
    fix = rename_key(claimed.document, path, "model_type", is_safe=is_surely(meant, "model_type"))
    return Wording(claimed.problem.message, f"does {meant!r} stand for 'model_type'?", fix)


RULE = Rule(
    code="RMP126",
    name="model-type-left-out",
    page=__doc__,
    claims=frozenset({"model_type_missing"}),
    severity=Severity.WARNING,
    word=_word,
)
