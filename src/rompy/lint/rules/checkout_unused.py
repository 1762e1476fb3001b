"""A model run names a version of a repository that rompy does not clone.

`checkout` belonged to templates that are repositories. rompy clones nothing, so that a run needs no network and no
other person's account: clone the repository, and let `template` name its folder.

```yaml no-host
run_id: hindcast
output_dir: simulations
config:
  model_type: base
  template: templates/swan
  checkout: v1.2  # expect: RMP129
```

```yaml no-host
run_id: hindcast
output_dir: simulations
config:
  model_type: base
  template: templates/swan
```
"""

from __future__ import annotations

from rompy.lint.edits import remove_entry
from rompy.lint.rule import Claimed, Rule, Wording


def _word(claimed: Claimed) -> Wording:
    fix = remove_entry(claimed.document, claimed.problem.path, "remove 'checkout'", is_safe=False)
    return Wording("rompy clones no repositories, so 'checkout' would do nothing", "clone it, and name its folder", fix)


RULE = Rule(code="RMP129", name="checkout-unused", page=__doc__, claims=frozenset({"checkout_unused"}), word=_word)
