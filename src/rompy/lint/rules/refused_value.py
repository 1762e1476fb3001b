"""A check of the backend's own refuses a value.

Backends that plugins bring check their fields in ways that have no rule of their own here. The message is
theirs.

The backends of rompy itself have a rule for each of their checks:

```yaml
type: local
command: python run_model.py
```
"""

from __future__ import annotations

from rompy.lint.rule import Claimed, Rule, Wording


def _word(claimed: Claimed) -> Wording:
    where = f"{claimed.field}: " if claimed.path else ""
    return Wording(f"{where}{claimed.problem.message.removeprefix('Value error, ').removeprefix('Assertion failed, ')}")


RULE = Rule(
    code="RMP115",
    name="refused-value",
    page=__doc__,
    claims=frozenset({"value_error", "assertion_error", "path_no_start"}),
    word=_word,
)
