"""What happens to a model's output after its run."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rompy.postprocess.config import BasePostprocessorConfig, NoopPostprocessorConfig
    from rompy.postprocess.noop import NoopPostprocessor

__all__ = ["BasePostprocessorConfig", "NoopPostprocessor", "NoopPostprocessorConfig"]

_HOMES = {"BasePostprocessorConfig": "config", "NoopPostprocessorConfig": "config", "NoopPostprocessor": "noop"}
"""Where each name is from: the linter asks for the types of postprocessors, and seldom for more."""


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    found: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
