"""A command needs a shell, and `shell` is false.

Without a shell the command is split into words and executed: `|`, `&&` and `>` become arguments of the
program, and nothing expands `$VARIABLES` and `*`.

```yaml
type: local
command: ./swan > swan.log  # expect: RMP117
shell: false
```

```yaml
type: local
command: ./swan > swan.log
```

```yaml
type: local
command: ./swan --title 'wind > 10 m/s'
shell: false
```

Source: POSIX.1-2017, Shell Command Language, sections 2.6 (word expansions), 2.7 (redirection) and 2.9
(commands).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rompy.lint.edits import replace_value
from rompy.lint.expression import Expression
from rompy.lint.rule import Problem, Rule
from rompy.lint.shellwords import read_command

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.lint.backend import Backend

_EXPANDED = Expression(r"\$(?:[A-Za-z_][A-Za-z0-9_]*|[{(].*)|`.*")
_ASSIGNMENT = Expression(r"[A-Za-z_][A-Za-z0-9_]*=")


def _check(backend: Backend) -> Iterator[Problem]:
    if backend.value("shell") is not False or not backend.is_given("command"):
        return
    what = _shell_syntax(backend.text("command"))
    if what is None:
        return
    message = f"The command {what}, and 'shell: false' leaves no shell to do it"
    fix = replace_value(backend.document, backend.at("shell"), "true", "write shell: true", is_safe=False)
    related = ((backend.at("shell"), "shell is here"),)
    yield Problem(backend.at("command"), RULE.name, message, help="write shell: true", fix=fix, related=related)


def _shell_syntax(command: str) -> str | None:
    """Say what of a command only a shell can do."""
    words = read_command(command).words
    for index, word in enumerate(words):
        before = words[index - 1].text if index else ""
        follows = command[word.start + len(word.text) : word.start + len(word.text) + 1]
        is_apart = word.start == 0 or command[word.start - 1].isspace() or not follows.strip() or before in {"1", "2"}
        if word.is_operator and word.text.strip() and is_apart:
            return f"holds {word.text!r}"
        if word.is_operator:
            continue
        expanded = _EXPANDED.search(word.bare)
        if expanded:
            return f"holds {expanded[0].split('(')[0].split('{')[0]!r}" if expanded[0][0] == "$" else "holds a backtick"
        if index == 0 and _ASSIGNMENT.match(word.unquoted):
            return "begins with an assignment"
        if "*" in word.unquoted:
            return "holds '*'"
    return None


RULE = Rule(
    code="RMP117",
    name="shell-syntax-without-shell",
    page=__doc__,
    check=_check,
    backends=frozenset({"local"}),
)
