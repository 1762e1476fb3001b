"""A model run: the period, the config of the model, and the workspace that it is run in."""

from __future__ import annotations

import inspect
import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from rompy.backends.base import BaseBackendConfig
from rompy.backends.fields import absolute
from rompy.errors import CannotStartError
from rompy.model.config import BaseConfig, UnreadConfig, config_of
from rompy.model.period import Period
from rompy.run.backend import RunBackend
from rompy.run.execute import call

if TYPE_CHECKING:
    from rompy.run.execution import Audience
    from rompy.run.outcome import Outcome
    from rompy.run.stop import Stop


def _folder_name(name: str) -> str:
    """Refuse what would put the workspace elsewhere than below the output folder."""
    if not re.fullmatch(r"[^/\0\n]+", name) or name in {".", ".."}:
        message = "A run_id names a folder: it cannot be empty, '.' or '..', or hold '/' or line breaks"
        raise PydanticCustomError("run_id_no_folder", message)
    return name


class ModelRun(BaseModel):
    """What is run, for which period, and where its files are."""

    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True)

    model_type: Literal["modelrun"] = Field("modelrun", description="What this is")
    run_id: Annotated[str, AfterValidator(_folder_name)] = Field("run_id", description="Name of the run")
    period: Period | None = Field(None, description="From when to when the model runs")
    output_dir: Path = Field(Path("simulations"), description="Folder that workspaces are made in")
    config: Annotated[Any, BeforeValidator(config_of)] = Field(
        default_factory=BaseConfig, description="The model's config"
    )
    delete_existing: bool = Field(default=False, description="Whether files of an earlier run are removed")
    run_id_subdir: bool = Field(default=True, description="Whether the workspace is a folder named by run_id")

    @classmethod
    def from_file(cls, path: str | Path) -> Self:
        """Load a model file; relative paths start from its folder.

        Raises:
            SourceError: where the file cannot be opened or is no text.
            BackendFileError: where it is no YAML or JSON, or holds no single model run.
            TemplateError: where a template in it has no value.
            CannotStartError: where the package of its model type cannot be loaded.
            ValidationError: where a field is wrong; its notes say where each fault stands.
        """
        from rompy.model.files import load  # noqa: PLC0415 - files knows this module

        return load(cls, Path(path))

    @property
    def workspace(self) -> Path:
        """The absolute folder that the model's files are generated in, and that it runs in."""
        folder = absolute(self.output_dir, None)
        return folder / self.run_id if self.run_id_subdir else folder

    @property
    def staging_dir(self) -> Path:
        """The workspace, by the name that model packages know it by."""
        return self.workspace

    @property
    def model(self) -> Self:
        """What the ``run`` of the model's config is called with."""
        return self

    def generate(self) -> Path:
        """Write the model's files into the workspace and give its path.

        A config that can be called is called with this model run and gives what is rendered; ``render`` of the config
        writes the files.

        Raises:
            CannotStartError: where the workspace cannot be made, or the package of the model type is not installed.
        """
        if isinstance(self.config, UnreadConfig):
            message = (
                f"nothing here can generate a {self.config.model_type!r} model: install the package that brings this "
                "model type, or generate the files with it and run with --skip-generate"
            )
            raise CannotStartError(message)
        try:
            self.workspace.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            message = f"the workspace {self.workspace} cannot be made: {error.strerror}"
            raise CannotStartError(message) from error
        rendered = self.config(self) if callable(self.config) else self.config
        render = getattr(self.config, "render", None)
        if callable(render):
            runtime = {**self.model_dump(exclude={"config"}), "staging_dir": self.workspace}
            render({"runtime": runtime, "config": rendered}, self.output_dir)
        return self.workspace

    def run(self, backend: BaseBackendConfig, workspace_dir: str | Path | None = None) -> bool:
        """Generate the model's files, run the model where the config says, and tell whether it ended well.

        Args:
            backend: Where and how it runs.
            workspace_dir: A folder that its files were generated in already; they are not generated again.

        Raises:
            TypeError: where ``backend`` is no backend config.
            CannotStartError: where nothing could be started.
            KeyboardInterrupt: after Ctrl-C, when the run has ended.
        """
        carrier = self._carrier(backend)
        if not isinstance(carrier, RunBackend):
            return self.execute(backend, workspace_dir).is_success
        workspace = self.generate() if workspace_dir is None else Path(workspace_dir)
        return carrier.run(self, backend, workspace)

    def execute(
        self,
        backend: BaseBackendConfig,
        workspace_dir: str | Path | None = None,
        *,
        grace: float | None = None,
        audience: Audience | None = None,
        stop: Stop | None = None,
    ) -> Outcome:
        """Do what ``run`` does, and tell how the run ended.

        Args:
            backend: Where and how it runs.
            workspace_dir: A folder that its files were generated in already.
            grace: Seconds between asking the model to end and ending it.
            audience: Whom it is told to while it goes on.
            stop: Asks for the end from another thread.

        Raises:
            TypeError, CannotStartError: as ``run``.
        """
        carrier = self._carrier(backend)
        workspace = self.generate() if workspace_dir is None else Path(workspace_dir)
        if isinstance(carrier, RunBackend):
            return carrier.execute(self, backend, workspace, grace=grace, audience=audience, stop=stop)
        runner = partial(_call, carrier.run, self, backend, workspace)
        return call(self, backend, _type_of(backend), runner, audience)

    def _carrier(self, backend: BaseBackendConfig) -> Any:  # noqa: ANN401 - a plugin's class is of any type
        if not isinstance(backend, BaseBackendConfig):
            message = f"a backend is a LocalConfig, a DockerConfig or the like, and not a {type(backend).__name__}"
            raise TypeError(message)
        return backend.get_backend_class()()


def _type_of(config: BaseBackendConfig) -> str:
    named = getattr(config, "type", None)
    return named if isinstance(named, str) else type(config).__name__


def _call(run: Any, model_run: ModelRun, config: BaseBackendConfig, workspace: Path) -> bool:  # noqa: ANN401 - as above
    """Call a backend's ``run`` with what its signature takes; plugins may do without the workspace."""
    parameters = inspect.signature(run).parameters
    takes_all = any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters.values())
    given = {"workspace_dir": workspace} if takes_all or "workspace_dir" in parameters else {}
    return bool(run(model_run, config=config, **given))
