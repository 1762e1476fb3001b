"""Templates in texts: ``${NAME}``, ``${NAME:-default}``, ``${NAME|filter:arg}``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rompy.errors import TemplateError

if TYPE_CHECKING:
    from collections.abc import Mapping

_OPENING = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)?(:-|\||\})?")

_BRACES = re.compile(r"\$\{|\}")

MAX_DEPTH = 100
"""How deep defaults may stand in defaults; a template that a person wrote has one or two levels."""


def is_template(text: str) -> bool:
    """Tell whether a text holds a template, well formed or not."""
    return "${" in text


def render(text: str, variables: Mapping[str, str]) -> str:
    """Substitute every template of a text; defaults may hold templates of their own.

    A variable that is set to an empty text is set: its default is not taken. The first ``}`` that closes no
    template within it ends a default. What a variable holds is not substituted again.

    Raises:
        TemplateError: for a variable that has neither a value nor a default, a template that does not follow the
            grammar, and a filter (none can be applied yet).
    """
    return _render(text, 0, len(text), variables, 0)


def _render(text: str, at: int, end: int, variables: Mapping[str, str], depth: int) -> str:
    """Render a stretch of a text, so that errors count characters from the text's own beginning."""
    if depth > MAX_DEPTH:
        message = f"the template at character {at + 1} stands in more than {MAX_DEPTH} others"
        raise TemplateError(message)
    parts = []
    while (start := text.find("${", at, end)) >= 0:
        parts.append(text[at:start])
        rendered, at = _one(text, start, end, variables, depth)
        parts.append(rendered)
    return "".join([*parts, text[at:end]])


def _one(text: str, start: int, limit: int, variables: Mapping[str, str], depth: int) -> tuple[str, int]:
    """Render the template that begins at ``start``; tell where it ends too."""
    opening = _OPENING.match(text, start, limit)
    end = _closing(text, start, limit)
    if opening is None or not opening[1] or not opening[2] or end is None:
        message = f"the template at character {start + 1} is malformed: write ${{NAME}} or ${{NAME:-default}}"
        raise TemplateError(message)
    name, mark = opening[1], opening[2]
    if mark == "|":
        message = f"the template of {name} has a filter, and this version of rompy applies none"
        raise TemplateError(message)
    if name in variables:
        return variables[name], end
    if mark == ":-":
        return _render(text, opening.end(), end - 1, variables, depth + 1), end
    message = f"the variable {name} is not set, and its template has no default: write ${{{name}:-default}}"
    raise TemplateError(message)


def _closing(text: str, start: int, limit: int) -> int | None:
    """Tell where the template that begins at ``start`` ends, its closing brace included."""
    depth = 0
    for mark in _BRACES.finditer(text, start, limit):
        depth += 1 if mark[0] == "${" else -1
        if depth == 0:
            return mark.end()
    return None
