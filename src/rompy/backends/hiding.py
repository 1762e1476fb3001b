"""Keeps what came from the environment, and may be a secret, out of errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from pydantic_core import InitErrorDetails, PydanticCustomError

from rompy.backends.hidden import HIDDEN
from rompy.backends.redact import validation_error
from rompy.backends.secrets import is_secret_field, is_secret_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydantic import ValidationError

    from rompy.document import Path
    from rompy.document.template import Rendered

_SHORTEST = 4
"""Characters of the shortest value that is hidden: less is no secret, and stands in many words."""


def may_hold_secret(path: Path, variables: Iterable[str]) -> bool:
    """Tell whether a value that came from variables may be a secret, by where it stands and by their names."""
    names = [str(step) for step in path if not isinstance(step, int)]
    return any(map(is_secret_field, names)) or any(map(is_secret_name, (*names, *variables)))


def secret_values(texts: Mapping[Path, Rendered], variables: Mapping[str, str]) -> frozenset[str]:
    """List the values of variables that stand in a file where they may be secrets."""
    names = {
        name
        for path, text in texts.items()
        if text.environment and may_hold_secret(path, text.environment)
        for name in text.environment
    }
    return frozenset(variables[name] for name in names)


def without(text: str, values: Iterable[str]) -> str:
    """Give a text with something else in the place of some values, as they are and as Python writes them."""
    long_ones = (value for value in values if len(value) >= _SHORTEST)
    for value in sorted(long_ones, key=len, reverse=True):
        for written in (value, repr(value)[1:-1]):
            text = text.replace(written, HIDDEN)
    return text


def hiding(error: ValidationError, values: Iterable[str]) -> ValidationError:
    """Give an error without some values: validators of other packages may quote what they refuse."""
    faults = error.errors(include_url=False, include_input=False)
    said = [without(fault["msg"], values) for fault in faults]
    if all(words == fault["msg"] for words, fault in zip(said, faults, strict=True)):
        return error
    made = [
        InitErrorDetails(type=_saying(fault["type"], words), loc=fault["loc"], input=HIDDEN)
        for words, fault in zip(said, faults, strict=True)
    ]
    return validation_error(error.title, made)


def _saying(kind: str, words: str) -> PydanticCustomError:
    # the words are filled in, so that braces in them are not
    return PydanticCustomError(cast("Any", kind), "{words}", {"words": words})
