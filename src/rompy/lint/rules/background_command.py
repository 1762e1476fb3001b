"""A command ends in `&`, so the shell does not wait for it.

The run is over as soon as the shell is: rompy and Slurm take down what is left of it, and the model is killed
in its first second.

```yaml
type: slurm
command: ./swan > swan.log 2>&1 &  # expect: RMP121
```

```yaml
type: slurm
command: ./swan > swan.log 2>&1
```

```yaml
type: local
command: ./wind & ./waves & wait
```

Source: POSIX.1-2017, Shell Command Language, section 2.9.3.1 (asynchronous lists).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rompy.lint.edits import replace_text
from rompy.lint.finding import Severity
from rompy.lint.rule import Problem, Rule
from rompy.lint.shellwords import read_command

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.lint.backend import Backend


def _check(backend: Backend) -> Iterator[Problem]:
    if not backend.is_given("command") or backend.value("shell") is False or not backend.is_sound("shell"):
        return
    command, where = backend.text("command"), backend.at("command")
    if "&" not in command:
        return
    reading = read_command(command)
    words = [word for word in reading.words if word.text != "\n"]
    if not words or reading.unclosed is not None or "<<" in command:
        return
    if words[-1].is_operator and words[-1].text == "&":
        is_alone = sum(word.text == "&" for word in words) == 1
        mended = command[: words[-1].start].rstrip()
        title = "remove the '&'" if is_alone else "write 'wait' at the end"
        text = mended if is_alone else f"{mended} & wait"
        is_end = not command[words[-1].start + 1 :].strip()
        fix = replace_text(backend.document, where, text, title, is_safe=False) if is_end else None
        message = "The command ends in '&', so the run is over while it has just begun"
        yield Problem(where, RULE.name, message, help=title, fix=fix)


RULE = Rule(
    code="RMP121",
    name="background-command",
    page=__doc__,
    check=_check,
    backends=frozenset({"local", "slurm"}),
    severity=Severity.WARNING,
)
