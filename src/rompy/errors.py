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
    """A template whose text cannot be decided, such as ``${NAME}`` where NAME is unset.

    The message never shows what a variable holds.
    """

    def __init__(self, kind: str, message: str, name: str = "", offset: int = 0) -> None:
        """Keep the kind of fault, the name that it is about, and where its template begins.

        Args:
            kind: ``malformed_template``, ``unknown_filter``, ``inapplicable_filter`` or ``unset_variable``;
                ``not_included`` for a value in another file, ``unwritable_template`` for a text that no file can hold.
            message: What is wrong, and what to write instead.
            name: The variable, or the unknown filter.
            offset: Where the template begins, in characters of the value.
        """
        super().__init__(message)
        self.kind = kind
        self.name = name
        self.offset = offset

    def at(self, place: str) -> TemplateError:
        """Give the same error with its place (``file:line:column``) before its message."""
        return TemplateError(self.kind, f"{place}: {self}", self.name, self.offset)


class EngineMissingError(RompyError):
    """A run that this version of rompy has no engine for."""


class PluginError(RompyError):
    """A plugin that cannot be loaded, with the package that brings it."""


class SettingsError(RompyError):
    """Settings that are not right, one line a mistake: ``file:line:column: what is wrong``."""


class CannotStartError(RompyError):
    """A run that could not be started: what is missing, where, and what to do about it."""


class EngineAwayError(CannotStartError):
    """An engine that does not answer, or that we may not ask."""


class EngineRefusalError(RompyError):
    """What an engine says where it refuses a request, with the status of HTTP."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class NothingToRunError(CannotStartError):
    """A run that names no command, of a model that has no ``run`` of its own."""


class WorkspaceBusyError(CannotStartError):
    """A workspace in which another run is going on."""


class RunRecordError(RompyError):
    """A record of a run that is not there or cannot be read."""


class RunGoneError(RunRecordError):
    """A run that is remembered, and whose record is there no more."""


class SchemaError(RompyError):
    """A published schema that is not there, cannot be read, or must not be published as it is."""
