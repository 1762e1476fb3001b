"""Config classes that installed packages bring, each loaded when it is first needed."""

from __future__ import annotations

import inspect
import typing
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from pydantic import Field, PydanticUserError, create_model

from rompy.backends.base import BaseBackendConfig
from rompy.backends.plugin_types import CONFIG_GROUP
from rompy.errors import PluginError
from rompy.packages import described, entry_points, load

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

Config = TypeVar("Config", bound=BaseBackendConfig)


def config_class_of(entry: EntryPoint) -> type[BaseBackendConfig]:
    """Load the config class of a type; one without a ``type`` is given its entry point's name.

    A ``rompy.run`` entry point names the class that runs: its config class is the one annotated on its ``run``, else
    its ``config_class``, else the one config class of its module whose ``get_backend_class`` gives it.

    Raises:
        PluginError: where the package cannot be imported, or what it names is no config class.
    """
    return _config_class(entry.group, entry.name)


@cache
def _config_class(group: str, name: str) -> type[BaseBackendConfig]:
    entry = next(entry for entry in entry_points(group) if entry.name == name)
    loaded = load(entry)
    config_class = loaded if group == CONFIG_GROUP else _config_class_of_runner(loaded)
    if not (isinstance(config_class, type) and issubclass(config_class, BaseBackendConfig)):
        what = "leads to no config class" if config_class is None else f"is {config_class!r}, which is no config class"
        message = f"{described(entry)} cannot be used: {entry.value} {what}"
        raise PluginError(message)
    return built(_with_type(config_class, name), entry)


def built(config_class: type[Config], entry: EntryPoint) -> type[Config]:
    """Make a class ready to validate, so that what is wrong with it is told as its package's fault.

    Raises:
        PluginError: where that cannot be done.
    """
    try:
        config_class.model_rebuild()
    except (Exception, SystemExit) as error:
        # the class may be made in a way of its own, and raise anything
        reason = error if isinstance(error, PydanticUserError) else f"{type(error).__name__}: {error}"
        message = f"{described(entry)} cannot be used: {reason}"
        raise PluginError(message) from error
    return config_class


def _config_class_of_runner(runner: object) -> object:
    annotated = _annotated(getattr(runner, "run", None))
    if annotated is not None:
        return annotated
    declared = getattr(runner, "config_class", None)
    if declared is not None:
        return declared
    module = inspect.getmodule(runner)
    beside = [
        value
        for value in vars(module or object).values()
        if isinstance(value, type) and issubclass(value, BaseBackendConfig) and not inspect.isabstract(value)
    ]
    own = [config_class for config_class in dict.fromkeys(beside) if _runs_with(config_class) is runner]
    return own[0] if len(own) == 1 else None


def _annotated(run: object) -> object:
    """Give the config class that is annotated on the ``config`` of a ``run``, if one is."""
    try:
        hints = typing.get_type_hints(run)
    except Exception:  # noqa: BLE001 - names of annotations may be there for type checkers alone
        module = inspect.getmodule(run)
        text = getattr(run, "__annotations__", {}).get("config")
        hints = {"config": getattr(module, text, None)} if isinstance(text, str) else {}
    hint = hints.get("config")
    is_config = isinstance(hint, type) and issubclass(hint, BaseBackendConfig) and hint is not BaseBackendConfig
    return hint if is_config else None


def _runs_with(config_class: type[BaseBackendConfig]) -> object:
    """Tell which class a config class says that it runs with, without a config of it."""
    try:
        return config_class.get_backend_class(cast("Any", config_class.model_construct()))
    except Exception:  # noqa: BLE001 - it may need values that only a config has
        return None


def _with_type(config_class: type[BaseBackendConfig], name: str) -> type[BaseBackendConfig]:
    if "type" in config_class.model_fields:
        return config_class
    field = (Literal[name], Field(default=name, description="Backend type"))
    made = create_model(
        config_class.__name__,
        __base__=config_class,
        __module__=config_class.__module__,
        __doc__=config_class.__doc__,
        **cast("Any", {"type": field}),
    )
    made.__qualname__ = config_class.__qualname__
    return made
