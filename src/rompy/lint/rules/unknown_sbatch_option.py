"""An entry of `additional_options` is no option that sbatch has.

sbatch refuses the job then, unless a plugin of the cluster adds the option. Options of srun, such as `--mpi`
and `--cpu-bind`, stand in the command, after `srun`.

```yaml
type: slurm
command: srun swan
additional_options:
  - --mem-per-cpus=4G  # expect: RMP506
  - --cpu-bind=cores  # expect: RMP506
```

```yaml
type: slurm
command: srun --cpu-bind=cores swan
additional_options:
  - --mem-per-cpu=4G
```

Where a plugin of your cluster does add it, say so: `# rompy-lint: ignore[RMP506]`.

Source: Slurm's manual of sbatch, releases 22.05 to 26.11.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rompy.backends.sbatch import OF_SRUN, OPTIONS, OTHER_WORDS, Option, is_one_dash_short, options_in
from rompy.lint.edits import replace_text
from rompy.lint.finding import Severity
from rompy.lint.meant import closest, is_surely
from rompy.lint.rule import Problem, Rule, dotted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.lint.backend import Backend


def _check(backend: Backend) -> Iterator[Problem]:
    for path, text in backend.texts("additional_options"):
        if is_one_dash_short(text):
            continue
        for option in options_in(text) or []:
            if not isinstance(option, Option) or option.name is not None:
                continue
            where, message = backend.at(*path), f"{dotted(path)}: sbatch has no option {option.written}"
            bare = option.written.lstrip("-")
            if bare in OF_SRUN:
                yield Problem(where, RULE.name, message, help="srun has it: write it in the command")
                continue
            meant, is_safe = _meant(bare) if option.written.startswith("--") else (None, False)
            if meant is None:
                yield Problem(where, RULE.name, message, help="is it of a plugin of your cluster?")
                continue
            mended = text.replace(option.written, f"--{meant}", 1)
            title = f"write --{meant}"
            is_as_written = backend.document.value_at(where) == text
            fix = replace_text(backend.document, where, mended, title, is_safe=is_safe) if is_as_written else None
            yield Problem(where, RULE.name, message, help=f"did you mean --{meant}?", fix=fix)


def _meant(bare: str) -> tuple[str | None, bool]:
    """Say which option was meant, and whether it can have been no other."""
    dashed = bare.lower().replace("_", "-")
    if dashed in OPTIONS:
        return dashed, True
    if dashed in OTHER_WORDS:
        return OTHER_WORDS[dashed], False
    meant = closest(dashed, OPTIONS)
    return meant, meant is not None and is_surely(dashed.replace("-", "_"), meant.replace("-", "_"))


RULE = Rule(
    code="RMP506",
    name="unknown-sbatch-option",
    page=__doc__,
    check=_check,
    backends=frozenset({"slurm"}),
    severity=Severity.WARNING,
)
