"""Writes what a supervisor is to do, and reads what became of it.

``rompy.run.supervisor`` says what each field means.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rompy.run import supervisor

if TYPE_CHECKING:
    from collections.abc import Mapping

SUPERVISOR = Path(supervisor.__file__)
"""The script: one file, which may be copied to where it is needed."""

Cause = Literal["exited", "timeout", "stopped", "owner_gone", "not_started"]


@dataclass(frozen=True)
class Spec:
    """What a supervisor is to do."""

    token: str
    owner: str
    """Empty where the processes may outlive rompy, as those of a job do: they are no leftovers then."""
    argv: tuple[str, ...]
    folder: Path
    result: Path
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    timeout: float | None = None
    grace: float = 10.0
    log: Path | None = None
    error_log: Path | None = None
    progress: Path | None = None
    control: bool = False

    def data(self) -> supervisor.Spec:
        """Give it as the supervisor reads it."""
        return {
            "version": supervisor.VERSION,
            "token": self.token,
            "owner": self.owner,
            "argv": list(self.argv),
            "folder": _text(self.folder),
            "environment": dict(self.environment),
            "timeout": self.timeout,
            "grace": self.grace,
            "log": None if self.log is None else _text(self.log),
            "error_log": None if self.error_log is None else _text(self.error_log),
            "result": _text(self.result),
            "progress": None if self.progress is None else _text(self.progress),
            "control": self.control,
        }

    def write(self, path: Path) -> None:
        """Write it for its owner's eyes alone; the supervisor removes it.

        Raises:
            OSError: where it cannot be written; what was written of it is removed.
        """
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            with open(handle, "w", encoding="utf-8") as stream:  # noqa: PTH123 - a handle, not a path
                json.dump(self.data(), stream)
        except BaseException:
            path.unlink(missing_ok=True)
            raise


def _text(path: Path) -> str:
    """Give a path as the supervisor takes it, which runs in Python's UTF-8 mode, wherever it is."""
    return os.fsencode(path).decode("utf-8", "surrogateescape")


def command_line(spec: Path, *, python: str | None = None, script: Path = SUPERVISOR) -> tuple[str, ...]:
    """Give the command line of a supervisor; without a Python, this one's."""
    return (python or sys.executable, "-I", "-S", "-X", "utf8", str(script), str(spec))


class _Said(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class StartError(_Said):
    """Why a command was not started."""

    stage: Literal["log", "folder", "command"]
    errno: int | None


_Kind = TypeVar("_Kind", "Progress", "Result")
ProcessName = tuple[int, int | None]
"""The number of a process, and its start in clock ticks since the boot."""
SampleRow = tuple[float, float, int]
"""Seconds since the start, CPU seconds, bytes of memory."""


class Progress(_Said):
    """What is known of a command while it runs."""

    token: str
    supervisor: ProcessName
    process: ProcessName | None
    started: float
    cpu_seconds: float | None
    memory_peak_bytes: int | None
    samples: list[SampleRow]
    processes: list[ProcessName] = Field(default_factory=list)


class Result(_Said):
    """What became of a command."""

    token: str
    supervisor: ProcessName
    process: ProcessName | None
    started: float
    finished: float
    wall_seconds: float
    cause: Cause
    exit_code: int | None
    signal: int | None
    error: StartError | None
    outlived: int
    killed: int
    left: list[ProcessName]
    cpu_seconds: float | None
    max_rss_bytes: int | None
    memory_peak_bytes: int | None
    samples: list[SampleRow]
    oom_kills: int | None
    log_bytes: int
    lost_bytes: int


def read_result(path: Path, token: str) -> Result | None:
    """Read a result; None where there is none, or it is not that of the run with this token."""
    return _read(Result, path, token)


def read_progress(path: Path, token: str) -> Progress | None:
    """Read how far a command is; None as for results."""
    return _read(Progress, path, token)


def _read(kind: type[_Kind], path: Path, token: str) -> _Kind | None:
    try:
        said = kind.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None
    return said if said.token == token else None
