"""Asks configs for what they make, where their class may be another package's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from rompy.backends.hiding import without
from rompy.errors import PluginError, RompyError
from rompy.packages import is_of_another_package

if TYPE_CHECKING:
    from collections.abc import Callable

    from rompy.backends.base import BaseBackendConfig
    from rompy.plan import Plan, Runnable

Answer = TypeVar("Answer")


def plan_of(config: BaseBackendConfig, run: Runnable) -> Plan:
    """Give the plan that a config makes.

    Raises:
        RompyError: as ``plan``.
        PluginError: where the class is another package's, and raises anything else.
    """
    return _answer(config, "plan", lambda: config.plan(run))


def carrier_of(config: BaseBackendConfig) -> Any:  # noqa: ANN401 - a plugin's class is of any type
    """Give what carries out runs of a config.

    Raises:
        PluginError: where the class is another package's, and raises something.
    """

    def carrier() -> object:
        return config.get_backend_class()()

    return _answer(config, "get_backend_class", carrier)


def _answer(config: BaseBackendConfig, name: str, question: Callable[[], Answer]) -> Answer:
    try:
        return question()
    except RompyError:
        raise
    except (Exception, SystemExit) as error:
        if not is_of_another_package(type(config)):
            raise
        reason = without(f"{type(error).__name__}: {error}", config.env_vars.values())
        message = f"the package of {type(config).__name__} broke in its {name}: {reason}"
        raise PluginError(message) from error
