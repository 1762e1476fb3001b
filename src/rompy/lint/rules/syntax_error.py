"""The text is not YAML (or, in a `.json` file, not JSON).

Nothing of the file can be judged before it can be read. The place is where the mistake is, as far as it can
be told: at the quote that is never closed rather than at the end of the file where the parser gave up.

```yaml
type: local
command: "python run_model.py  # expect: RMP001
timeout: 3600
```

```yaml
type: docker
image: swan: 41.45  # expect: RMP001
```

```yaml
type: local
        timeout: 3600  # expect: RMP001
```

Quote values that hold `: ` or ` #`, or that begin with one of `` @ ` % & * ! | > { [ ``, and indent with
spaces:

```yaml
type: local
command: "python run_model.py"
```

Source: YAML 1.1, chapters 4 and 5; RFC 8259 for JSON.
"""

from __future__ import annotations

from rompy.lint.rule import Rule

RULE = Rule(
    code="RMP001",
    name="syntax-error",
    page=__doc__,
    claims=frozenset({"syntax_error"}),
)
