"""A comment ignores a rule that finds nothing there.

It was put there for a finding that is mended by now, or it names the wrong rule or stands on the wrong line.
If the finding comes back, the comment would hide it.

```yaml
type: local
timeout: 3600  # rompy-lint: ignore[RMP104] # expect: RMP901
```

A comment that ignores something is fine, at the end of the line or alone above it:

```yaml
type: local
# rompy-lint: ignore[out-of-range]
timeout: 30
```
"""

from __future__ import annotations

from rompy.lint.finding import Severity
from rompy.lint.rule import Rule

RULE = Rule(code="RMP901", name="unused-ignore", page=__doc__, severity=Severity.WARNING)
