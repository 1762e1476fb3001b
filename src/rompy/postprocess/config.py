"""What a postprocessor file may say: the common fields, and those of the one that is built in."""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path
from pkgutil import resolve_name
from typing import Any, Literal

from pydantic import ConfigDict, Field

from rompy.backends.base import BackendClass, BaseBackendConfig
from rompy.plan import CallModel, Plan, Runnable

PostprocessorClass = type[Any]
"""The class whose ``process`` does the work."""

COMMON = frozenset({"type", "timeout", "env_vars", "working_dir"})
"""Fields that say how a postprocessor runs; all others are given to it."""


class BasePostprocessorConfig(BaseBackendConfig):
    """What happens to a model's output after its run.

    It has the common fields of backends, and is as strict; a package's own has the fields that its postprocessor
    takes besides.
    """

    model_config = ConfigDict(strict=True, extra="forbid")

    def plan(self, run: Runnable) -> Plan:
        """Call the postprocessor in a process of its own, in ``working_dir`` or in the workspace of the model's run."""
        workspace = getattr(run.model, "workspace", run.workspace)
        folder = self.working_dir or (workspace if isinstance(workspace, Path) else run.workspace)
        step = CallModel(type(self).__name__, folder, dict(self.env_vars))
        kind = getattr(self, "type", type(self).__name__)
        return Plan(str(kind), run.run_id, run.workspace, (step,), self.timeout)

    @abstractmethod
    def get_postprocessor_class(self) -> PostprocessorClass:
        """Give the class whose ``process`` does the work."""

    def get_backend_class(self) -> BackendClass:
        """Give what runs it: a process of this machine."""
        found: BackendClass = resolve_name("rompy.run:LocalRunBackend")
        return found


class NoopPostprocessorConfig(BasePostprocessorConfig):
    """Do nothing, after a look whether there is any output."""

    type: Literal["noop"] = Field("noop", description="Postprocessor type")
    validate_outputs: bool = Field(default=True, description="Whether the output folder must be there")

    def get_postprocessor_class(self) -> PostprocessorClass:
        """Give the class that does nothing."""
        found: PostprocessorClass = resolve_name("rompy.postprocess:NoopPostprocessor")
        return found
