"""The record of a run: ``run.json`` in its workspace, true at each moment.

Null means that something was not measured or is not known; 0 is a measurement.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from rompy.backends.hidden import HIDDEN, SECRET_FIELDS
from rompy.backends.secrets import is_secret_name
from rompy.errors import RunRecordError
from rompy.replacing import replace_file
from rompy.run.outcome import Outcome, State

if TYPE_CHECKING:
    from pathlib import Path

    from rompy.backends.base import BaseBackendConfig

SCHEMA_VERSION = 1

UNDER_WAY = ("created", "building", "pulling", "submitted", "queued", "running", "stopping")
"""Phases of a run that has no outcome yet, in their order."""


class _Part(BaseModel):
    # records of later versions may say more
    model_config = ConfigDict(extra="ignore", validate_assignment=True)


class Times(_Part):
    """When things happened (ISO 8601 in UTC), and how long they took (seconds)."""

    created: datetime
    """When rompy began with it."""
    submitted: datetime | None = None
    """When it was given to a cluster; null for runs that are not."""
    started: datetime | None = None
    """When the model started; null where it has not."""
    finished: datetime | None = None
    """When the run was over, and cleared away."""
    queued_seconds: float | None = None
    """Between submission and start."""
    wall_seconds: float | None = None
    """Between start and end of the model."""


class Result(_Part):
    """The outcome as it is written down."""

    state: State
    """What became of the run."""
    cause: str
    """What happened, as one sentence."""
    exit_code: int | None = None
    """The model's own; null where it has none."""
    signal: int | None = None
    """The number of the signal that ended the model."""
    evidence: list[str] = Field(default_factory=list)
    """What the state was read from, such as ``OOMKilled=true``."""
    raw: dict[str, Any] = Field(default_factory=dict)
    """What the engine says of the end, in its own words."""
    advice: str | None = None
    """What to try."""
    stopped_by: int | None = None
    """The number of the signal by which rompy was asked to stop the run."""

    @field_validator("state", mode="before")
    @classmethod
    def _known(cls, state: object) -> object:
        # records of later versions may know more ways to end
        return State.UNKNOWN if isinstance(state, str) and state not in list(State) else state

    @classmethod
    def of(cls, outcome: Outcome) -> Result:
        """Write an outcome down."""
        return cls(
            state=outcome.state,
            cause=outcome.cause,
            exit_code=outcome.exit_code,
            signal=outcome.signal,
            evidence=list(outcome.evidence),
            raw=dict(outcome.raw),
            advice=outcome.advice,
            stopped_by=outcome.stopped_by,
        )


class Limit(_Part):
    """Something that the run may not go beyond, and what holds it to that."""

    name: str
    """timeout, time_limit, cpu or memory."""
    value: float
    """In the unit."""
    unit: str
    """seconds, cores or bytes."""
    enforced_by: str
    """Who ends the run, or holds it back, beyond the limit."""


class Sample(_Part):
    """What the run used at a moment."""

    seconds: float
    """Since its start."""
    cpu_seconds: float | None = None
    """All its processes together, since its start."""
    memory_bytes: int | None = None
    """All its processes together, at that moment."""


class Usage(_Part):
    """What the run used."""

    cpu_seconds: float | None = None
    """Time of processors."""
    cpu_kind: str | None = None
    """Which processes ``cpu_seconds`` counts."""
    memory_peak_bytes: int | None = None
    """The most memory that it held."""
    memory_kind: str | None = None
    """What ``memory_peak_bytes`` is: the largest process, the sum of samples, the cgroup's own count."""
    samples: list[Sample] = Field(default_factory=list)
    """What was measured while it ran; empty where nothing was."""


class Log(_Part):
    """A file that holds what the run wrote."""

    path: str
    """Where it is, or was when it was written."""
    bytes: int | None = None
    """Its size."""
    truncated: bool = False
    """Whether the file lacks what the run wrote, as on a full disk."""


