"""A variable of the shell stands in a value, where nothing expands it.

Only a shell expands `$SCRATCH`, and values are handed over as they are: the program gets the dollar and the
name. `${SCRATCH}` is a template and is substituted when the file is loaded, with what rompy's own environment
holds. What a job or a container only knows itself, such as `SLURM_JOB_ID`, is set in the command.

```yaml
type: slurm
command: ./run_model.sh
env_vars:
  DATA_DIR: $SCRATCH/data  # expect: RMP407
  RUN_DIR: /scratch/$SLURM_JOB_ID  # expect: RMP407
```

```yaml
type: slurm
command: RUN_DIR=/scratch/$SLURM_JOB_ID ./run_model.sh
env_vars:
  DATA_DIR: ${SCRATCH}/data
```

Slurm does not expand variables in the names of a job's output files either; it has `%j` for the job's number
and `%u` for the user.

Sources: POSIX.1-2017, Shell Command Language, section 2.6.2 (parameter expansion); Slurm's manual of sbatch,
DESCRIPTION and "filename pattern".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rompy.backends.secrets import is_secret_name
from rompy.lint.edits import replace_text
from rompy.lint.finding import Severity
from rompy.lint.rule import Problem, Rule, dotted
from rompy.lint.shellnames import replaced, unseen_by_shells, variables_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.lint.backend import Backend

_PATTERNS = {"SLURM_JOB_ID": "%j", "SLURM_JOBID": "%j", "SLURM_JOB_NAME": "%x", "USER": "%u"}
"""What stands for a variable in the name of a job's output file (Slurm's manual of sbatch, "filename pattern")."""


def _check(backend: Backend) -> Iterator[Problem]:
    for path, text in unseen_by_shells(backend, paths=("working_dir", "build_context", "volumes")):
        places = [(span, name) for span, name in variables_in(text) if name != "HOME"]
        # a password may hold a dollar, and RMP404 speaks for PATH
        is_other = path[0] == "env_vars" and (is_secret_name(str(path[1])) or path[1] == "PATH")
        if not places or is_other:
            continue
        where = backend.at(*path)
        name = places[0][1]
        message = f"Nothing expands ${name} in {dotted(path)}"
        is_of_job = any(name.startswith("SLURM") for _, name in places)
        if path[0] in {"output_file", "error_file"} and all(name in _PATTERNS for _, name in places):
            mended = replaced(text, [(span, _PATTERNS[name]) for span, name in places])
            advice = f"write {_PATTERNS[name]}, which Slurm expands"
        elif is_of_job:
            yield Problem(where, RULE.name, message, help="only the job knows it: set it in the command")
            continue
        else:
            mended = replaced(text, [(span, f"${{{name}}}") for span, name in places])
            advice = f"write ${{{name}}}, which is substituted when the file is loaded"
        is_as_written = backend.document.value_at(where) == text
        fix = replace_text(backend.document, where, mended, advice.split(",")[0], is_safe=False)
        yield Problem(where, RULE.name, message, help=advice, fix=fix if is_as_written else None)


RULE = Rule(
    code="RMP407",
    name="unexpanded-variable",
    page=__doc__,
    check=_check,
    severity=Severity.WARNING,
)
