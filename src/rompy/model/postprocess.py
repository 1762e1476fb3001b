"""Runs a postprocessor in a process of its own, with its time, its variables and its folder."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rompy.errors import CannotStartError
from rompy.postprocess.config import COMMON
from rompy.run.execute import execute

if TYPE_CHECKING:
    from pathlib import Path

    from rompy.model.modelrun import ModelRun
    from rompy.postprocess.config import BasePostprocessorConfig
    from rompy.run.execution import Audience
    from rompy.run.outcome import Outcome


@dataclass(frozen=True)
class _Processing:
    """A postprocessor as something that can be run: its record stands apart from that of the model's run."""

    model: ModelRun
    processor: BasePostprocessorConfig
    options: dict[str, Any]

    @property
    def run_id(self) -> str:
        return self.model.run_id

    @property
    def workspace(self) -> Path:
        return self.model.workspace / ".rompy" / "postprocess"

    @property
    def result(self) -> Path:
        return self.workspace / "result.json"

    @property
    def config(self) -> _Processing:
        return self

    def run(self, _model: object) -> bool:
        """Call the postprocessor, and write down what it returns; this happens in the process of its own."""
        names = type(self.processor).model_fields.keys() - COMMON
        fields = {name: getattr(self.processor, name) for name in names}
        done = self.processor.get_postprocessor_class()().process(self.model, **{**fields, **self.options})
        told: dict[str, Any] = dict(done) if isinstance(done, dict) else {"success": done is not False}
        self.result.write_text(json.dumps(told, default=str), encoding="utf-8")
        return bool(told.get("success", True))


@dataclass(frozen=True)
class Processed:
    """How the run of a postprocessor ended."""

    outcome: Outcome
    told: dict[str, Any]
    """What the postprocessor returned, with ``success``, ``message`` and the ``state`` of its run."""


def postprocess(
    model: ModelRun,
    processor: BasePostprocessorConfig,
    options: dict[str, Any],
    audience: Audience | None = None,
    grace: float | None = None,
) -> Processed:
    """Run a postprocessor to its end.

    Raises:
        CannotStartError: where it could not be started.
    """
    processing = _Processing(model, processor, options)
    try:
        processing.workspace.mkdir(parents=True, exist_ok=True)
        processing.result.unlink(missing_ok=True)
    except OSError as error:
        message = f"{processing.workspace} cannot be written: {error.strerror or error}"
        raise CannotStartError(message) from error
    outcome = execute(processing, processor, grace=grace, audience=audience)
    try:
        told: dict[str, Any] = json.loads(processing.result.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        told = {}
    message = told.get("message", outcome.cause) if outcome.is_success or "message" in told else outcome.cause
    return Processed(outcome, {**told, "success": outcome.is_success, "message": message, "state": str(outcome.state)})
