"""Finds what only a shell would expand, in values that no shell sees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rompy.document.source import Span
from rompy.document.templated import is_template
from rompy.lint.expression import Expression

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rompy.document import Path
    from rompy.lint.backend import Backend

_VARIABLE = Expression(r"(?<![\w$\\])\$(?P<name>[A-Z_][A-Z0-9_]+)(?![\w{(])")
"""A variable as a shell reads it; a name in small letters is more likely part of something else."""
_TILDE = Expression(r"(?:^|(?<=[:=]))~(?=/|$)")

_OF_SEVERAL = frozenset({"additional_options", "env_vars", "volumes"})
_SLURM_TEXTS = ("output_file", "error_file", "job_name")


def unseen_by_shells(backend: Backend, *, paths: Sequence[str] = ()) -> Iterator[tuple[Path, str]]:
    """Yield the texts of a backend that no shell sees, each with its path; of the fields of paths, those named.

    What stands beside a template that nothing decides is as sure as any other text.
    """
    for name in ("env_vars", "additional_options", *_SLURM_TEXTS, *paths):
        value = backend.fields.get(name)
        items: list[tuple[Path, object]] = []
        if isinstance(value, Mapping):
            items = [((name, key), item) for key, item in value.items()]
        elif isinstance(value, list):
            items = [((name, index), item) for index, item in enumerate(value)]
        elif name not in _OF_SEVERAL:
            items = [((name,), value)]
        for path, item in items:
            if isinstance(item, str) and (backend.is_sound(*path) or is_template(item)):
                yield path, item


def variables_in(text: str) -> Iterator[tuple[Span, str]]:
    """Yield variables in the shell's writing, each with its name; ``${NAME}`` is a template, and none."""
    for match in _VARIABLE.finditer(text):
        yield Span(*match.span()), match["name"]


def tildes_in(text: str) -> Iterator[Span]:
    """Yield tildes where a shell expands them: at the beginning, and after ``:`` or ``=``."""
    for match in _TILDE.finditer(text):
        yield Span(*match.span())


def replaced(text: str, places: list[tuple[Span, str]]) -> str:
    """Put other texts in some places of a text."""
    for (start, end), new in reversed(places):
        text = text[:start] + new + text[end:]
    return text
