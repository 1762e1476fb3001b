"""What has types of its own, each with a config class: backends and postprocessors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rompy.backends import registry as backends
from rompy.backends.layout import OLD_TYPE_KEY
from rompy.backends.sections import OLD_PROCESSOR_KEY
from rompy.lint.kind import Kind
from rompy.postprocess import registry as postprocessors

if TYPE_CHECKING:
    from collections.abc import Callable

    from rompy.backends import BaseBackendConfig


@dataclass(frozen=True)
class Family:
    """The types of backends, or those of postprocessors."""

    kind: Kind
    old_type_key: str
    """What old files call ``type``."""
    is_type: Callable[[object], bool]
    type_names: Callable[[], list[str]]
    config_class: Callable[[object], type[BaseBackendConfig]]
    may_be_elsewhere: bool
    """Whether a type that is not known here is left to machines that have its package."""


_FAMILIES = {
    Kind.BACKEND: Family(
        Kind.BACKEND,
        OLD_TYPE_KEY,
        backends.is_type,
        backends.type_names,
        backends.config_class,
        may_be_elsewhere=False,
    ),
    Kind.POSTPROCESSOR: Family(
        Kind.POSTPROCESSOR,
        OLD_PROCESSOR_KEY,
        postprocessors.is_type,
        postprocessors.type_names,
        postprocessors.config_class,
        # rompy itself brings none that does anything
        may_be_elsewhere=True,
    ),
}


def family_of(kind: Kind) -> Family:
    """Give the types of a kind that has some.

    Raises:
        KeyError: for model runs and pipelines, which have none.
    """
    return _FAMILIES[kind]
