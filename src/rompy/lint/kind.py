"""The kinds of documents that rompy knows."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a document, or a part of one, is."""

    BACKEND = "backend"
    MODEL_RUN = "model run"
    POSTPROCESSOR = "postprocessor"
    PIPELINE = "pipeline"
