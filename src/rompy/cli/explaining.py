"""Shows the page of a rule to a person at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from rompy.lint.finding import Severity
from rompy.lint.meant import closest
from rompy.lint.rules import rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.lint.rule import Rule

_FENCE = "```"
_INDENT = "    "


def explanation(rule: Rule, *, colour: bool = False) -> str:
    """Give the page of a rule: its text as it is wrapped, its code indented instead of fenced."""
    text = "\n".join(_lines(rule))
    return text if colour else click.unstyle(text)


def no_such_rule(name: str) -> str:
    """Say that no rule has a name, and which one was nearly meant."""
    close = closest(name, [known for rule in rules() for known in (rule.code.lower(), rule.name)])
    if close is None:
        return f"no rule is called {name!r}; 'rompy-lint --rules' lists them"
    return f"no rule is called {name!r}; did you mean {close.upper() if close.startswith('rmp') else close}?"


def _lines(rule: Rule) -> Iterator[str]:
    severity = click.style(rule.severity.value, fg="red" if rule.severity is Severity.ERROR else "yellow")
    yield f"{click.style(f'{rule.code} {rule.name}', bold=True)} ({severity})"
    yield ""
    is_code = False
    for line in rule.page.strip().splitlines():
        if line.startswith(_FENCE):
            is_code = not is_code
        elif not line:
            yield ""
        elif is_code:
            yield click.style(f"{_INDENT}{line}", fg="cyan")
        elif line.startswith("#"):
            yield click.style(line.lstrip("# "), bold=True)
        else:
            yield line
