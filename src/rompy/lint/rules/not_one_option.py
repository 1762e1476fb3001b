"""An entry of `additional_options` is not one option.

Whether two options in one entry, or an option and its value in two, are read as they were meant depends on
how a version of rompy hands them on: as words of a command line, or as lines of a job script. One option an
entry, with its value after `=`, is the same in both.

```yaml
type: slurm
command: srun swan
additional_options:
  - --mem=64G --exclusive  # expect: RMP508
  - --constraint
  - skylake  # expect: RMP508
```

```yaml
type: slurm
command: srun swan
additional_options:
  - --mem=64G
  - --exclusive
  - --constraint=skylake
```

Source: Slurm's manual of sbatch (DESCRIPTION, "#SBATCH").
"""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from rompy.backends.sbatch import Option, is_one_dash_short, lacks_value, options_in
from rompy.lint.edits import remove_entry, replace_text, split_item, together
from rompy.lint.finding import Severity
from rompy.lint.rule import Problem, Rule, dotted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.document import Path
    from rompy.lint.backend import Backend
    from rompy.lint.finding import Fix


def _check(backend: Backend) -> Iterator[Problem]:
    entries = dict(backend.texts("additional_options"))
    for path, text in entries.items():
        words = options_in(text) or []
        options = [word for word in words if isinstance(word, Option)]
        if len(options) > 1 and len(options) == len(words) and not is_one_dash_short(text):
            message = f"{dotted(path)} holds {len(options)} options"
            fix = _split(backend, path, text, options)
            yield Problem(backend.at(*path), RULE.name, message, help="make an entry of each", fix=fix)
        previous = (path[0], int(path[1]) - 1)
        if len(words) == 1 and not options and lacks_value(entries.get(previous, "")):
            message = f"{dotted(path)} is the value of the option before it"
            advice = "write option and value in one entry"
            yield Problem(backend.at(*path), RULE.name, message, help=advice, fix=_joined(backend, path, previous))


def _split(backend: Backend, path: Path, text: str, options: list[Option]) -> Fix | None:
    where = backend.at(*path)
    # what was in quotes would have to be quoted again
    if backend.document.value_at(where) != text or set(text) & set("'\"\\"):
        return None
    return split_item(backend.document, where, [_written(option) for option in options], "make an entry of each")


def _written(option: Option) -> str:
    if option.value is None:
        return option.written
    if option.written.startswith("--"):
        return f"{option.written}={option.value}"
    return f"{option.written}{option.value}"


def _joined(backend: Backend, path: Path, previous: Path) -> Fix | None:
    document = backend.document
    first, second = (document.value_at(backend.at(*one)) for one in (previous, path))
    options = options_in(first) or []
    is_plain = shlex.quote(second) == second and "${" not in first
    if not is_plain or len(options) != 1 or not isinstance(options[0], Option):
        return None
    option = options[0]
    text = _written(Option(option.written, option.name, second))
    title = "write them in one entry"
    replaced = replace_text(document, backend.at(*previous), text, title)
    return together(title, replaced, remove_entry(document, backend.at(*path), title))


RULE = Rule(
    code="RMP508",
    name="not-one-option",
    page=__doc__,
    check=_check,
    backends=frozenset({"slurm"}),
    severity=Severity.WARNING,
)
