"""Keeps values that may be secrets out of pydantic's errors."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, cast, get_args

from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError, ValidationError
from pydantic_core.core_schema import ErrorType

SECRET_FIELDS = frozenset({"env_vars", "build_args"})
"""Fields whose values are never shown."""

HIDDEN = "<hidden>"
_OWN_TYPES = frozenset(get_args(ErrorType))


def redacted(errors: list[ErrorDetails]) -> list[InitErrorDetails]:
    """Make errors anew, without the inputs that hold or may hold a value of a secret field."""
    return [_remade(error) for error in errors]


def validation_error(title: str, errors: list[InitErrorDetails]) -> ValidationError:
    """Put errors together into one that shows no input."""
    return ValidationError.from_exception_data(title, errors, hide_input=True)


def _remade(error: ErrorDetails) -> InitErrorDetails:
    context = error.get("ctx") or {}
    kind: str | PydanticCustomError = error["type"]
    if kind not in _OWN_TYPES:
        kind = PydanticCustomError(cast("Any", error["type"]), cast("Any", error["msg"]), context)
    return InitErrorDetails(type=cast("Any", kind), loc=error["loc"], input=_shown(error), ctx=context)


def _shown(error: ErrorDetails) -> object:
    value = error.get("input")
    within_secret = bool(error["loc"]) and error["loc"][0] in SECRET_FIELDS
    # an unknown field may be a misspelt secret one; a whole mapping holds every field
    is_open = isinstance(value, Mapping | Collection) and not isinstance(value, str | bytes)
    return HIDDEN if within_secret or is_open or error["type"] == "extra_forbidden" else value
