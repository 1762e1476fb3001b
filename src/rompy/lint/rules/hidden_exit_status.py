"""A failed model looks like a successful run.

A command's exit status is that of its last part. After `| tee` it is tee's, and after `; echo done` it is
echo's, and both succeed whatever became of the model.

```yaml
type: local
command: ./swan | tee swan.log  # expect: RMP122
```

```yaml
type: slurm
command: srun swan; echo finished  # expect: RMP122
```

rompy keeps the output of a run in its log, so `tee` is not needed. `&&` goes on only where the model
succeeded, and `set -e` ends a script of several lines at its first failure:

```yaml
type: slurm
command: srun swan && echo finished
```

```yaml
type: local
command: |
  set -e
  ./swan
  echo finished
```

Source: POSIX.1-2017, Shell Command Language, sections 2.8.2 (exit status) and 2.9.2 (pipelines).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rompy.lint.expression import Expression
from rompy.lint.finding import Severity
from rompy.lint.rule import Problem, Rule
from rompy.lint.shellwords import read_command

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.lint.backend import Backend
    from rompy.lint.shellwords import Word

_ALWAYS_SUCCEED = frozenset({":", "date", "echo", "printf", "true"})
_PASS_ON = frozenset({"tee", "ts"})
_AWARE = Expression(r"\bset\s+-[a-z]*[eo]|\bpipefail\b|PIPESTATUS|\$\?|\btrap\b|(?:ba|da|k|z)?sh\s+-[a-z]*e")


def _check(backend: Backend) -> Iterator[Problem]:
    if not backend.is_given("command") or backend.value("shell") is False or not backend.is_sound("shell"):
        return
    command, where = backend.text("command"), backend.at("command")
    if not set(command) & set(";|\n"):
        return
    reading = read_command(command)
    if reading.unclosed is not None or not reading.is_sure or _AWARE.search(command):
        return
    words = list(reading.words)
    while words and words[-1].text in {"\n", ";"}:
        words.pop()
    operator, last = _last_command(words)
    if operator in {"|", "|&"} and last in _PASS_ON:
        message = f"The command ends in '{last}', which succeeds even where what it reads from fails"
        advice = f"leave '{last}' out: the output is kept in the run's log"
        yield Problem(where, RULE.name, message, help=advice)
    elif operator in {";", "\n"} and last in _ALWAYS_SUCCEED and _does_something(words):
        message = f"The command ends in '{last}', which succeeds even where what runs before it fails"
        advice = "begin with 'set -e'" if operator == "\n" else "write '&&' instead of ';'"
        yield Problem(where, RULE.name, message, help=advice)


def _last_command(words: list[Word]) -> tuple[str, str]:
    """Give the operator before the last simple command, and the command's name."""
    for index in range(len(words) - 1, -1, -1):
        word = words[index]
        is_redirection = word.is_operator and set(word.text) <= set("<>&|") and set(word.text) & set("<>")
        if word.is_operator and not is_redirection:
            return word.text, words[index + 1].text if index + 1 < len(words) else ""
    return "", ""


def _does_something(words: list[Word]) -> bool:
    """Tell whether any part before the last could fail in a way that matters."""
    starts = [word.text for index, word in enumerate(words) if index == 0 or words[index - 1].is_operator]
    names = [name for name in starts[:-1] if name.strip()]
    return any(name not in _ALWAYS_SUCCEED for name in names)


RULE = Rule(
    code="RMP122",
    name="hidden-exit-status",
    page=__doc__,
    check=_check,
    backends=frozenset({"local", "slurm"}),
    severity=Severity.WARNING,
)
