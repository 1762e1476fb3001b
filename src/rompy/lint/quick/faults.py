"""Tells what the models of rompy's own backends say of fields, without loading them.

Types and bounds come from the generated description of the models; what is asked of values beyond these is asked by
the same checks and conditions as the models'. Of what a file seldom holds this says nothing, and the models judge.
"""

from __future__ import annotations

import re
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, cast

from rompy.backends import checks
from rompy.backends.condition import OF_DOCKER, Given
from rompy.backends.facts import OWN
from rompy.backends.hidden import shown_path
from rompy.backends.wrong import WrongValueError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pydantic_core import ErrorDetails

    from rompy.backends.condition import Condition
    from rompy.backends.described import Field
    from rompy.document import Path

_SINGLE = (str, int, float, type(None))
"""What a value may be that is judged here, a boolean included, which is an integer to Python."""
_CONDITIONS: dict[str, tuple[Condition, ...]] = {"docker": OF_DOCKER}
_WORDS = {
    "bool_type": "Input should be a valid boolean",
    "dict_type": "Input should be a valid dictionary",
    "extra_forbidden": "Extra inputs are not permitted",
    "greater_than_equal": "Input should be greater than or equal to {ge}",
    "int_type": "Input should be a valid integer",
    "less_than_equal": "Input should be less than or equal to {le}",
    "list_type": "Input should be a valid list",
    "missing": "Field required",
    "path_type": f"Input is not a valid path for {FilePath!r}",
    "string_pattern_mismatch": "String should match pattern '{pattern}'",
    "string_too_short": "String should have at least {min_length} character",
    "string_type": "Input should be a valid string",
}
"""What pydantic itself says; most of it is put otherwise by the rules."""


def faults_of(name: str, fields: Mapping[Any, Any], context: Mapping[str, object]) -> list[ErrorDetails] | None:
    """List the faults of the fields of a backend as the model of its type tells them; None where that is not sure.

    Args:
        name: The type.
        fields: The fields as the file has them.
        context: What the model would be given besides: where paths start, and whether they must exist.
    """
    described = OWN.get(name)
    if described is None or not all(isinstance(key, str) and _is_usual(value) for key, value in fields.items()):
        return None
    known = described.fields
    if "type" in fields:
        return None
    found = [_fault("missing", (key,)) for key, field in known.items() if field.is_required and key not in fields]
    for key, value in fields.items():
        if key in known:
            found += _of_field(key, known[key], value, context)
        else:
            found.append(_fault("extra_forbidden", (key,)))
    wrong = frozenset(fault["loc"][0] for fault in found)
    for condition in _CONDITIONS.get(name, ()):
        violations = list(condition.violations(Given(fields, wrong, context)))
        found += [_said(broken.error, broken.path) for broken in violations]
        wrong = wrong.union(*(broken.fields for broken in violations))
    return found


def _is_usual(value: object) -> bool:
    """Tell whether a value is of plain types, and holds no text with half a character."""
    if isinstance(value, dict):
        return all(isinstance(key, str) and _is_usual(key) and _is_usual(item) for key, item in value.items())
    if isinstance(value, list):
        return all(map(_is_usual, value))
    if isinstance(value, str):
        return value.isascii() or not re.search(_HALF, value)
    return isinstance(value, _SINGLE)


_HALF = "[\ud800-\udfff]"


def _of_field(name: str, field: Field, value: object, context: Mapping[str, object]) -> Iterator[ErrorDetails]:
    if value is None and field.takes_null:
        return
    kind, _, inner = field.holds.removesuffix("]").partition("[")
    if kind == "int":
        yield from _of_number((name,), field, value)
    elif kind == "bool":
        if not isinstance(value, bool):
            yield _fault("bool_type", (name,))
    elif kind == "list":
        if not isinstance(value, list):
            yield _fault("list_type", (name,))
            return
        for index, item in enumerate(value):
            yield from _of_text((name, index), inner, item, context)
    elif kind == "dict":
        if not isinstance(value, dict):
            yield _fault("dict_type", (name,))
            return
        of_key, _, of_value = inner.partition(", ")
        for key, item in value.items():
            yield from _of_text((name, key, "[key]"), of_key, key, context)
            yield from _of_text((name, key), of_value, item, context)
    else:
        yield from _of_text((name,), kind, value, context)


def _of_number(path: Path, field: Field, value: object) -> Iterator[ErrorDetails]:
    if not isinstance(value, int) or isinstance(value, bool):
        yield _fault("int_type", path)
    elif isinstance(field.least, int) and value < field.least:
        yield _fault("greater_than_equal", path, ge=field.least)
    elif isinstance(field.most, int) and value > field.most:
        yield _fault("less_than_equal", path, le=field.most)


def _of_text(path: Path, kind: str, value: object, context: Mapping[str, object]) -> Iterator[ErrorDetails]:
    """Yield the one thing that is wrong with a text or a path, the first that is asked."""
    if not isinstance(value, str):
        yield _fault("path_type" if kind in _PATHS else "string_type", path)
    elif kind in _NOT_EMPTY and not value:
        yield _fault("string_too_short", path, min_length=1)
    elif kind in _PATTERNS and not re.fullmatch(_PATTERNS[kind], value):
        yield _fault("string_pattern_mismatch", path, pattern=_PATTERNS[kind])
    else:
        field = path[0] if isinstance(path[0], str) else None
        try:
            _CHECKS[kind](value, context, field)
        except WrongValueError as error:
            yield _said(error, path)


def _by_itself(check: Callable[[str], object]) -> Callable[[str, object, str | None], object]:
    return lambda value, _context, _field: check(value)


def _path_to(check: Callable[[FilePath, object, str | None], object]) -> Callable[[str, object, str | None], object]:
    def ask(value: str, context: object, field: str | None) -> object:
        checks.usable_path(value)
        return check(FilePath(value), context, field)

    return ask


def _volume(value: str, context: object, field: str | None) -> object:
    return checks.volume(checks.any_text(value), context, field)


_NOT_EMPTY = frozenset({"Text", "Line"})
_PATHS = frozenset({"WorkingDir", "BuildContext", "DockerfilePath"})
_PATTERNS = {"Memory": checks.MEMORY_PATTERN, "TimeLimit": checks.TIME_LIMIT_PATTERN}
_CHECKS: dict[str, Callable[[str, object, str | None], object]] = {
    **dict.fromkeys(("AnyText", "BuildArgument", "EnvironmentValue", "Text"), _by_itself(checks.any_text)),
    "EnvironmentName": _by_itself(checks.environment_name),
    "Line": _by_itself(checks.one_line),
    "ImageName": _by_itself(checks.image),
    "Memory": _by_itself(checks.memory),
    "TimeLimit": _by_itself(str),
    "Volume": _volume,
    "WorkingDir": _path_to(checks.working_dir),
    "BuildContext": _path_to(checks.build_context),
    "DockerfilePath": _path_to(lambda path, _context, _field: checks.dockerfile(path)),
}
"""What the annotation of a field asks of a text, by its name."""


def _said(error: WrongValueError, path: Path) -> ErrorDetails:
    return _error(error.kind, path, str(error), error.details)


def _fault(kind: str, path: Path, **details: object) -> ErrorDetails:
    return _error(kind, path, _WORDS[kind].format(**details), details)


def _error(kind: str, path: Path, message: str, details: Mapping[str, object]) -> ErrorDetails:
    return cast("ErrorDetails", {"type": kind, "loc": shown_path(path), "msg": message, "ctx": dict(details)})
