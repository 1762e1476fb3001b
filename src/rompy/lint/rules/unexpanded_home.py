"""`~` or `$HOME` stands in a value, where nothing expands it.

Only a shell expands them, and values are handed over as they are: the program gets a path that begins with
`~`, and Slurm writes into a folder of that name. `${HOME}` is a template, and is substituted when the file is
loaded. (`~` at the beginning of `working_dir`, `build_context` and the host path of a volume is expanded.)

```yaml
type: slurm
command: ./run_model.sh
output_file: ~/logs/slurm-%j.out  # expect: RMP406
env_vars:
  DATA_DIR: $HOME/data  # expect: RMP406
  TABLES: /opt/tables:~/tables  # expect: RMP406
```

```yaml
type: slurm
command: ./run_model.sh
output_file: ${HOME}/logs/slurm-%j.out
env_vars:
  DATA_DIR: ${HOME}/data
  TABLES: /opt/tables:${HOME}/tables
```

In a container the home folder is another one, so the fix is applied there only where you ask for it.

Source: POSIX.1-2017, Shell Command Language, section 2.6 (word expansions).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rompy.lint.edits import replace_text
from rompy.lint.finding import Severity
from rompy.lint.rule import Problem, Rule, dotted
from rompy.lint.shellnames import replaced, tildes_in, unseen_by_shells, variables_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.lint.backend import Backend

_TEMPLATE = "${HOME}"


def _check(backend: Backend) -> Iterator[Problem]:
    # a missing working directory or volume is another rule's finding where paths are looked up
    expanding = ("working_dir", "build_context", "volumes")
    for path, text in unseen_by_shells(backend, paths=expanding):
        homes = [(span, _TEMPLATE) for span, name in variables_in(text) if name == "HOME"]
        tildes = [] if path[0] in expanding else [(span, _TEMPLATE) for span in tildes_in(text)]
        if not homes and not tildes:
            continue
        where = backend.at(*path)
        mended = replaced(text, sorted(homes + tildes))
        is_as_written = backend.document.value_at(where) == text
        title, is_safe = "write ${HOME}, which is substituted", backend.name != "docker"
        fix = replace_text(backend.document, where, mended, title, is_safe=is_safe) if is_as_written else None
        message = f"Nothing expands {'$HOME' if homes else '~'} in {dotted(path)}"
        yield Problem(where, RULE.name, message, help="write ${HOME}, which is substituted", fix=fix)


RULE = Rule(
    code="RMP406",
    name="unexpanded-home",
    page=__doc__,
    check=_check,
    severity=Severity.WARNING,
)
