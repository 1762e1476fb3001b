"""Model runs: what is run, for which period, and where its files are; pipelines around them."""

from __future__ import annotations

from rompy.model.modelrun import ModelRun
from rompy.model.period import Period
from rompy.model.pipeline import Pipeline

__all__ = ["ModelRun", "Period", "Pipeline"]
