"""What tests ask of a config class: which faults it finds, and everything it says about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

if TYPE_CHECKING:
    from rompy.backends import BaseBackendConfig

Fault = tuple[str, tuple[int | str, ...]]


def faults(config_class: type[BaseBackendConfig], fields: object, **context: object) -> list[Fault]:
    """Give type and place of each fault of some fields; none where they make a config."""
    try:
        config_class.model_validate(fields, context=context)
    except ValidationError as error:
        return [(fault["type"], fault["loc"]) for fault in error.errors()]
    return []


def messages(config_class: type[BaseBackendConfig], fields: object, **context: object) -> list[str]:
    """Give what is said of each fault of some fields."""
    try:
        config_class.model_validate(fields, context=context)
    except ValidationError as error:
        return [fault["msg"] for fault in error.errors()]
    return []


def everything_said(error: BaseException) -> str:
    """Give every text that an error can be made to show, its causes and notes included."""
    said: list[Any] = [str(error), repr(error), error.args, *getattr(error, "__notes__", [])]
    if isinstance(error, ValidationError):
        said += [error.errors(), error.json(), error.title]
    for cause in (error.__cause__, error.__context__):
        if cause is not None:
            said.append(everything_said(cause))
    return "\n".join(map(str, said))
