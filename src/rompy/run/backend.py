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
        # a model run's repr may be long, and hold values that are nobody's business
        run = getattr(model_run, "run_id", type(model_run).__name__)
        message = (
            f"this version of rompy checks configs and has no engine for {self.engine}: "
            f"{type(config).__name__} was not run for {run!r}"
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
