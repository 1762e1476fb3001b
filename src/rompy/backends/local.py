"""Runs on this machine, as a process."""

from __future__ import annotations

import shlex
from pkgutil import resolve_name
from typing import Literal

from pydantic import ConfigDict, Field

from rompy.backends.base import BackendClass, BaseBackendConfig
from rompy.backends.fields import Text
from rompy.errors import NothingToRunError
from rompy.plan import CallModel, Plan, Runnable, StartProcess


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

    def plan(self, run: Runnable) -> Plan:
        """Start the command, or call the model's own ``run`` where there is none.

        A command without a shell is split as a shell splits words (POSIX, "Token Recognition") and nothing in it is
        expanded.

        Raises:
            NothingToRunError: where there is neither a command nor a model that can run itself.
        """
        folder = self.working_dir or run.workspace
        common = (folder, dict(self.env_vars), self.capture_output, self.stream_output)
        step: StartProcess | CallModel
        if self.command is not None:
            step = StartProcess(self._argv(self.command), *common)
        elif callable(getattr(run.config, "run", None)):
            step = CallModel(type(run.config).__name__, *common)
        else:
            what = "the folder has no model" if run.config is None else f"{type(run.config).__name__} has no run()"
            message = (
                f"nothing says what to run for {run.run_id!r}: the config has no command, and {what}; add a command"
            )
            raise NothingToRunError(message)
        return Plan(self.type, run.run_id, run.workspace, (step,), self.timeout)

    def _argv(self, command: str) -> tuple[str, ...]:
        if self.shell:
            return ("/bin/sh", "-c", command)
        try:
            words = tuple(shlex.split(command))
        except ValueError as error:
            message = f"the command cannot be split into words ({error}), and shell is false: {command}"
            raise NothingToRunError(message) from error
        if not words:
            message = "the command is blank, so there is nothing to run; write what to execute"
            raise NothingToRunError(message)
        return words

    def get_backend_class(self) -> BackendClass:
        """Give the class that runs local processes."""
        found: BackendClass = resolve_name("rompy.run:LocalRunBackend")
        return found
