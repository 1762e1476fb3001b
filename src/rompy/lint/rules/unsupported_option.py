"""An option makes sbatch do something else than submit the job, or a job that rompy cannot follow.

A run is one job, so rompy supports no job arrays: run the file once for each member. `--wrap` puts another
command in the place of the job's, and sbatch refuses it beside a script. `--test-only`, `--help`, `--usage`
and `--version` submit nothing. `--requeue` has the job run twice and write over its own results, `--wait` has sbatch
do what rompy does itself, and what `--input` names does not reach the command: write `< FILE` behind it. `rompy run`
refuses these options too.

```yaml
type: slurm
command: srun swan
additional_options:
  - --array=0-15  # expect: RMP505
```

```yaml
type: slurm
command: srun swan --member ${MEMBER:-0}
```

Source: Slurm's manual of sbatch (--array, --wrap, --test-only, --requeue, --wait, --input), and what sbatch 22.05 does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rompy.backends.sbatch import Option, is_one_dash_short, options_in
from rompy.lint.edits import remove_entry
from rompy.lint.rule import Problem, Rule, dotted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.lint.backend import Backend

REASONS = {
    "array": "makes an array of jobs, and a run is one job",
    "help": "submits nothing",
    "input": "does not reach the command, which reads from nothing",
    "requeue": "has the job run twice, and write over its own results",
    "test-only": "submits nothing",
    "usage": "submits nothing",
    "version": "submits nothing",
    "wait": "has sbatch wait for the job, which rompy does itself",
    "wrap": "runs another command, which sbatch refuses beside a script",
}
_ADVICE = {"input": "write '< FILE' behind the command", "wrap": "write it as the command"}


def _check(backend: Backend) -> Iterator[Problem]:
    for path, text in backend.texts("additional_options"):
        options = [] if is_one_dash_short(text) else options_in(text) or []
        for option in options:
            if not isinstance(option, Option) or option.name not in REASONS:
                continue
            message = f"{dotted(path)}: {option.written} {REASONS[option.name]}"
            advice = _ADVICE.get(option.name or "", "remove it")
            fix = None
            if len(options) == 1 and option.name not in {"array", "input", "wrap"}:
                fix = remove_entry(backend.document, backend.at(*path), "remove the option", is_safe=False)
            yield Problem(backend.at(*path), RULE.name, message, help=advice, fix=fix)


RULE = Rule(
    code="RMP505",
    name="unsupported-option",
    page=__doc__,
    check=_check,
    backends=frozenset({"slurm"}),
)
