"""A model run: the period, the config of the model, and the workspace that it is run in."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    PlainValidator,
    PrivateAttr,
    StrictBool,
    ValidationError,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from rompy.backends.asking import carrier_of
from rompy.backends.base import BaseBackendConfig
from rompy.backends.grammar import Grammar, Pattern
from rompy.backends.hiding import without
from rompy.backends.paths import absolute
from rompy.backends.redact import redacted, validation_error
from rompy.model.config import BaseConfig, config_of
from rompy.model.period import Period
from rompy.postprocess.config import BasePostprocessorConfig
from rompy.run.backend import RunBackend
from rompy.run.execute import call

if TYPE_CHECKING:
    from rompy.run.execution import Audience
    from rompy.run.outcome import Outcome
    from rompy.run.stop import Stop


_RUN_ID = Pattern(
    r"^(?:[^/\n\x00.]|\.[^/\n\x00.]|\.\.[^/\n\x00])[^/\n\x00]*$",
    'A run_id names a folder: it cannot be empty, "." or "..", or hold "/" or line breaks.',
)


def _folder_name(name: str) -> str:
    """Refuse what would put the workspace elsewhere than below the output folder."""
    if not re.fullmatch(_RUN_ID.regex, name):
        message = "A run_id names a folder: it cannot be empty, '.' or '..', or hold '/' or line breaks"
        raise PydanticCustomError("run_id_no_folder", message)
    return name


class ModelRun(BaseModel):
    """What is run, for which period, and where its files are."""

    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True)

    model_type: Literal["modelrun"] = Field("modelrun", description="What this is")
    run_id: Annotated[str, AfterValidator(_folder_name), Grammar((_RUN_ID,))] = Field(
        "run_id", description="Name of the run"
    )
    period: Period | None = Field(None, description="From when to when the model runs")
    output_dir: Path = Field(Path("simulations"), description="Folder that workspaces are made in")
    config: Annotated[Any, PlainValidator(config_of)] = Field(
        default_factory=BaseConfig, description="The model's config"
    )
    delete_existing: StrictBool = Field(default=False, description="Whether files of an earlier run are removed")
    run_id_subdir: StrictBool = Field(default=True, description="Whether the workspace is a folder named by run_id")

    _secrets: frozenset[str] = PrivateAttr(frozenset())

    @model_validator(mode="wrap")
    @classmethod
    def _judge(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:  # noqa: ANN401 - whatever is given
        """Check the model's config beside the rest, so that each fault within it is told at its place."""
        errors: list[InitErrorDetails] = []
        if isinstance(data, dict) and isinstance(data.get("config"), dict):
            try:
                data = {**data, "config": config_of(data["config"])}
            except ValidationError as error:
                errors = redacted(error.errors(include_url=False))
                errors = [{**fault, "loc": ("config", *fault.get("loc", ()))} for fault in errors]
                data = {**data, "config": BaseConfig()}
        try:
            model_run = handler(data)
        except ValidationError as error:
            raise validation_error(cls.__name__, [*redacted(error.errors(include_url=False)), *errors]) from None
        if errors:
            raise validation_error(cls.__name__, errors)
        return model_run

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

    def model_post_init(self, context: Any, /) -> None:  # noqa: ANN401 - pydantic's signature
        """Remember which values came from the environment and may be secrets, so that no error shows them."""
        super().model_post_init(context)
        if isinstance(context, Mapping):
            self._secrets = context.get("secrets", frozenset())

    def without_secrets(self, text: str) -> str:
        """Give a text without what came from the environment into the model run and may be a secret."""
        return without(text, self._secrets)

    @classmethod
    def model_json_schema(cls, *args: Any, **keywords: Any) -> dict[str, Any]:  # noqa: ANN401 - pydantic's signature
        """Give the JSON Schema of a model run."""
        from rompy.backends.json_schema import without_grammar  # noqa: PLC0415 - needed only here

        return without_grammar(super().model_json_schema(*args, **keywords))

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

        Raises:
            CannotStartError: where the workspace cannot be written or is in use, where files of others would be written
                over, or where the package of the model type is not installed.
        """
        self.generate_files()
        return self.workspace

    def generate_files(self) -> list[str]:
        """Do what ``generate`` does, and list the files by their paths in the workspace.

        Raises:
            CannotStartError: as ``generate``.
        """
        from rompy.model.generate import generate  # noqa: PLC0415 - it knows this module

        return generate(self)

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

    def postprocess(self, processor: BasePostprocessorConfig, **options: Any) -> dict[str, Any]:  # noqa: ANN401 - what a postprocessor takes
        """Run a postprocessor on what the model wrote.

        Args:
            processor: What is done, and for how long, with which variables, and in which folder.
            **options: What the postprocessor is given besides, in place of fields of the config.

        Returns:
            What the postprocessor returns, with ``success``, ``message`` and the ``state`` of its run.

        Raises:
            TypeError: where ``processor`` is no postprocessor config.
            CannotStartError: where it could not be started.
        """
        from rompy.model.postprocess import postprocess  # noqa: PLC0415 - it knows this module

        if not isinstance(processor, BasePostprocessorConfig):
            message = f"a postprocessor is a NoopPostprocessorConfig or the like, and not a {type(processor).__name__}"
            raise TypeError(message)
        return postprocess(self, processor, options).told

    def pipeline(
        self,
        pipeline_backend: str = "local",
        *,
        backend_config: BaseBackendConfig,
        processor: BasePostprocessorConfig,
        process_kwargs: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Generate the model's files, run the model, and run a postprocessor; what fails ends it.

        Args:
            pipeline_backend: What carries it out; there is ``local``, which is rompy itself.
            backend_config: Where and how the model runs.
            processor: What happens to its output.
            process_kwargs: What the postprocessor is given in place of fields of its config.

        Returns:
            ``success``, ``message`` and ``stages_completed``, which are of ``generate``, ``run`` and ``postprocess``;
            the ``stage`` that failed, and what is known of each stage.

        Raises:
            ValueError: where ``pipeline_backend`` is another.
            TypeError: where ``backend_config`` or ``processor`` is no config.
            KeyboardInterrupt: after Ctrl-C, when the stage has ended.
        """
        from rompy.model.pipeline import Pipeline  # noqa: PLC0415 - it knows this module

        if pipeline_backend != "local":
            message = f"no pipeline backend is called {pipeline_backend!r}; there is 'local', which is rompy itself"
            raise ValueError(message)
        return Pipeline(self, backend_config, processor).run(**(process_kwargs or {}))

    def _carrier(self, backend: BaseBackendConfig) -> Any:  # noqa: ANN401 - a plugin's class is of any type
        if not isinstance(backend, BaseBackendConfig):
            message = f"a backend is a LocalConfig, a DockerConfig or the like, and not a {type(backend).__name__}"
            raise TypeError(message)
        return carrier_of(backend)


def _type_of(config: BaseBackendConfig) -> str:
    named = getattr(config, "type", None)
    return named if isinstance(named, str) else type(config).__name__


def _call(run: Any, model_run: ModelRun, config: BaseBackendConfig, workspace: Path) -> bool:  # noqa: ANN401 - as above
    """Call a backend's ``run`` with what its signature takes; plugins may do without the workspace."""
    parameters = inspect.signature(run).parameters
    takes_all = any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters.values())
    given = {"workspace_dir": workspace} if takes_all or "workspace_dir" in parameters else {}
    return bool(run(model_run, config=config, **given))
