"""The template folder of a model run is not there.

The files of a `base` model are rendered from it. A relative path starts from the folder of the file. `--no-host`
leaves paths unchecked, for files that are meant for another machine.

```yaml
run_id: hindcast
output_dir: simulations
config:
  model_type: base
  template: no-such-folder  # expect: RMP205
```

```yaml no-host
run_id: hindcast
output_dir: simulations
config:
  model_type: base
  template: /srv/templates/swan
```
"""

from __future__ import annotations

from rompy.lint.rule import Claimed, Rule, Wording


def _word(claimed: Claimed) -> Wording:
    advice = "clone or create it; if this file is for another machine, lint with --no-host"
    return Wording(claimed.problem.message, advice)


RULE = Rule(code="RMP205", name="missing-template", page=__doc__, claims=frozenset({"template_missing"}), word=_word)
