"""Templates in the fields of a config: the text is substituted, then read as the field says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, get_args, get_origin

from rompy.document.include import Include
from rompy.document.template import Rendered, rendered
from rompy.document.templated import is_template
from rompy.errors import TemplateError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rompy.backends.base import BaseBackendConfig
    from rompy.backends.described import Described
    from rompy.document import Path

HoldsText = Callable[[object], bool]
"""Tells of a field's name whether it holds text; of other fields what a template gives is read as YAML reads it."""

SHELL_FIELDS = frozenset({"command", "executable"})
"""Fields whose ``${X}`` is the shell's."""

MODEL_TEXTS = frozenset({"run_id", "output_dir"})
"""Fields of a model run that hold text."""

_LONGEST_SCALAR = 100
"""Longest text, in characters, that could be a number, a boolean or a date; parsing longer ones has no bound."""


class Substituted(NamedTuple):
    """Fields with their templates substituted, as far as they can be decided."""

    fields: dict[Any, Any]
    undecided: Mapping[Path, TemplateError]
    """Values that are left as they were written, and why."""
    rendered: Mapping[Path, Rendered]
    """What came of each template."""

    def value_at(self, path: Path) -> object:
        """Give the value at a path that is there."""
        value: Any = self.fields
        for step in path:
            value = value[step]
        found: object = value
        return found


class SubstitutedValue(NamedTuple):
    """A value with its templates substituted, as far as they can be decided."""

    value: Any
    undecided: Mapping[Path, TemplateError]
    """Paths at which it is left as it was written, and why."""
    rendered: Mapping[Path, Rendered]
    """What came of each template, by path."""


def texts_of(config_class: type[BaseBackendConfig]) -> HoldsText:
    """Give what tells whether a field of a class holds text, also within lists and mappings; an unknown one does."""

    def holds_text(name: object) -> bool:
        field = config_class.model_fields.get(name) if isinstance(name, str) else None
        return field is None or _holds_text(field.annotation)

    return holds_text


def texts_in(known: Described) -> HoldsText:
    """Give the same for one of rompy's own classes by its description."""
    return lambda name: (
        not isinstance(name, str) or name not in known.fields or known.fields[name].holds not in _NO_TEXT
    )


_NO_TEXT = frozenset({"bool", "int"})


def substitute(holds_text: HoldsText, fields: Mapping[Any, Any], variables: Mapping[str, str]) -> Substituted:
    """Substitute the templates in a file's fields; what stands in another file is undecided too."""
    substituted: dict[Any, Any] = {}
    undecided: dict[Path, TemplateError] = {}
    texts: dict[Path, Rendered] = {}
    for name, value in fields.items():
        found = substituted_field(holds_text, name, value, variables, (name,))
        substituted[name] = found.value
        undecided.update(found.undecided)
        texts.update(found.rendered)
    return Substituted(substituted, undecided, texts)


def substituted_field(
    holds_text: HoldsText,
    name: object,
    value: Any,  # noqa: ANN401 - what a YAML file holds is of any type
    variables: Mapping[str, str],
    path: Path,
) -> SubstitutedValue:
    """Substitute the templates in one field of a backend, which stands at a path."""
    if name in SHELL_FIELDS and isinstance(value, str):
        return SubstitutedValue(value, {}, {})
    return substituted_value(value, variables, path, as_text=holds_text(name))


def substituted_value(
    value: Any,  # noqa: ANN401 - what a YAML file holds is of any type
    variables: Mapping[str, str],
    path: Path,
    *,
    as_text: bool,
) -> SubstitutedValue:
    """Substitute the templates in a value.

    Args:
        value: What a file holds at the path.
        variables: The values of the templates' names.
        path: Where the value stands, which the paths of what is left begin with.
        as_text: Whether what comes out stays text, or is read as YAML reads a plain one.
    """
    undecided: dict[Path, TemplateError] = {}
    texts: dict[Path, Rendered] = {}

    def walk(value: Any, path: Path, *, as_text: bool) -> Any:  # noqa: ANN401 - what a YAML file holds is of any type
        match value:
            case str() if is_template(value):
                try:
                    texts[path] = rendered(value, variables)
                except TemplateError as error:
                    undecided[path] = error
                    return value
                text = texts[path].text
                return text if as_text else _read_scalar(text)
            case Include():
                undecided[path] = not_followed(value)
                return value
            case dict():
                return {key: walk(item, (*path, key), as_text=as_text) for key, item in value.items()}
            case list():
                return [walk(item, (*path, index), as_text=as_text) for index, item in enumerate(value)]
        return value

    return SubstitutedValue(walk(value, path, as_text=as_text), undecided, texts)


def not_followed(include: Include) -> TemplateError:
    """Say that a value stands in another file, which was not read."""
    return TemplateError("not_included", f"!include {include.path} stands here, and was not followed")


def _holds_text(annotation: object) -> bool:
    """Tell whether a field's values are texts or paths, also within lists and mappings."""
    origin, options = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _holds_text(options[0])
    if origin is Literal:
        return any(isinstance(option, str) for option in options)
    if options:
        return any(_holds_text(option) for option in options)
    return isinstance(annotation, type) and issubclass(annotation, str | PurePath)


def _read_scalar(text: str) -> object:
    """Read a text as YAML reads a plain one; a list or a mapping does not come out of a variable."""
    if len(text) > _LONGEST_SCALAR:
        return text
    import yaml  # noqa: PLC0415 - it takes long to load, and most files have no templates

    try:
        value = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError):
        return text
    return text if isinstance(value, list | dict | set) else value
