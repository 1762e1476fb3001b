"""The classes that ``get_backend_class`` names, which refuse to run as long as they have no engine."""

from __future__ import annotations

from typing import ClassVar

from rompy.errors import EngineMissingError


class RunBackend:
    """Runs a model where a config says."""

    engine: ClassVar[str] = "a plugin's engine"

    def run(self, model_run: object, config: object) -> bool:
        """Run a model.

        Raises:
            EngineMissingError: always; nothing is run, and no success is reported that was none.
        """
        message = (
            f"this version of rompy checks configs and has no engine for {self.engine}: "
            f"{type(config).__name__} was not run for {getattr(model_run, 'run_id', model_run)!r}"
        )
        raise EngineMissingError(message)


class LocalRunBackend(RunBackend):
    """Runs processes on this machine."""

    engine: ClassVar[str] = "local processes"


class DockerRunBackend(RunBackend):
    """Runs Docker containers."""

    engine: ClassVar[str] = "Docker containers"


class SlurmRunBackend(RunBackend):
    """Runs Slurm jobs."""

    engine: ClassVar[str] = "Slurm jobs"
