"""The schemas that are published, as their users get them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rompy.backends import DockerConfig, LocalConfig, SlurmConfig
from rompy.catalog import KINDS
from rompy.schema.store import shipped

if TYPE_CHECKING:
    from rompy.backends import BaseBackendConfig

CLASSES: dict[str, type[BaseBackendConfig]] = {"local": LocalConfig, "docker": DockerConfig, "slurm": SlurmConfig}


def published() -> dict[str, dict[str, Any]]:
    """Give the schema of each kind of file under its name, and that of each backend type under its own."""
    store = shipped()
    return {name: dict(store.schema(name)) for name in (*(entry.name for entry in KINDS), *CLASSES)}
