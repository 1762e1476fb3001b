"""Templates in texts: ``${NAME}``, ``${NAME:-default}``, ``${NAME|filter:arg}``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rompy.errors import TemplateError

if TYPE_CHECKING:
    from collections.abc import Mapping

_OPENING = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)?(:-|\||\})?")


def is_template(text: str) -> bool:
    """Tell whether a text holds a template, well formed or not."""
    return "${" in text


def render(text: str, variables: Mapping[str, str]) -> str:
    """Substitute every template of a text; defaults may hold templates of their own.

    Raises:
        TemplateError: for a variable that has neither a value nor a default, a template that does not follow the
            grammar, and a filter (none can be applied yet).
    """
    parts, at = [], 0
    while (start := text.find("${", at)) >= 0:
        rendered, end = _one(text, start, variables)
        parts += [text[at:start], rendered]
        at = end
    return "".join([*parts, text[at:]])


def _one(text: str, start: int, variables: Mapping[str, str]) -> tuple[str, int]:
    """Render the template that begins at ``start``; tell where it ends too."""
    opening = _OPENING.match(text, start)
    end = _closing(text, start)
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
        return render(text[opening.end() : end - 1], variables), end
    message = f"the variable {name} is not set, and its template has no default: write ${{{name}:-default}}"
    raise TemplateError(message)


def _closing(text: str, start: int) -> int | None:
    """Tell where the template that begins at ``start`` ends, its closing brace included."""
    depth, at = 0, start
    while at < len(text):
        if text.startswith("${", at):
            depth, at = depth + 1, at + 2
        elif text[at] == "}":
            depth, at = depth - 1, at + 1
            if depth == 0:
                return at
        else:
            at += 1
    return None
