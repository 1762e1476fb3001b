"""Runs on this machine, as a process."""

from __future__ import annotations

from pkgutil import resolve_name
from typing import Literal

from pydantic import ConfigDict, Field

from rompy.backends.base import BackendClass, BaseBackendConfig
from rompy.backends.fields import Text


class LocalConfig(BaseBackendConfig):
    """Run on this machine, as a process."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "local",
                    "timeout": 7200,
                    "env_vars": {"OMP_NUM_THREADS": "4"},
                    "command": "python run_model.py",
                },
                {"type": "local", "timeout": 3600, "stream_output": True},
            ]
        }
    )

    type: Literal["local"] = Field("local", description="Backend type")
    command: Text | None = Field(
        None, description="Shell command to execute (default: the model's own run)", examples=["python run_model.py"]
    )
    shell: bool = Field(default=True, description="Whether to execute through shell")
    capture_output: bool = Field(default=True, description="Whether to capture stdout/stderr")
    stream_output: bool = Field(default=False, description="Whether to show output while the command runs")

    def get_backend_class(self) -> BackendClass:
        """Give the class that runs local processes."""
        found: BackendClass = resolve_name("rompy.run:LocalRunBackend")
        return found
