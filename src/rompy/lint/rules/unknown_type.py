"""A value is none of those that can be chosen, such as a `type` that no backend has.

```yaml
type: dokcer  # expect: RMP111
image: swan:41.45
```

The types are those that `rompy backends list` shows: `local`, `docker`, `slurm`, and what installed plugins
bring.

```yaml
type: docker
image: swan:41.45
```
"""

from __future__ import annotations

from rompy.lint.edits import replace_text
from rompy.lint.meant import closest
from rompy.lint.rule import Claimed, Rule, Wording


def _word(claimed: Claimed) -> Wording:
    names = claimed.problem.details.get("names")
    if names is None:
        expected = claimed.problem.details.get("expected", "something else")
        return Wording(f"{claimed.field} is {claimed.value!r}, and it must be {expected}")
    name = str(claimed.problem.details["name"])
    close = closest(name, names)
    if close is None:
        return Wording(claimed.problem.message, f"write {' or '.join(map(repr, names))}")
    is_safe = name.strip().lower() == close
    fix = replace_text(claimed.document, claimed.problem.path, close, f"write {close!r}", is_safe=is_safe)
    return Wording(claimed.problem.message, f"did you mean {close!r}?", fix)


RULE = Rule(
    code="RMP111",
    name="unknown-type",
    page=__doc__,
    claims=frozenset({"type_unknown", "type_other", "literal_error", "enum"}),
    word=_word,
)
