"""What a backend file may say: one config class for each type of backend."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rompy.backends.base import BaseBackendConfig
    from rompy.backends.docker import DockerConfig
    from rompy.backends.local import LocalConfig
    from rompy.backends.registry import load
    from rompy.backends.slurm import SlurmConfig

__all__ = ["BaseBackendConfig", "DockerConfig", "LocalConfig", "SlurmConfig", "load"]

_HOMES = {
    "BaseBackendConfig": "base",
    "DockerConfig": "docker",
    "LocalConfig": "local",
    "SlurmConfig": "slurm",
    "load": "registry",
}
"""Where each name is from: much of this package is of use without pydantic, which takes long to load."""


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    found: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
