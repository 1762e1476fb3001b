"""The kinds of documents that rompy knows."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a document, or a part of one, is."""

    BACKEND = "backend"
    MODEL_RUN = "model run"
    POSTPROCESSOR = "postprocessor"
    PIPELINE = "pipeline"

    @property
    def option(self) -> str:
        """The kind as one word, as command lines have it."""
        return self.value.replace(" ", "-")


def kind_of_option(word: str) -> Kind:
    """Give the kind that a command line names.

    Raises:
        KeyError: where it is none.
    """
    return {kind.option: kind for kind in Kind}[word]
