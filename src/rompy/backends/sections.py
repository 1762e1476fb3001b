"""How the sections of a pipeline stand in a document, by their names and by those of old files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

MODEL = "config"
BACKEND = "backend"
POSTPROCESSOR = "postprocessor"
SECTIONS = (MODEL, BACKEND, POSTPROCESSOR)
"""What a pipeline has: the model run, where it runs, and what happens to its output."""

OLD_SECTIONS = {"model_run": MODEL, "run_backend": BACKEND, "postprocessing": POSTPROCESSOR}
"""What old files call them."""
OLD_ENGINE_KEY = "pipeline_backend"
"""A key of old files that says what carries out the pipeline, ``local`` for rompy itself."""
OLD_PROCESSOR_KEY = "processor"
"""The key that holds the type of a postprocessor in old files."""


def section_keys(data: Mapping[Any, Any]) -> dict[str, str]:
    """Give the key that each section stands under; one under its name comes before one under its old name."""
    keys = {section: old for old, section in OLD_SECTIONS.items() if old in data}
    return {**keys, **{section: section for section in SECTIONS if section in data}}
