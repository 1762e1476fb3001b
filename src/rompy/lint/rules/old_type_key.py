"""The type stands in `backend_type`, or a postprocessor's in `processor`, as old files have it.

It is read, and the key is `type` now.

```yaml
backend_type: local  # expect: RMP113
command: python run_model.py
```

```yaml
type: local
command: python run_model.py
```
"""

from __future__ import annotations

from rompy.lint.edits import rename_key
from rompy.lint.finding import Severity
from rompy.lint.rule import Claimed, Rule, Wording


def _word(claimed: Claimed) -> Wording:
    return Wording(claimed.problem.message, "write 'type'", rename_key(claimed.document, claimed.problem.path, "type"))


RULE = Rule(
    code="RMP113",
    name="old-type-key",
    page=__doc__,
    claims=frozenset({"old_type_key"}),
    severity=Severity.WARNING,
    word=_word,
)
