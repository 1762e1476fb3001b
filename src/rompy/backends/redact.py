"""Keeps values that may be secrets out of pydantic's errors."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast, get_args

from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError, ValidationError
from pydantic_core.core_schema import ErrorType

from rompy.backends.hidden import HIDDEN, SECRET_FIELDS, shown_path

_SINGLE = (str, int, float, Path, type(None))
"""Types of inputs that can be shown; anything else may hold a secret somewhere inside."""
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
        kind = _said_again(error["type"], error["msg"], context)
    return InitErrorDetails(type=cast("Any", kind), loc=shown_path(error["loc"]), input=_shown(error), ctx=context)


def _said_again(kind: str, message: str, context: dict[str, Any]) -> PydanticCustomError:
    """Make an error of ours anew, so that braces in a message that quotes the user are not filled in again."""
    if any(f"{{{name}}}" in message for name in context):
        # the last name is filled in last
        context, message = {**context, "message": message}, "{message}"
    return PydanticCustomError(cast("Any", kind), cast("Any", message), context)


def _shown(error: ErrorDetails) -> object:
    value, path = error.get("input"), error["loc"]
    # the whole config holds every field, and an unknown field may be a misspelt secret one
    may_be_secret = not path or path[0] in SECRET_FIELDS or error["type"] == "extra_forbidden"
    if may_be_secret or not isinstance(value, _SINGLE):
        return HIDDEN
    if not isinstance(value, str | Path):
        return value
    # halves of characters are written out: no error could be printed with them
    return str(value).encode("utf-8", "backslashreplace").decode()
