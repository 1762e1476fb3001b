"""A comment or the settings name a rule that there is not.

It ignores or selects nothing. Rules have a code (`RMP302`), whose beginning names a group (`RMP3`), and
a name (`root-user`).

```yaml
type: local
timeout: 3600  # rompy-lint: ignore[RMP999] # expect: RMP902
```

```yaml
type: local
timeout: 3600  # rompy-lint: ignore # expect: RMP902
```

`rompy-lint --rules` lists the rules.

```yaml
type: local
timeout: 30  # rompy-lint: ignore[RMP104]
```
"""

from __future__ import annotations

from rompy.lint.finding import Severity
from rompy.lint.rule import Rule

RULE = Rule(code="RMP902", name="unknown-rule", page=__doc__, severity=Severity.WARNING)
