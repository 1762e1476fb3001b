r"""A template has a filter that there is not.

```yaml
type: local
env_vars:
  CYCLE_DAY: ${CYCLE|strtime:%Y%m%d}  # expect: RMP016
```

The filters are `as_datetime`, which reads a date, `shift`, which moves it, and `strftime`, which writes it:

```yaml
type: local
env_vars:
  CYCLE_DAY: ${CYCLE|strftime:%Y%m%d}
  DAY_BEFORE: ${CYCLE|as_datetime|shift:-1d|strftime:%Y%m%d}
```

A bar in a default begins a filter too; write `\|` for the character.

Source: rompy's manual of composing files, docs/composing.md.
"""

from __future__ import annotations

from rompy.document.filters import FILTERS
from rompy.lint.edits import replace_text
from rompy.lint.meant import closest, is_surely
from rompy.lint.rule import Claimed, Rule, Wording


def _word(claimed: Claimed) -> Wording:
    name, text = claimed.problem.details["name"], claimed.value
    meant = closest(name, FILTERS)
    if meant is None:
        return Wording(claimed.problem.message)
    fix = None
    if isinstance(text, str) and text.count(name) == 1:
        document, path = claimed.document, claimed.problem.path
        fix = replace_text(document, path, text.replace(name, meant), f"write {meant}", is_safe=is_surely(name, meant))
    return Wording(claimed.problem.message, f"did you mean {meant}?", fix)


RULE = Rule(code="RMP016", name="unknown-filter", page=__doc__, claims=frozenset({"unknown_filter"}), word=_word)
