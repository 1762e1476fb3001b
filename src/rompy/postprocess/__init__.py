"""What happens to a model's output after its run."""

from __future__ import annotations

from rompy.postprocess.config import BasePostprocessorConfig, NoopPostprocessorConfig
from rompy.postprocess.noop import NoopPostprocessor

__all__ = ["BasePostprocessorConfig", "NoopPostprocessor", "NoopPostprocessorConfig"]
