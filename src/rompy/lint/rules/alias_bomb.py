"""Aliases unfold into more values than any config has, or into themselves.

A few lines in which each refers ten times to the one before stand for millions of values, which fills the
memory of whoever reads them (the "billion laughs").

```yaml
type: local
command: echo
l1: &l1 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]
l2: &l2 [*l1, *l1, *l1, *l1, *l1, *l1, *l1, *l1, *l1, *l1]
l3: &l3 [*l2, *l2, *l2, *l2, *l2, *l2, *l2, *l2, *l2, *l2]
l4: &l4 [*l3, *l3, *l3, *l3, *l3, *l3, *l3, *l3, *l3, *l3]
l5: &l5 [*l4, *l4, *l4, *l4, *l4, *l4, *l4, *l4, *l4, *l4]  # expect: RMP006
```

```yaml
type: local
env_vars: &vars
  <<: *vars  # expect: RMP006
```

Write the values out. The limit is a hundred thousand values, where that is also ten times what is written.

Source: YAML 1.1, section 3.2.2.2 (anchors and aliases).
"""

from __future__ import annotations

from rompy.lint.rule import Rule

RULE = Rule(
    code="RMP006",
    name="alias-bomb",
    page=__doc__,
    claims=frozenset({"alias_bomb"}),
)
