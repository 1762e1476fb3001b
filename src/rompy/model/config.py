"""The config of a model, which the package of that model brings."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError, PydanticKnownError

from rompy.packages import entry_points, load

if TYPE_CHECKING:
    from collections.abc import Mapping

GROUP = "rompy.config"
"""The entry points by which packages name their model types."""


CHECKOUT_UNUSED = "rompy clones no repositories, so 'checkout' would do nothing: clone it, and name its folder"
"""What is said of a field that templates of other tools have."""


def _unused(value: object) -> object:
    if value is not None:
        raise PydanticCustomError("checkout_unused", CHECKOUT_UNUSED)
    return value


class BaseConfig(BaseModel):
    """A model whose files come from a template folder, or are there already; its fields are the template's."""

    model_config = ConfigDict(extra="allow")

    model_type: Literal["base"] = "base"
    template: str | None = Field(None, description="Folder whose files are rendered into the workspace")
    checkout: Annotated[None, BeforeValidator(_unused)] = Field(None, exclude=True, repr=False)


@dataclass(frozen=True)
class UnreadConfig:
    """A config whose package is not installed; it is left as it was written."""

    model_type: str
    data: Mapping[str, Any] = field(repr=False)


def config_class(model_type: object) -> Any:  # noqa: ANN401 - a plugin's class is of any type
    """Give the class of a model type's config; None where no installed package brings it.

    Raises:
        PluginError: where the package cannot be loaded.
    """
    if model_type == "base":
        return BaseConfig
    return next((load(entry) for entry in entry_points(GROUP) if entry.name == model_type), None)


def config_of(data: object) -> object:
    """Make a model's config from what a file says; an object of another kind is a config already.

    Raises:
        PluginError: where the package of the model type cannot be loaded.
        ValidationError: where the package's config refuses the data.
        PydanticKnownError: for what a file can hold, and is no mapping.
    """
    if data is None or isinstance(data, str | int | float | list | date):
        raise PydanticKnownError("dict_type")
    if not isinstance(data, dict):
        return data
    model_type = data.get("model_type", "base")
    known = config_class(model_type)
    if known is None:
        return UnreadConfig(str(model_type), data)
    return known.model_validate(data) if hasattr(known, "model_validate") else known(**data)
