"""The pipeline does not say where it runs, or what happens to the output.

`rompy pipeline` can be told so: `--backend-config` and `--processor-config` name files. Without them such a pipeline
does not start.

```yaml
config:  # expect: RMP125
  run_id: hindcast
  period: {start: 2023-01-01T00, duration: 1d}
backend:
  type: local
  command: ./run.sh
```

A pipeline that needs no options says all three; `noop` does nothing with the output:

```yaml
config:
  run_id: hindcast
  period: {start: 2023-01-01T00, duration: 1d}
backend:
  type: local
  command: ./run.sh
postprocessor:
  type: noop
```
"""

from __future__ import annotations

from rompy.lint.finding import Severity
from rompy.lint.rule import Rule

RULE = Rule(
    code="RMP125",
    name="section-left-out",
    page=__doc__,
    claims=frozenset({"section_optional"}),
    severity=Severity.WARNING,
)
