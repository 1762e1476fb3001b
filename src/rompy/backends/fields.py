"""The kinds of values that backend fields hold, each checked in one place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, cast

from pydantic import AfterValidator, BeforeValidator, StringConstraints, ValidationInfo
from pydantic.types import Strict
from pydantic_core import PydanticCustomError

from rompy.backends import checks
from rompy.backends.checks import MEMORY_MAXIMUM, MEMORY_MINIMUM, MEMORY_PATTERN, MEMORY_UNITS, TIME_LIMIT_PATTERN
from rompy.backends.grammar import Grammar, Pattern, between
from rompy.backends.image import IMAGE_PATTERN
from rompy.backends.mount_patterns import MOUNT_PATTERNS
from rompy.backends.wrong import WrongValueError

if TYPE_CHECKING:
    from collections.abc import Callable

Value = TypeVar("Value")

_MEMORY_RANGE = "|".join(
    between(-(-MEMORY_MINIMUM // size), MEMORY_MAXIMUM // size) + (f"[{unit}{unit.upper()}]" if unit else "")
    for unit, size in MEMORY_UNITS.items()
)


def told(error: WrongValueError) -> PydanticCustomError:
    """Give an error as pydantic takes it from a validator."""
    return PydanticCustomError(cast("Any", error.kind), cast("Any", error.words), error.details)


def _judged(check: Callable[[Value], Value]) -> Callable[[Value], Value]:
    """Make a validator of a check."""

    def validate(value: Value) -> Value:
        try:
            return check(value)
        except WrongValueError as error:
            raise told(error) from error

    return validate


def _placed(check: Callable[[Value, object, str | None], Value]) -> Callable[[Value, ValidationInfo], Value]:
    """Make a validator of a check that needs to know where it is asked."""

    def validate(value: Value, info: ValidationInfo) -> Value:
        try:
            return check(value, info.context, info.field_name)
        except WrongValueError as error:
            raise told(error) from error

    return validate


_NO_NUL = Pattern(r"^[^\x00]*$", "The text cannot hold a NUL character.")
_ONE_LINE = Pattern(r"^[^\n\r\x00]*$", "The text must stand on one line.")

EnvironmentName = Annotated[
    str,
    AfterValidator(_judged(checks.environment_name)),
    Grammar((Pattern(r"^[^=\x00]+$", 'The name of a variable cannot be empty or hold "=".'),)),
]
Text = Annotated[str, StringConstraints(min_length=1), AfterValidator(_judged(checks.any_text)), Grammar((_NO_NUL,))]
"""A text that says something."""
Line = Annotated[str, StringConstraints(min_length=1), AfterValidator(_judged(checks.one_line)), Grammar((_ONE_LINE,))]
"""A text on one line, as a line of a job script needs it."""
AnyText = Annotated[str, AfterValidator(_judged(checks.any_text)), Grammar((_NO_NUL,))]
EnvironmentValue = Annotated[
    AnyText, Grammar(wrong_type='Environment variables are strings: put the value in quotes, such as "4".')
]
BuildArgument = Annotated[
    AnyText, Grammar(wrong_type='Build arguments are strings: put the value in quotes, such as "1.10".')
]
ImageName = Annotated[
    str,
    AfterValidator(_judged(checks.image)),
    Grammar(
        (
            Pattern(IMAGE_PATTERN, 'An image is named like "swan:41.45" or "registry.example.org/coast/swan:41.45".'),
            Pattern("^[^0-9a-f]", "64 hexadecimal digits are an image's id, not its name.", when="^[a-f0-9]{64}$"),
        ),
    ),
]
_MEMORY_FORM = 'Memory must be a whole number and a unit: k, m or g, such as "2g" or "512m".'
Memory = Annotated[
    str,
    StringConstraints(pattern=MEMORY_PATTERN),
    AfterValidator(_judged(checks.memory)),
    Grammar(
        (
            Pattern(MEMORY_PATTERN, _MEMORY_FORM),
            Pattern(
                f"^0*(?:{_MEMORY_RANGE})$",
                "Memory must be at least 6m, Docker's minimum, and at most 8 EiB.",
                when=MEMORY_PATTERN,
            ),
        ),
        _MEMORY_FORM,
    ),
]
Volume = Annotated[
    str,
    AfterValidator(_judged(checks.any_text)),
    AfterValidator(_placed(checks.volume)),
    Grammar((*MOUNT_PATTERNS, _NO_NUL), snippet=("host:container:mode", "${1:.}:${2:/app/data}:${3:ro}")),
]
_TIME_LIMIT_FORM = 'A time limit is "H:MM:SS" or "D-HH:MM:SS" in quotes, such as "2:00:00" or "1-12:00:00".'
TimeLimit = Annotated[
    str,
    StringConstraints(pattern=TIME_LIMIT_PATTERN),
    Grammar(
        (
            Pattern(
                TIME_LIMIT_PATTERN,
                'A time limit is "H:MM:SS" or "D-HH:MM:SS" in quotes, such as "2:00:00" or "1-12:00:00".',
            ),
        ),
        'A time limit is "H:MM:SS" or "D-HH:MM:SS" in quotes, such as "2:00:00" or "1-12:00:00".',
    ),
]
"""``H:MM:SS`` or ``D-HH:MM:SS`` (Slurm's sbatch manual, --time)."""

# a path comes as text from a file, which pydantic's strict mode would refuse
_PathText = Annotated[
    Path,
    Strict(strict=False),
    BeforeValidator(_judged(checks.usable_path)),
    Grammar((Pattern(r"^[^\x00]*$", "A path cannot hold a NUL character."),), min_length=1),
]
WorkingDir = Annotated[_PathText, AfterValidator(_placed(checks.working_dir))]
BuildContext = Annotated[_PathText, AfterValidator(_placed(checks.build_context))]
DockerfilePath = Annotated[
    _PathText,
    AfterValidator(_judged(checks.dockerfile)),
    # what begins with / or ~ holds one of them; pathlib drops ./ at the beginning
    Grammar((Pattern("^[^/~]*$", "The path must be relative to the build context.", when=r"^(?:\./+)*~|^/"),)),
]
