"""Templates in the fields of a model run: the text is substituted, then read as the field says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rompy.backends.annotations import Meant
from rompy.backends.meaning import ANYTHING, TEXT, Meaning
from rompy.backends.substitute import SubstitutedValue, substituted_value, value_at
from rompy.document.template import render
from rompy.errors import PluginError, TemplateError
from rompy.model.config import config_class
from rompy.model.modelrun import ModelRun

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rompy.document import Path
    from rompy.document.template import Rendered

_CONFIG = "config"
_MODEL_TYPE = "model_type"


@dataclass(frozen=True)
class SubstitutedRun:
    """The fields of a model run with their templates substituted, as far as they can be decided."""

    fields: dict[Any, Any]
    undecided: Mapping[Path, TemplateError]
    """Values that are left as they were written, and why."""
    rendered: Mapping[Path, Rendered]
    """What came of each template."""

    def value_at(self, path: Path) -> object:
        """Give the value at a path that is there, in a model run that is a document by itself."""
        return value_at(self.fields, path)


def substituted_run(data: Mapping[Any, Any], variables: Mapping[str, str], prefix: Path = ()) -> SubstitutedRun:
    """Substitute the templates in the fields of a model run.

    Those of its ``config`` are read as the class of the model type says, where an installed package brings it.

    Args:
        data: The fields.
        variables: The values of the templates' names.
        prefix: Where the model run stands, which all paths begin with.
    """
    fields: dict[Any, Any] = {}
    undecided: dict[Path, TemplateError] = {}
    texts: dict[Path, Rendered] = {}
    for name, value in data.items():
        path = (*prefix, name)
        if name == _CONFIG and isinstance(value, dict):
            found = _config(value, variables, path)
        else:
            found = substituted_value(value, variables, path, Meant.by_field(ModelRun, name))
        fields[name] = found.value
        undecided.update(found.undecided)
        texts.update(found.rendered)
    return SubstitutedRun(fields, undecided, texts)


def _config(config: dict[Any, Any], variables: Mapping[str, str], path: Path) -> SubstitutedValue:
    known = _class_of(config, variables)
    meant: Meaning = ANYTHING if known is None else Meant.by(known)
    parts = {
        name: substituted_value(
            value, variables, (*path, name), TEXT if name == _MODEL_TYPE else meant.at(name, config)
        )
        for name, value in config.items()
    }
    undecided = {where: error for part in parts.values() for where, error in part.undecided.items()}
    texts = {where: text for part in parts.values() for where, text in part.rendered.items()}
    return SubstitutedValue({name: part.value for name, part in parts.items()}, undecided, texts)


def _class_of(config: Mapping[Any, Any], variables: Mapping[str, str]) -> Any:  # noqa: ANN401 - a plugin's class is of any type
    """Give the class of a config; None where it is not known, or cannot be loaded, which is told elsewhere."""
    model_type = config.get(_MODEL_TYPE, "base")
    try:
        return config_class(render(model_type, variables) if isinstance(model_type, str) else model_type)
    except (TemplateError, PluginError):
        return None
