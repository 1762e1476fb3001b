"""What has types of its own, each with a config class: the backends are one family, and postprocessors another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from rompy.backends.base import BaseBackendConfig

Config_co = TypeVar("Config_co", bound="BaseBackendConfig", covariant=True)


class Family(NamedTuple, Generic[Config_co]):
    """The types of one kind of thing."""

    what: str
    """What one of them is called: ``backend``."""
    old_type_key: str
    """What old files call ``type``."""
    is_type: Callable[[object], bool]
    type_names: Callable[[], list[str]]
    config_class: Callable[[object], type[Config_co]]
