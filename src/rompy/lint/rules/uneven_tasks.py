"""The tasks of a job do not divide evenly over its nodes.

Slurm puts one task more on some of the nodes. A model that splits its grid evenly waits for the fullest node
at each step, so the others idle; and `--ntasks-per-node` cannot say such a number.

Where the grid needs such a number, `# rompy-lint: ignore[uneven-tasks]` on the line says so.

```yaml
type: slurm
command: srun schism
nodes: 3
ntasks: 64  # expect: RMP503
```

```yaml
type: slurm
command: srun schism
nodes: 4
ntasks: 64
```

Source: Slurm's manual of sbatch (--distribution, --ntasks-per-node).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rompy.lint.finding import Severity
from rompy.lint.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.lint.backend import Backend


def _check(backend: Backend) -> Iterator[Problem]:
    nodes, tasks = backend.number("nodes"), backend.number("ntasks")
    if nodes is None or tasks is None or tasks < nodes or tasks % nodes == 0:
        return
    message = f"{tasks} tasks do not divide evenly over {nodes} nodes"
    below, above = tasks - tasks % nodes, tasks - tasks % nodes + nodes
    given = [name for name in backend.fields if name in {"nodes", "ntasks"} and backend.is_given(name)]
    yield Problem(backend.at(given[-1]), RULE.name, message, help=f"{below} or {above} tasks do")


RULE = Rule(
    code="RMP503",
    name="uneven-tasks",
    page=__doc__,
    check=_check,
    backends=frozenset({"slurm"}),
    severity=Severity.WARNING,
)
