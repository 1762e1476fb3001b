"""The config of a model, which the package of that model brings."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any

from rompy.errors import CannotStartError

if TYPE_CHECKING:
    from collections.abc import Mapping

GROUP = "rompy.config"
"""The entry points by which packages name their model types."""


@dataclass(frozen=True)
class BaseConfig:
    """A model without anything to generate: its files are there, or its command makes them."""

    model_type: str = "base"


@dataclass(frozen=True)
class UnreadConfig:
    """A config whose package is not installed; it is left as it was written."""

    model_type: str
    data: Mapping[str, Any] = field(repr=False)


def config_of(data: object) -> object:
    """Make a model's config from what a file says; anything but a mapping is a config already.

    Raises:
        CannotStartError: where the package of the model type cannot be loaded.
        ValidationError: where the package's config refuses the data.
    """
    if not isinstance(data, dict):
        return data
    model_type = data.get("model_type", "base")
    for entry in entry_points(group=GROUP):
        if entry.name == model_type:
            try:
                known = entry.load()
            except Exception as error:
                package = entry.dist.name if entry.dist is not None else entry.value
                message = f"the model type {model_type!r} of the package {package} cannot be loaded: {error}"
                raise CannotStartError(message) from error
            return known(**data)
    if model_type == "base" and data.keys() <= {"model_type"}:
        return BaseConfig()
    return UnreadConfig(str(model_type), data)
