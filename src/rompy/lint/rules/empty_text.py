"""A field that needs a value is empty.

```yaml
type: slurm
command: ""  # expect: RMP106
```

```yaml
type: local
working_dir: ""  # expect: RMP106
```

Give it a value, or remove the key where the default will do:

```yaml
type: local
```
"""

from __future__ import annotations

from rompy.lint.rule import Claimed, Rule, Wording


def _word(claimed: Claimed) -> Wording:
    return Wording(f"{claimed.field} is empty", "give it a value, or remove the key to get the default")


RULE = Rule(
    code="RMP106",
    name="empty-text",
    page=__doc__,
    claims=frozenset({"string_too_short", "path_empty", "too_short"}),
    word=_word,
)
