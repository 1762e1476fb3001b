"""Every error that rompy raises on purpose."""

from __future__ import annotations


class RompyError(Exception):
    """What went wrong, where, and what to do about it, in words for the person at the keyboard."""


class SourceError(RompyError):
    """A file that cannot be taken in at all: too large, not text, or not to be opened."""

    def __init__(self, kind: str, message: str, offset: int = 0, text: str = "") -> None:
        """Keep the kind of fault, its place in characters and what of the text could be read."""
        super().__init__(message)
        self.kind = kind
        self.offset = offset
        self.text = text


class BackendFileError(RompyError):
    """A file that could be read and yet holds no backend config that can be loaded."""


class TemplateError(RompyError):
    """A template whose text cannot be decided, such as ``${NAME}`` where NAME is unset."""


class EngineMissingError(RompyError):
    """A run that this version of rompy has no engine for."""


class SettingsError(RompyError):
    """Settings that are not right, one line a mistake: ``file:line:column: what is wrong``."""
