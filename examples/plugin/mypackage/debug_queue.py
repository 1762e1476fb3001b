"""A job of the debug queue asks for more than half an hour.

The queue ends it then, whatever `timeout` says.

```yaml
type: hpc
queue: debug
timeout: 7200
```
"""

from rompy.lint.finding import Severity
from rompy.lint.rule import Problem, Rule

HALF_AN_HOUR = 1800


def _check(backend):
    timeout = backend.number("timeout")
    if backend.value("queue") == "debug" and timeout is not None and timeout > HALF_AN_HOUR:
        message = f"The debug queue ends jobs after {HALF_AN_HOUR} seconds, and the timeout is {timeout}"
        yield Problem(backend.at("timeout"), RULE.name, message, help="use another queue, or a shorter timeout")


RULE = Rule(
    code="MYP001",
    name="long-debug-job",
    page=__doc__,
    check=_check,
    backends=frozenset({"hpc"}),
    severity=Severity.WARNING,
)
