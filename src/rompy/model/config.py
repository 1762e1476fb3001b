"""The config of a model, which the package of that model brings."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError, PydanticKnownError

from rompy.backends.redact import validation_error
from rompy.errors import PluginError
from rompy.packages import described, entry_points, is_of_another_package, load

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from importlib.metadata import EntryPoint

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

    It is the one whose entry point has that name, or else the one whose own ``model_type`` is that, as packages of
    the ecosystem have it that name the two differently.

    Raises:
        PluginError: where the package cannot be loaded.
    """
    if model_type == "base":
        return BaseConfig
    if not isinstance(model_type, str):
        return None
    for entry in entry_points(GROUP):
        if entry.name == model_type:
            return _loaded(entry)
    return next((known for known in _loadable() if model_type in _own_types(known)), None)


def _loadable() -> Iterator[Any]:
    for entry in entry_points(GROUP):
        try:
            yield _loaded(entry)
        except PluginError:
            # it is told where its type is met
            continue


def _loaded(entry: EntryPoint) -> Any:  # noqa: ANN401 - as above
    found = load(entry)
    if not callable(found):
        message = f"{described(entry)} cannot be used: {entry.value} is no class"
        raise PluginError(message)
    return found


def _own_types(known: Any) -> tuple[Any, ...]:  # noqa: ANN401 - as above
    """Give the values that a class allows for its ``model_type``."""
    field = getattr(known, "model_fields", {}).get("model_type")
    return () if field is None else (*get_args(field.annotation), field.default)


def config_of(data: object) -> object:
    """Make a model's config from what a file says; an object of another kind is a config already.

    Raises:
        PluginError: where the package of the model type cannot be loaded, or breaks on the data.
        ValidationError: where the package's config refuses the data, or the model type is no text.
        PydanticKnownError: for what a file can hold, and is no mapping.
    """
    if data is None or isinstance(data, str | int | float | list | date):
        raise PydanticKnownError("dict_type")
    if not isinstance(data, dict):
        return data
    model_type = data.get("model_type", "base")
    if not isinstance(model_type, str):
        fault = InitErrorDetails(type="string_type", loc=("model_type",), input=model_type)
        raise validation_error("The config of a model", [fault])
    known = config_class(model_type)
    if known is None:
        return UnreadConfig(model_type, data)
    try:
        return known.model_validate(data) if hasattr(known, "model_validate") else known(**data)
    except (ValidationError, PydanticKnownError, PydanticCustomError):
        raise
    except (Exception, SystemExit) as error:
        if not is_of_another_package(known):
            raise
        message = f"the package of the model type {model_type!r} broke on this: {type(error).__name__}"
        raise PluginError(message) from error
