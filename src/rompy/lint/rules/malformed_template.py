r"""A template does not follow the grammar.

A template is `${NAME}`, `${NAME:-default}` or `${NAME|filter:argument}`, and filters may follow a default. Names are
letters, digits and underscores. What a shell can do beyond that, as in `${NAME:?message}` or `${NAME%.nc}`, is not
known here.

```yaml
type: local
env_vars:
  DATA_DIR: ${DATA_ROOT/ocean  # expect: RMP015
  RUN_DIR: "${RUN_DIR:?set it}"  # expect: RMP015
```

```yaml
type: local
env_vars:
  DATA_DIR: ${DATA_ROOT}/ocean
  RUN_DIR: "${RUN_DIR}"
```

In `command` and `executable`, `${...}` is the shell's and left alone:

```yaml
type: local
command: run_model "${RUN_DIR:?set it}"
```

A `}` or `|` that belongs to a default is written `\}` or `\|`.

Source: rompy's manual of composing files, docs/composing.md.
"""

from __future__ import annotations

from rompy.lint.rule import Rule

RULE = Rule(code="RMP015", name="malformed-template", page=__doc__, claims=frozenset({"malformed_template"}))
