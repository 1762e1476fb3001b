"""Templates in the fields of a config: the text is substituted, then read as the field says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from rompy.backends.meaning import ANYTHING
from rompy.document.include import Include
from rompy.document.template import Rendered, rendered
from rompy.document.templated import is_template
from rompy.errors import TemplateError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rompy.backends.meaning import Meaning, Meanings
    from rompy.document import Path

SHELL_FIELDS = frozenset({"command", "executable"})
"""Fields whose ``${X}`` is the shell's."""


class Substituted(NamedTuple):
    """Fields with their templates substituted, as far as they can be decided."""

    fields: dict[Any, Any]
    undecided: Mapping[Path, TemplateError]
    """Values that are left as they were written, and why."""
    rendered: Mapping[Path, Rendered]
    """What came of each template."""

    def value_at(self, path: Path) -> object:
        """Give the value at a path that is there."""
        return value_at(self.fields, path)


class SubstitutedValue(NamedTuple):
    """A value with its templates substituted, as far as they can be decided."""

    value: Any
    undecided: Mapping[Path, TemplateError]
    """Paths at which it is left as it was written, and why."""
    rendered: Mapping[Path, Rendered]
    """What came of each template, by path."""


def value_at(data: Any, path: Path) -> object:  # noqa: ANN401 - what a YAML file holds is of any type
    """Give the value at a path that is there."""
    for step in path:
        data = data[step]
    found: object = data
    return found


def substitute(meanings: Meanings, fields: Mapping[Any, Any], variables: Mapping[str, str]) -> Substituted:
    """Substitute the templates in a file's fields; what stands in another file is undecided too."""
    substituted: dict[Any, Any] = {}
    undecided: dict[Path, TemplateError] = {}
    texts: dict[Path, Rendered] = {}
    for name, value in fields.items():
        found = substituted_field(meanings, name, value, variables, (name,))
        substituted[name] = found.value
        undecided.update(found.undecided)
        texts.update(found.rendered)
    return Substituted(substituted, undecided, texts)


def substituted_field(
    meanings: Meanings,
    name: object,
    value: Any,  # noqa: ANN401 - what a YAML file holds is of any type
    variables: Mapping[str, str],
    path: Path,
) -> SubstitutedValue:
    """Substitute the templates in one field of a backend, which stands at a path."""
    if name in SHELL_FIELDS and isinstance(value, str):
        return SubstitutedValue(value, {}, {})
    return substituted_value(value, variables, path, meanings(name))


def substituted_value(
    value: Any,  # noqa: ANN401 - what a YAML file holds is of any type
    variables: Mapping[str, str],
    path: Path,
    meant: Meaning,
) -> SubstitutedValue:
    """Substitute the templates in a value.

    Args:
        value: What a file holds at the path.
        variables: The values of the templates' names.
        path: Where the value stands, which the paths of what is left begin with.
        meant: What is meant by the value, as which the text is read that comes out.
    """
    undecided: dict[Path, TemplateError] = {}
    texts: dict[Path, Rendered] = {}

    def walk(value: Any, path: Path, meant: Meaning) -> Any:  # noqa: ANN401 - what a YAML file holds is of any type
        match value:
            case str() if is_template(value):
                try:
                    texts[path] = rendered(value, variables)
                except TemplateError as error:
                    undecided[path] = error
                    return value
                return meant.read(texts[path].text)
            case Include():
                undecided[path] = not_followed(value)
                return value
            case dict():
                return {key: walk(item, (*path, key), meant.at(key, value)) for key, item in value.items()}
            case list():
                return [walk(item, (*path, index), meant.at(index, value)) for index, item in enumerate(value)]
        return value

    # what is meant further in is not asked for nothing
    return SubstitutedValue(walk(value, path, meant if _is_open(value) else ANYTHING), undecided, texts)


def _is_open(value: object) -> bool:
    """Tell whether there is anything in a value to substitute."""
    match value:
        case str():
            return is_template(value)
        case dict():
            return any(map(_is_open, value.values()))
        case list():
            return any(map(_is_open, value))
    return False


def not_followed(include: Include) -> TemplateError:
    """Say that a value stands in another file, which was not read."""
    return TemplateError("not_included", f"!include {include.path} stands here, and was not followed")
