"""A quote in a command is not closed.

The shell refuses such a command before anything runs, and Slurm's job fails once it has waited in the queue.
Quotes that YAML takes away are a common reason: what stands in quotes as a whole loses the outer pair.

```yaml
type: local
command: echo "run of 'north sea  # expect: RMP120
```

```yaml
type: local
command: echo "run of 'north sea'"
```

Commands with here-documents and substitutions (`<<`, `$(...)`, `${...}`) are left alone.

Source: POSIX.1-2017, Shell Command Language, section 2.2 (quoting).
"""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from rompy.lint.rule import Problem, Rule
from rompy.lint.shellwords import read_command

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.lint.backend import Backend


def _check(backend: Backend) -> Iterator[Problem]:
    if not backend.is_given("command") or not backend.text("command") or not backend.is_sound("shell"):
        return
    command = backend.text("command")
    if backend.value("shell") is False:
        try:
            shlex.split(command)
        except ValueError as error:
            what = "A quote" if "quotation" in str(error) else "A backslash at the end of"
            message = (
                f"{what} in the command is not closed" if what == "A quote" else f"{what} the command escapes nothing"
            )
            yield Problem(backend.at("command"), RULE.name, message)
        return
    reading = read_command(command)
    if reading.unclosed is not None and reading.is_sure:
        mark, number = command[reading.unclosed], reading.unclosed + 1
        message = f"The quote {mark} at character {number} of the command is not closed"
        advice = f"close it, or write \\{mark} where the character itself is meant"
        yield Problem(backend.at("command"), RULE.name, message, help=advice)


RULE = Rule(
    code="RMP120",
    name="unclosed-quote",
    page=__doc__,
    check=_check,
    backends=frozenset({"local", "slurm"}),
)
