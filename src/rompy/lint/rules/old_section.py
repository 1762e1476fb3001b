"""A section of the pipeline has the name that old files give it.

It is read, and it is called `config`, `backend` or `postprocessor` now. `pipeline_backend: local` says nothing any
more: rompy itself carries pipelines out.

```yaml
pipeline_backend: local  # expect: RMP124
model_run:  # expect: RMP124
  run_id: hindcast
run_backend:  # expect: RMP124
  type: local
  command: ./run.sh
postprocessing:  # expect: RMP124
  type: noop
```

```yaml
config:
  run_id: hindcast
backend:
  type: local
  command: ./run.sh
postprocessor:
  type: noop
```
"""

from __future__ import annotations

from rompy.lint.edits import remove_entry, rename_key
from rompy.lint.finding import Severity
from rompy.lint.rule import Claimed, Rule, Wording


def _word(claimed: Claimed) -> Wording:
    document, path = claimed.document, claimed.problem.path
    if claimed.problem.kind == "old_engine":
        return Wording(claimed.problem.message, "remove it", remove_entry(document, path, "remove it"))
    name = claimed.problem.details["name"]
    return Wording(claimed.problem.message, f"write {name!r}", rename_key(document, path, name))


RULE = Rule(
    code="RMP124",
    name="old-section",
    page=__doc__,
    claims=frozenset({"old_section", "old_engine"}),
    severity=Severity.WARNING,
    word=_word,
)
