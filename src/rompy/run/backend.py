"""The classes that ``get_backend_class`` names: each runs a model where a config says."""

from __future__ import annotations

import logging
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rompy.errors import CannotStartError
from rompy.run.execute import execute

if TYPE_CHECKING:
    from rompy.backends.base import BaseBackendConfig
    from rompy.run.execution import Audience
    from rompy.run.outcome import Outcome
    from rompy.run.stop import Stop

_LOGGER = logging.getLogger("rompy")


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
        """Run to the end and tell whether the model ended well; what went wrong is logged.

        Args:
            model_run: What has a ``run_id``, and a ``workspace`` unless one is given.
            config: What runs, and where.
            workspace_dir: The folder that the model's files were generated in.

        Raises:
            CannotStartError: where nothing could be started.
            KeyboardInterrupt: after Ctrl-C, when the run has ended; SIGTERM and SIGHUP end the program then, too.
        """
        outcome = self.execute(model_run, config, workspace_dir)
        if outcome.stopped_by is not None:
            # whoever interrupted meant the program, of which the run was a part
            signal.raise_signal(outcome.stopped_by)
        if not outcome.is_success:
            advice = f" ({outcome.advice})" if outcome.advice else ""
            _LOGGER.error("%s: %s: %s%s", _name_of(model_run), outcome.state, outcome.cause, advice)
        return outcome.is_success

    def execute(  # noqa: PLR0913 - what three are there for is said by name alone
        self,
        model_run: object,
        config: BaseBackendConfig,
        workspace_dir: str | Path | None = None,
        *,
        grace: float | None = None,
        audience: Audience | None = None,
        stop: Stop | None = None,
    ) -> Outcome:
        """Run to the end and tell how the run ended.

        Args:
            model_run: As in ``run``.
            config: What runs, and where.
            workspace_dir: As in ``run``.
            grace: Seconds between asking the model to end and ending it.
            audience: Whom it is told to while it goes on.
            stop: Asks for the end from another thread.

        Raises:
            CannotStartError: as ``run``.
        """
        name = _name_of(model_run)
        workspace = getattr(model_run, "workspace", None) if workspace_dir is None else workspace_dir
        if name is None or not isinstance(workspace, str | Path):
            message = f"{type(model_run).__name__} cannot be run: it needs a run_id and a workspace"
            raise CannotStartError(message)
        run = _In(name, Path(workspace).absolute(), getattr(model_run, "config", None), model_run)
        return execute(run, config, grace=grace, audience=audience, stop=stop)


def _name_of(model_run: object) -> str | None:
    name = getattr(model_run, "run_id", None)
    return name if isinstance(name, str) else None


class LocalRunBackend(RunBackend):
    """Runs processes on this machine."""


class DockerRunBackend(RunBackend):
    """Runs Docker containers."""


class SlurmRunBackend(RunBackend):
    """Runs Slurm jobs."""
