"""The postprocessor that does nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any


class NoopPostprocessor:
    """Looks whether there is any output, and does nothing with it."""

    def process(
        self,
        model_run: Any,  # noqa: ANN401 - a model run of any package
        *,
        validate_outputs: bool = True,
        output_dir: str | Path | None = None,
    ) -> dict[str, Any]:
        """Tell whether the output is there.

        Args:
            model_run: The run whose output it is.
            validate_outputs: Whether the output folder must be there.
            output_dir: The folder, in place of the workspace of the run.
        """
        folder = Path(output_dir) if output_dir is not None else Path(model_run.workspace)
        found = {"run_id": model_run.run_id, "output_dir": str(folder)}
        if validate_outputs and not folder.is_dir():
            return {**found, "success": False, "message": f"There is no output: {folder} is no folder"}
        return {**found, "success": True, "message": "Nothing to do", "validated": validate_outputs}
