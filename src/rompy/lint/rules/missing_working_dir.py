"""The working directory is not there, or is no folder.

A relative path starts from the folder of the backend file, and `~` is your home. `--no-host` leaves paths
unchecked, for configs that are meant for another machine.

```yaml
type: local
working_dir: no-such-folder  # expect: RMP201
```

```yaml
type: local
working_dir: .
```
"""

from __future__ import annotations

from rompy.lint.rule import Claimed, Rule, Wording


def _word(claimed: Claimed) -> Wording:
    return Wording(claimed.problem.message, "create it; if this config is for another machine, lint with --no-host")


RULE = Rule(
    code="RMP201",
    name="missing-working-dir",
    page=__doc__,
    claims=frozenset({"working_dir_missing", "working_dir_no_directory"}),
    word=_word,
)
