"""What is asked of the values of fields beyond their types; models and the linter's quick judge ask alike."""

from __future__ import annotations

import os
import re
from pathlib import Path

from rompy.backends.image import image_fault
from rompy.backends.paths import absolute, here
from rompy.backends.volume import Mount, MountFormatError, parse_mount
from rompy.backends.wrong import WrongValueError

MEMORY_MINIMUM = 6 * 1024 * 1024
"""Least memory in bytes that Docker gives a container (docs.docker.com, "Resource constraints", --memory)."""

MEMORY_MAXIMUM = 2**63 - 1
"""Docker counts bytes in 64 bits."""

_SURROGATE = "[\ud800-\udfff]"
"""Half a character, as undecodable bytes and JSON's ``\\ud800`` give; it cannot be written in UTF-8."""

MEMORY_UNITS = {"": 1, "k": 1024, "m": 1024**2, "g": 1024**3}

MEMORY_PATTERN = "^[0-9]+[kmgKMG]?$"

TIME_LIMIT_PATTERN = r"^([0-9]{1,4}:[0-5][0-9]:[0-5][0-9]|[0-9]{1,4}-([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9])$"


def usable_path(value: object) -> object:
    """Check that a text can be a path at all.

    Raises:
        WrongValueError: where it is not so.
    """
    text = os.fspath(value) if isinstance(value, Path) else value
    if text == "":
        raise WrongValueError("path_empty", "A path cannot be empty")
    if isinstance(text, str) and "\0" in text:
        raise WrongValueError("path_nul", "A path cannot hold a NUL character")
    if isinstance(text, str) and re.search(_SURROGATE, text):
        raise WrongValueError("path_surrogate", "A path must be text that UTF-8 can write")
    return value


def any_text(value: str) -> str:
    """Check that programs and files can hold a text.

    Raises:
        WrongValueError: where it is not so.
    """
    if "\0" in value:
        raise WrongValueError("text_nul", "The text cannot hold a NUL character, which ends it for every program")
    if re.search(_SURROGATE, value):
        raise WrongValueError("text_surrogate", "The text holds half a character, which UTF-8 cannot write")
    return value


def one_line(value: str) -> str:
    """Check that a text stands on one line.

    Raises:
        WrongValueError: where it is not so.
    """
    if any(character in value for character in "\n\r\0"):
        raise WrongValueError("text_lines", "The text must stand on one line")
    return any_text(value)


def environment_name(name: str) -> str:
    """Check that a text can name a variable.

    Raises:
        WrongValueError: where it is not so.
    """
    if not name:
        raise WrongValueError("env_name_empty", "Environment variable keys cannot be empty")
    if "=" in name:
        raise WrongValueError("env_name_equals", "Environment variable keys cannot contain '='")
    if "\0" in name:
        raise WrongValueError("env_name_nul", "Environment variable keys cannot contain a NUL character")
    if re.search(_SURROGATE, name):
        raise WrongValueError("env_name_surrogate", "Environment variable keys must be text that UTF-8 can write")
    return name


def working_dir(written: Path, context: object, field: str | None) -> Path:
    """Check that a folder is there, and give its absolute path.

    Raises:
        WrongValueError: where it is not so.
    """
    path = absolute(written, context, field)
    place = here(path, context)
    if place is not None and not os.path.exists(place):  # noqa: PTH110 - Path.exists raises for a long name
        raise _path_error("working_dir_missing", "Working directory does not exist", path)
    if place is not None and not place.is_dir():
        raise _path_error("working_dir_no_directory", "Working directory is not a directory", path)
    return path


def build_context(written: Path, context: object, field: str | None) -> Path:
    """Check that a folder is there, and give its absolute path.

    Raises:
        WrongValueError: where it is not so.
    """
    path = absolute(written, context, field)
    place = here(path, context)
    if place is not None and not os.path.exists(place):  # noqa: PTH110 - as above
        raise _path_error("build_context_missing", "Build context directory does not exist", path)
    if place is not None and not place.is_dir():
        raise _path_error("build_context_no_directory", "Build context must be a directory", path)
    return path


def _path_error(kind: str, words: str, path: Path) -> WrongValueError:
    """Make an error that ends in the path that is meant, without detours by ``..``."""
    return WrongValueError(kind, words + ": {path}", {"path": os.path.normpath(path)})


def dockerfile(path: Path) -> Path:
    """Check that a path begins in the build context.

    Raises:
        WrongValueError: where it is not so.
    """
    if path.is_absolute() or str(path).startswith("~"):
        raise WrongValueError(
            "dockerfile_absolute",
            "Dockerfile path must be relative to build context: {path}",
            {"path": os.path.normpath(path)},
        )
    return path


def image(name: str) -> str:
    """Check the name of an image.

    Raises:
        WrongValueError: where it is not so.
    """
    fault = image_fault(name)
    if fault is not None:
        message = f"Docker image name {name!r} is not valid: {fault}"
        raise WrongValueError("image_name", "{message}", {"name": repr(name), "fault": fault, "message": message})
    return name


def memory_bytes(memory: str) -> int:
    """Give a memory limit such as ``512m`` in bytes; units are powers of 1024, and none means bytes.

    Source: docs.docker.com, "Runtime options with Memory, CPUs, and GPUs".
    """
    unit = memory[-1].lower() if memory[-1].isalpha() else ""
    return int(memory.rstrip("kmgKMG")) * MEMORY_UNITS[unit]


def memory(memory: str) -> str:
    """Check that a limit of memory is one that Docker takes.

    Raises:
        WrongValueError: where it is not so.
    """
    # int() refuses thousands of digits, and zeros may stand before the few that count
    significant = re.sub("^0+(?=[0-9])", "", memory)
    is_countable = len(significant) <= len(str(MEMORY_MAXIMUM)) + 1
    if not is_countable or memory_bytes(significant) > MEMORY_MAXIMUM:
        raise WrongValueError("memory_above_maximum", "Memory is above 8 EiB, more than Docker can count")
    if memory_bytes(significant) < MEMORY_MINIMUM:
        raise WrongValueError(
            "memory_below_minimum", "Memory {memory} is below Docker's minimum of 6m", {"memory": memory}
        )
    return memory


def volume(text: str, context: object, field: str | None) -> str:
    """Check a mount, and give it with the absolute path of the host.

    Raises:
        WrongValueError: where it is not so.
    """
    try:
        mount = parse_mount(text)
    except MountFormatError as error:
        # the message comes last, so that braces in what it quotes are not filled in
        details = {"fault": str(error), "volume": text, "mode": error.mode, "message": f"{error}: {text}"}
        raise WrongValueError("volume_format", "{message}", details) from error
    host = absolute(mount.host, context, field)
    place = here(host, context)
    if place is not None and not os.path.exists(place):  # noqa: PTH110 - as above
        raise _path_error("volume_host_missing", "Host path does not exist", host)
    if mount.host.startswith("/"):
        return text
    if ":" in str(host):
        message = "Host path holds a ':' once it is absolute, which no volume mount can write: {path}"
        raise WrongValueError("volume_host_colon", message, {"path": str(host)})
    return str(Mount(str(host), mount.container, mount.modes))