class Record(_Part):
    """One run, from its creation to its end."""

    schema_version: int = SCHEMA_VERSION
    """Raised when a reader would have to change."""
    run_id: str
    """The name of the run, which others may have too."""
    token: str
    """Names this run alone; its processes have it as ROMPY_RUN_TOKEN."""
    backend: str
    """The type of the backend, which may be a plugin's."""
    engine: str | None = None
    """What carries it out: local, docker or slurm."""
    workspace: str
    """The folder that it works in."""
    phase: str = "created"
    """What the run does now, or ``finished``."""
    config: dict[str, Any] = Field(default_factory=dict)
    """The config as it was resolved; of ``env_vars`` and ``build_args`` the names alone."""
    config_sha256: str | None = None
    """Of ``config`` as it stands here, as JSON with sorted keys."""
    rompy_version: str
    """The rompy that ran it."""
    python_version: str
    """The Python of that rompy."""
    host: str
    """The machine of that rompy."""
    user: str
    """Whose run it is."""
    owner: str
    """The process that watches over the run: host, boot, namespace, number and start, apart by slashes."""
    grace_seconds: float | None = None
    """Seconds between asking the model to end and ending it."""
    native: dict[str, Any] = Field(default_factory=dict)
    """The engine's own names: processes with their start, container and image, job and cluster."""
    times: Times
    """When things happened."""
    outcome: Result | None = None
    """How it ended; null while it is under way."""
    limits: list[Limit] = Field(default_factory=list)
    """What it may not go beyond."""
    usage: Usage = Field(default_factory=Usage)
    """What it used."""
    logs: list[Log] = Field(default_factory=list)
    """What it wrote."""
    left_behind: list[str] = Field(default_factory=list)
    """What could not be ended, or was left on purpose."""

    @property
    def is_finished(self) -> bool:
        """Whether the run is over."""
        return self.outcome is not None

    @property
    def state(self) -> str:
        """The state of the outcome, or the phase of a run that is under way."""
        return self.phase if self.outcome is None else str(self.outcome.state)

    @property
    def ended(self) -> Outcome | None:
        """How the run ended, as ``execute`` gave it; None while it is under way."""
        if self.outcome is None:
            return None
        return Outcome(
            state=self.outcome.state,
            cause=self.outcome.cause,
            exit_code=self.outcome.exit_code,
            signal=self.outcome.signal,
            evidence=tuple(self.outcome.evidence),
            raw=dict(self.outcome.raw),
            advice=self.outcome.advice,
            stopped_by=self.outcome.stopped_by,
            left_behind=tuple(self.left_behind),
        )


def now() -> datetime:
    """Give the time in UTC."""
    return datetime.now(UTC)


def shown_config(config: BaseBackendConfig) -> dict[str, Any]:
    """Give a config as records show it: every field, and of the secret ones the names alone."""
    shown: dict[str, Any] = config.model_dump(mode="json")
    for name in SECRET_FIELDS & shown.keys():
        if isinstance(shown[name], dict):
            shown[name] = sorted(shown[name])
    return {name: value if name in SECRET_FIELDS else _without_secrets(value, name) for name, value in shown.items()}


def _without_secrets(value: Any, name: str) -> Any:  # noqa: ANN401 - a plugin's field is of any type
    """Hide what other packages' fields hold under a name that says it is a secret."""
    match value:
        case dict():
            return {key: _without_secrets(item, key if isinstance(key, str) else name) for key, item in value.items()}
        case list():
            return [_without_secrets(item, name) for item in value]
        case str() if is_secret_name(name) and value:
            return HIDDEN
    return value


def digest(shown: dict[str, Any]) -> str:
    """Give the SHA-256 of a config as records show it."""
    return hashlib.sha256(json.dumps(shown, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def write(record: Record, path: Path) -> None:
    """Replace the file by the record at once: a reader sees the old one or the new one, whole.

    Raises:
        OSError: where the file cannot be written, as on a full disk; the old one is left.
    """
    replace_file(path, (record.model_dump_json(indent=2) + "\n").encode(), is_synced=True)


def read(path: Path) -> Record:
    """Read a record.

    Raises:
        RunRecordError: where the file is not there, or holds no record.
    """
    try:
        return Record.model_validate_json(path.read_bytes())
    except OSError as error:
        message = f"{path}: the record cannot be read: {error.strerror}"
        raise RunRecordError(message) from error
    except ValidationError as error:
        message = f"{path}: this is no record of a run: {error.error_count()} of its fields are wrong or missing"
        raise RunRecordError(message) from error
