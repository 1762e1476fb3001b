"""Templates in the fields of a config: the text is substituted, then read as the field says."""

from __future__ import annotations

import types
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin

import yaml

from rompy.document.include import Include
from rompy.document.template import is_template, render
from rompy.errors import TemplateError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rompy.backends.base import BaseBackendConfig
    from rompy.document import Path

SHELL_FIELDS = frozenset({"command", "executable"})
"""Fields whose ``${X}`` is the shell's."""


@dataclass(frozen=True)
class Substituted:
    """Fields with their templates substituted, as far as they can be decided."""

    fields: dict[Any, Any]
    undecided: Mapping[Path, TemplateError]
    """Values that are left as they were written, and why."""


def substitute(
    config_class: type[BaseBackendConfig], fields: Mapping[Any, Any], variables: Mapping[str, str]
) -> Substituted:
    """Substitute the templates in a file's fields; what stands in another file is undecided too."""
    undecided: dict[Path, TemplateError] = {}

    def walk(value: Any, path: Path, *, as_text: bool) -> Any:  # noqa: ANN401 - what a YAML file holds is of any type
        match value:
            case str() if is_template(value):
                try:
                    text = render(value, variables)
                except TemplateError as error:
                    undecided[path] = error
                    return value
                return text if as_text else _read_scalar(text)
            case Include():
                undecided[path] = TemplateError(f"!include {value.path} stands here, and loading cannot follow it yet")
                return value
            case dict():
                return {key: walk(item, (*path, key), as_text=as_text) for key, item in value.items()}
            case list():
                return [walk(item, (*path, index), as_text=as_text) for index, item in enumerate(value)]
        return value

    substituted: dict[Any, Any] = {}
    for name, value in fields.items():
        field = config_class.model_fields.get(name) if isinstance(name, str) else None
        is_shell = name in SHELL_FIELDS and isinstance(value, str)
        as_text = field is None or _holds_text(field.annotation)
        substituted[name] = value if is_shell else walk(value, (name,), as_text=as_text)
    return Substituted(substituted, undecided)


def _holds_text(annotation: object) -> bool:
    """Tell whether a field's values are texts or paths, also within lists and mappings."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _holds_text(get_args(annotation)[0])
    if origin in {Union, types.UnionType, list, dict}:
        return any(_holds_text(option) for option in get_args(annotation))
    return annotation in {str, FilePath}


def _read_scalar(text: str) -> object:
    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError):
        return text
