"""The classes that ``get_backend_class`` names: each runs a model where a config says."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rompy.errors import CannotStartError
from rompy.run.execute import execute

if TYPE_CHECKING:
    from rompy.backends.base import BaseBackendConfig
    from rompy.run.outcome import Outcome


@dataclass(frozen=True)
class _In:
    """A run whose workspace was made beforehand."""

    run_id: str
    workspace: Path
    config: object
    model: object


class RunBackend:
    """Runs a model where a config says, by the plan that the config makes."""

    def run(self, model_run: object, config: BaseBackendConfig, workspace_dir: str | Path | None = None) -> bool:
        """Run to the end and tell whether the model ended well.

        Args:
            model_run: What has a ``run_id``, and a ``workspace`` unless one is given.
            config: What runs, and where.
            workspace_dir: The folder that the model's files were generated in.

        Raises:
            CannotStartError: where nothing could be started.
        """
        return self.execute(model_run, config, workspace_dir).is_success

    def execute(self, model_run: object, config: BaseBackendConfig, workspace_dir: str | Path | None = None) -> Outcome:
        """Run to the end and tell how the run ended.

        Raises:
            CannotStartError: as ``run``.
        """
        name = getattr(model_run, "run_id", None)
        workspace = getattr(model_run, "workspace", None) if workspace_dir is None else workspace_dir
        if not isinstance(name, str) or not isinstance(workspace, str | Path):
            message = f"{type(model_run).__name__} cannot be run: it needs a run_id and a workspace"
            raise CannotStartError(message)
        return execute(_In(name, Path(workspace).absolute(), getattr(model_run, "config", None), model_run), config)


class LocalRunBackend(RunBackend):
    """Runs processes on this machine."""


class DockerRunBackend(RunBackend):
    """Runs Docker containers."""


class SlurmRunBackend(RunBackend):
    """Runs Slurm jobs."""
