"""What a backend file may say: one config class for each type of backend."""

from __future__ import annotations

from rompy.backends.base import BaseBackendConfig
from rompy.backends.docker import DockerConfig
from rompy.backends.local import LocalConfig
from rompy.backends.registry import load
from rompy.backends.slurm import SlurmConfig

__all__ = ["BaseBackendConfig", "DockerConfig", "LocalConfig", "SlurmConfig", "load"]
