"""A pipeline: generates a model's files, runs the model, and gives the output to a postprocessor."""

from __future__ import annotations

import signal
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from rompy.backends.base import BaseBackendConfig
from rompy.errors import RompyError
from rompy.model.modelrun import ModelRun
from rompy.model.postprocess import postprocess
from rompy.postprocess.config import BasePostprocessorConfig
from rompy.run.outcome import NOT_STARTED, Outcome, State

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from rompy.run.execution import Audience


class Stage(StrEnum):
    """A part of a pipeline, in their order."""

    GENERATE = "generate"
    RUN = "run"
    POSTPROCESS = "postprocess"


@dataclass(frozen=True)
class Ending:
    """How a pipeline ended."""

    run_id: str
    completed: tuple[Stage, ...] = ()
    failed: Stage | None = None
    """The stage that ended it; those after it were not begun."""
    message: str = ""
    workspace: Path | None = None
    outcome: Outcome | None = None
    """How the last stage that is a run of something ended."""
    results: Mapping[str, Any] | None = None
    """What the postprocessor returned."""

    @property
    def is_success(self) -> bool:
        """Whether all of its stages ended well."""
        return self.failed is None

    @property
    def exit_status(self) -> int:
        """The exit status of ``rompy pipeline``: that of the stage that failed."""
        if self.is_success:
            return 0
        return NOT_STARTED if self.outcome is None else self.outcome.exit_status


def _nobody(_: Stage) -> None:
    """Tell nobody that a stage begins."""


@dataclass(frozen=True)
class Pipeline:
    """A model run, where it runs, and what happens to its output."""

    model: ModelRun
    backend: BaseBackendConfig
    postprocessor: BasePostprocessorConfig

    def __post_init__(self) -> None:
        """Refuse what is none of these.

        Raises:
            TypeError: naming it.
        """
        kinds = (
            (self.model, ModelRun),
            (self.backend, BaseBackendConfig),
            (self.postprocessor, BasePostprocessorConfig),
        )
        for given, kind in kinds:
            if not isinstance(given, kind):
                message = f"a pipeline has a {kind.__name__} here, and not a {type(given).__name__}"
                raise TypeError(message)

    @classmethod
    def from_file(
        cls,
        path: str | Path,
        *,
        backend: str | Path | None = None,
        postprocessor: str | Path | None = None,
        host: bool = True,
    ) -> Self:
        """Load a pipeline file; relative paths start from the folder of the file that they are written in.

        Args:
            path: A file with the sections ``config``, ``backend`` and ``postprocessor``, or one that holds a model run,
                where the other two are given.
            backend: A backend file that stands in for the section.
            postprocessor: A postprocessor file that stands in for the section.
            host: Whether paths must exist on this machine.

        Raises:
            SourceError: where a file cannot be opened or is no text.
            BackendFileError: where one is no YAML or JSON, or does not hold what it should.
            TemplateError: where a template in one has no value.
            PluginError: where the package that brings a type cannot be loaded.
            ValidationError: where a field is wrong; its notes say where each fault stands.
        """
        from rompy.model.pipeline_file import load  # noqa: PLC0415 - it knows this module

        return cls(*load(Path(path), backend, postprocessor, host=host))

    def run(self, **options: Any) -> dict[str, Any]:  # noqa: ANN401 - what a postprocessor takes
        """Carry out its stages in turn, up to the first that fails.

        Args:
            **options: What the postprocessor is given in place of fields of its config.

        Returns:
            As ``ModelRun.pipeline``.

        Raises:
            KeyboardInterrupt: after Ctrl-C, when the stage has ended; SIGTERM and SIGHUP end the program then, too.
        """
        ending = self.execute(options=options)
        if ending.outcome is not None and ending.outcome.stopped_by is not None:
            # whoever interrupted meant the program, of which the pipeline was a part
            signal.raise_signal(ending.outcome.stopped_by)
        told: dict[str, Any] = {
            "success": ending.is_success,
            "run_id": ending.run_id,
            "stages_completed": [str(stage) for stage in ending.completed],
            "backend": _type_of(self.backend),
            "processor": _type_of(self.postprocessor),
            "message": ending.message,
        }
        if ending.workspace is not None:
            told["staging_dir"] = str(ending.workspace)
        if Stage.RUN in {*ending.completed, ending.failed}:
            told["run_success"] = Stage.RUN in ending.completed
        if ending.results is not None:
            told["postprocess_results"] = dict(ending.results)
        return told if ending.failed is None else {**told, "stage": str(ending.failed)}

    def execute(
        self,
        *,
        grace: float | None = None,
        audience: Audience | None = None,
        begins: Callable[[Stage], None] = _nobody,
        options: Mapping[str, Any] | None = None,
    ) -> Ending:
        """Do what ``run`` does, and tell how it ended.

        Args:
            grace: Seconds between asking the model, or the postprocessor, to end and ending it.
            audience: Whom it is told to while it goes on.
            begins: Called with each stage when it begins.
            options: As in ``run``.
        """
        carrying = _Carrying(self, grace, audience, dict(options or {}))
        ending = Ending(self.model.run_id)
        for stage in Stage:
            begins(stage)
            try:
                ending = carrying.stage(stage, ending)
            except RompyError as error:
                return replace(ending, failed=stage, message=str(error), outcome=None)
            if ending.failed is not None:
                return ending
            ending = replace(ending, completed=(*ending.completed, stage))
        return replace(ending, message="the pipeline ended well")


@dataclass(frozen=True)
class _Carrying:
    """A pipeline on its way."""

    pipeline: Pipeline
    grace: float | None
    audience: Audience | None
    options: dict[str, Any] = field(default_factory=dict)

    def stage(self, stage: Stage, ending: Ending) -> Ending:
        """Carry out one stage.

        Raises:
            RompyError: where it could not be begun.
        """
        model = self.pipeline.model
        match stage:
            case Stage.GENERATE:
                return replace(ending, workspace=model.generate())
            case Stage.RUN:
                outcome = model.execute(
                    self.pipeline.backend, ending.workspace, grace=self.grace, audience=self.audience
                )
                return _after(replace(ending, outcome=outcome), stage, outcome, outcome.cause)
            case Stage.POSTPROCESS:
                done = postprocess(model, self.pipeline.postprocessor, self.options, self.audience, self.grace)
                found = replace(ending, outcome=done.outcome, results=done.told)
                return _after(found, stage, done.outcome, str(done.told["message"]))


def _after(ending: Ending, stage: Stage, outcome: Outcome, message: str) -> Ending:
    if outcome.is_success:
        return ending
    words = "could not be started" if outcome.state is State.REJECTED else str(outcome.state).replace("_", " ")
    return replace(ending, failed=stage, message=f"{words}: {message}")


def _type_of(config: BaseBackendConfig) -> str:
    named = getattr(config, "type", None)
    return named if isinstance(named, str) else type(config).__name__
