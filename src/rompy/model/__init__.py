"""Model runs: what is run, for which period, and where its files are."""

from __future__ import annotations

from rompy.model.modelrun import ModelRun
from rompy.model.period import Period

__all__ = ["ModelRun", "Period"]
