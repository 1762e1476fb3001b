"""The kinds of values that backend fields hold, each checked in one place."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, LiteralString

from pydantic import AfterValidator, BeforeValidator, StringConstraints, ValidationInfo
from pydantic.types import Strict
from pydantic_core import PydanticCustomError

from rompy.backends.grammar import Grammar, Pattern, between
from rompy.backends.image import IMAGE_PATTERN, image_fault
from rompy.backends.volume import MOUNT_PATTERNS, Mount, MountFormatError, parse_mount

MEMORY_MINIMUM = 6 * 1024 * 1024
"""Least memory in bytes that Docker gives a container (docs.docker.com, "Resource constraints", --memory)."""

_MEMORY_MAXIMUM = 2**63 - 1
"""Docker counts bytes in 64 bits."""

_SURROGATE = re.compile("[\ud800-\udfff]")
"""Half a character, as undecodable bytes and JSON's ``\\ud800`` give; it cannot be written in UTF-8."""

_MEMORY_UNITS = {"": 1, "k": 1024, "m": 1024**2, "g": 1024**3}

_MEMORY_PATTERN = "^[0-9]+[kmgKMG]?$"

_MEMORY_RANGE = "|".join(
    between(-(-MEMORY_MINIMUM // size), _MEMORY_MAXIMUM // size) + (f"[{unit}{unit.upper()}]" if unit else "")
    for unit, size in _MEMORY_UNITS.items()
)


def checks_host(context: object) -> bool:
    """Tell whether paths are looked up on this machine: yes, unless the validation context has ``host: False``."""
    return not isinstance(context, Mapping) or context.get("host", True) is True


def here(path: Path, context: object) -> Path | None:
    """Give where to look for a path on this machine: None where it is not looked up, or is taken to exist.

    The context's ``look_at`` is a function that gives what stands for a path of another machine, or None.
    """
    if not checks_host(context):
        return None
    look_at = context.get("look_at") if isinstance(context, Mapping) else None
    found = look_at(path) if callable(look_at) else path
    return found if isinstance(found, Path) else None


def absolute(path: str | Path, context: object, field: str | None = None) -> Path:
    """Give the path that is meant: ``~`` expanded, a relative one from the context's ``base`` (or where we are).

    The context's ``bases`` are other starts for some fields, which stand in an included file.

    Raises:
        PydanticCustomError: for a relative path where the working directory has been removed.
    """
    expanded = Path(os.path.expanduser(path))  # noqa: PTH111 - Path.expanduser raises for an unknown user
    base = None
    if isinstance(context, Mapping):
        bases = context.get("bases")
        base = bases.get(field) if isinstance(bases, Mapping) else None
        base = context.get("base") if base is None else base
    start = Path(base) if isinstance(base, str | Path) else Path()
    try:
        return (start / expanded).absolute()
    except OSError as error:
        message = "The working directory is gone, so a relative path begins nowhere"
        raise PydanticCustomError("path_no_start", message) from error


def _usable_path(value: object) -> object:
    text = os.fspath(value) if isinstance(value, Path) else value
    if text == "":
        raise PydanticCustomError("path_empty", "A path cannot be empty")
    if isinstance(text, str) and "\0" in text:
        raise PydanticCustomError("path_nul", "A path cannot hold a NUL character")
    if isinstance(text, str) and _SURROGATE.search(text):
        raise PydanticCustomError("path_surrogate", "A path must be text that UTF-8 can write")
    return value


def _any_text(value: str) -> str:
    if "\0" in value:
        raise PydanticCustomError("text_nul", "The text cannot hold a NUL character, which ends it for every program")
    if _SURROGATE.search(value):
        raise PydanticCustomError("text_surrogate", "The text holds half a character, which UTF-8 cannot write")
    return value


def _one_line(value: str) -> str:
    if any(character in value for character in "\n\r\0"):
        raise PydanticCustomError("text_lines", "The text must stand on one line")
    return _any_text(value)


def _environment_name(name: str) -> str:
    if not name:
        raise PydanticCustomError("env_name_empty", "Environment variable keys cannot be empty")
    if "=" in name:
        raise PydanticCustomError("env_name_equals", "Environment variable keys cannot contain '='")
    if "\0" in name:
        raise PydanticCustomError("env_name_nul", "Environment variable keys cannot contain a NUL character")
    if _SURROGATE.search(name):
        raise PydanticCustomError("env_name_surrogate", "Environment variable keys must be text that UTF-8 can write")
    return name


def _working_dir(path: Path, info: ValidationInfo) -> Path:
    path = absolute(path, info.context, info.field_name)
    place = here(path, info.context)
    if place is not None and not os.path.exists(place):  # noqa: PTH110 - Path.exists raises for a long name
        raise _path_error("working_dir_missing", "Working directory does not exist", path)
    if place is not None and not place.is_dir():
        raise _path_error("working_dir_no_directory", "Working directory is not a directory", path)
    return path


def _build_context(path: Path, info: ValidationInfo) -> Path:
    path = absolute(path, info.context, info.field_name)
    place = here(path, info.context)
    if place is not None and not os.path.exists(place):  # noqa: PTH110 - as above
        raise _path_error("build_context_missing", "Build context directory does not exist", path)
    if place is not None and not place.is_dir():
        raise _path_error("build_context_no_directory", "Build context must be a directory", path)
    return path


def _path_error(kind: LiteralString, words: LiteralString, path: Path) -> PydanticCustomError:
    """Make an error that ends in the path that is meant, without detours by ``..``."""
    return PydanticCustomError(kind, words + ": {path}", {"path": os.path.normpath(path)})


def _dockerfile(path: Path) -> Path:
    if path.is_absolute() or str(path).startswith("~"):
        raise PydanticCustomError(
            "dockerfile_absolute",
            "Dockerfile path must be relative to build context: {path}",
            {"path": os.path.normpath(path)},
        )
    return path


def _image(name: str) -> str:
    fault = image_fault(name)
    if fault is not None:
        message = f"Docker image name {name!r} is not valid: {fault}"
        raise PydanticCustomError("image_name", "{message}", {"name": repr(name), "fault": fault, "message": message})
    return name


def memory_bytes(memory: str) -> int:
    """Give a memory limit such as ``512m`` in bytes; units are powers of 1024, and none means bytes.

    Source: docs.docker.com, "Runtime options with Memory, CPUs, and GPUs".
    """
    unit = memory[-1].lower() if memory[-1].isalpha() else ""
    return int(memory.rstrip("kmgKMG")) * _MEMORY_UNITS[unit]


def _memory(memory: str) -> str:
    # int() refuses thousands of digits, and zeros may stand before the few that count
    significant = re.sub("^0+(?=[0-9])", "", memory)
    is_countable = len(significant) <= len(str(_MEMORY_MAXIMUM)) + 1
    if not is_countable or memory_bytes(significant) > _MEMORY_MAXIMUM:
        raise PydanticCustomError("memory_above_maximum", "Memory is above 8 EiB, more than Docker can count")
    if memory_bytes(significant) < MEMORY_MINIMUM:
        raise PydanticCustomError(
            "memory_below_minimum", "Memory {memory} is below Docker's minimum of 6m", {"memory": memory}
        )
    return memory


def _volume(text: str, info: ValidationInfo) -> str:
    try:
        mount = parse_mount(text)
    except MountFormatError as error:
        # the message comes last, so that braces in what it quotes are not filled in
        details = {"fault": str(error), "volume": text, "mode": error.mode, "message": f"{error}: {text}"}
        raise PydanticCustomError("volume_format", "{message}", details) from error
    host = absolute(mount.host, info.context, info.field_name)
    place = here(host, info.context)
    if place is not None and not os.path.exists(place):  # noqa: PTH110 - as above
        raise _path_error("volume_host_missing", "Host path does not exist", host)
    if mount.host.startswith("/"):
        return text
    if ":" in str(host):
        message = "Host path holds a ':' once it is absolute, which no volume mount can write: {path}"
        raise PydanticCustomError("volume_host_colon", message, {"path": str(host)})
    return str(Mount(str(host), mount.container, mount.modes))


_NO_NUL = Pattern(r"^[^\x00]*$", "The text cannot hold a NUL character.")
_ONE_LINE = Pattern(r"^[^\n\r\x00]*$", "The text must stand on one line.")

EnvironmentName = Annotated[
    str,
    AfterValidator(_environment_name),
    Grammar((Pattern(r"^[^=\x00]+$", 'The name of a variable cannot be empty or hold "=".'),)),
]
Text = Annotated[str, StringConstraints(min_length=1), AfterValidator(_any_text), Grammar((_NO_NUL,))]
"""A text that says something."""
Line = Annotated[str, StringConstraints(min_length=1), AfterValidator(_one_line), Grammar((_ONE_LINE,))]
"""A text on one line, as a line of a job script needs it."""
AnyText = Annotated[str, AfterValidator(_any_text), Grammar((_NO_NUL,))]
EnvironmentValue = Annotated[
    AnyText, Grammar(wrong_type='Environment variables are strings: put the value in quotes, such as "4".')
]
BuildArgument = Annotated[
    AnyText, Grammar(wrong_type='Build arguments are strings: put the value in quotes, such as "1.10".')
]
ImageName = Annotated[
    str,
    AfterValidator(_image),
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
    StringConstraints(pattern=_MEMORY_PATTERN),
    AfterValidator(_memory),
    Grammar(
        (
            Pattern(_MEMORY_PATTERN, _MEMORY_FORM),
            Pattern(
                f"^0*(?:{_MEMORY_RANGE})$",
                "Memory must be at least 6m, Docker's minimum, and at most 8 EiB.",
                when=_MEMORY_PATTERN,
            ),
        ),
        _MEMORY_FORM,
    ),
]
Volume = Annotated[
    str,
    AfterValidator(_any_text),
    AfterValidator(_volume),
    Grammar((*MOUNT_PATTERNS, _NO_NUL), snippet=("host:container:mode", "${1:.}:${2:/app/data}:${3:ro}")),
]
_TIME_LIMIT = r"^([0-9]{1,4}:[0-5][0-9]:[0-5][0-9]|[0-9]{1,4}-([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9])$"
TimeLimit = Annotated[
    str,
    StringConstraints(pattern=_TIME_LIMIT),
    Grammar(
        (
            Pattern(
                _TIME_LIMIT, 'A time limit is "H:MM:SS" or "D-HH:MM:SS" in quotes, such as "2:00:00" or "1-12:00:00".'
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
    BeforeValidator(_usable_path),
    Grammar((Pattern(r"^[^\x00]*$", "A path cannot hold a NUL character."),), min_length=1),
]
WorkingDir = Annotated[_PathText, AfterValidator(_working_dir)]
BuildContext = Annotated[_PathText, AfterValidator(_build_context)]
DockerfilePath = Annotated[
    _PathText,
    AfterValidator(_dockerfile),
    # what begins with / or ~ holds one of them; pathlib drops ./ at the beginning
    Grammar((Pattern("^[^/~]*$", "The path must be relative to the build context.", when=r"^(?:\./+)*~|^/"),)),
]
