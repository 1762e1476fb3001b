"""A job asks for more nodes than it has tasks.

A node without a task has nothing to do: sbatch warns, and asks for as many nodes as there are tasks. `ntasks`
is the number of processes of the whole job, not of each node, and is 1 where the file does not say.

```yaml
type: slurm
command: srun swan
nodes: 4  # expect: RMP502
```

```yaml
type: slurm
command: srun swan
nodes: 4
ntasks: 128
```

Source: Slurm's manual of sbatch (--nodes, --ntasks), and what sbatch 22.05 says: "can't run 1 processes on 4
nodes, setting nnodes to 1".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rompy.backends.sbatch import Option, options_in
from rompy.lint.finding import Severity
from rompy.lint.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.lint.backend import Backend


def _check(backend: Backend) -> Iterator[Problem]:
    nodes, tasks = backend.number("nodes"), backend.number("ntasks")
    if nodes is None or tasks is None or tasks >= nodes or _counts_otherwise(backend):
        return
    given = [name for name in backend.fields if name in {"nodes", "ntasks"} and backend.is_given(name)]
    message = (
        f"{nodes} nodes for {tasks} task{'s' if tasks > 1 else ''}: Slurm gives no more nodes than there are tasks"
    )
    advice = "ntasks is the number of processes of the whole job"
    yield Problem(backend.at(given[-1]), RULE.name, message, help=advice)


def _counts_otherwise(backend: Backend) -> bool:
    """Tell whether options say how many tasks there are, or may say so."""
    if not backend.is_sound("additional_options"):
        return True
    entries = backend.fields.get("additional_options") or []
    texts = [text for _, text in backend.texts("additional_options")]
    options = [option for text in texts for option in options_in(text) or [] if isinstance(option, Option)]
    return len(texts) < len(entries) or any("tasks" in (option.name or "") for option in options)


RULE = Rule(
    code="RMP502",
    name="fewer-tasks-than-nodes",
    page=__doc__,
    check=_check,
    backends=frozenset({"slurm"}),
    severity=Severity.WARNING,
)
