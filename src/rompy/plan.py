"""What will be run, written down before anything is run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path, PurePosixPath

GRACE = 10.0
"""Seconds between asking a run to end and ending it, as ``docker stop`` waits (docs.docker.com, "docker stop")."""


class Runnable(Protocol):
    """What a plan is made for: a model run, or a folder."""

    @property
    def run_id(self) -> str:
        """The name of the run."""

    @property
    def workspace(self) -> Path:
        """The absolute folder that the run works in, and that holds its record and its logs."""

    @property
    def config(self) -> object:
        """The model's config, which may have a ``run`` of its own; None where there is no model."""

    @property
    def model(self) -> object:
        """What the ``run`` of the model's config is called with: the model run."""


@dataclass(frozen=True)
class Folder:
    """A run without a model: what a backend file says, in a folder as it is."""

    run_id: str
    workspace: Path
    config: None = None
    model: None = None


@dataclass(frozen=True)
class StartProcess:
    """Start a process on this machine."""

    argv: tuple[str, ...]
    folder: Path
    """Where it starts."""
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What is set on top of the environment of rompy; the values may be secret."""
    captures_output: bool = True
    """Whether what it writes is kept in the log of the run; it goes to rompy's own output otherwise."""
    streams_output: bool = False
    """Whether what it writes is shown while it runs."""


@dataclass(frozen=True)
class CallModel:
    """Call the ``run`` of the model's own config, in a process of its own on this machine."""

    model: str
    """The class of the config."""
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    captures_output: bool = True
    streams_output: bool = False


@dataclass(frozen=True)
class BuildImage:
    """Build an image, which the next step runs."""

    dockerfile: Path
    """Within the context."""
    context: Path
    arguments: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Values of the Dockerfile's ARGs, which may be secret."""


@dataclass(frozen=True)
class BindMount:
    """A folder or file of the host that a container sees."""

    source: Path
    target: PurePosixPath
    modes: tuple[str, ...] = ()
    """As ``docker run --volume`` takes them: ro, rw, z, Z, a propagation, a consistency."""

    @property
    def is_read_only(self) -> bool:
        """Whether the container may only read it."""
        return "ro" in self.modes


@dataclass(frozen=True)
class RunContainer:
    """Run a container to its end."""

    image: str | None
    """None is the image that the step before built."""
    argv: tuple[str, ...]
    """What is executed, in place of the image's own entrypoint and command."""
    working_dir: PurePosixPath
    """Where it starts, in the container."""
    mounts: tuple[BindMount, ...]
    user: str
    cpus: int
    """Cores of time that all its processes together get."""
    memory: int | None = None
    """Bytes; None sets no limit."""
    removes: bool = True
    """Whether the container is removed after its end."""
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class SubmitJob:
    """Submit a job to Slurm and wait for its end."""

    options: tuple[str, ...]
    """Options of sbatch, each one word of a command line such as ``--nodes=2``."""
    command: str
    """What bash runs in the job."""
    folder: Path
    """Where the job starts, on the cluster."""
    output: str | None = None
    """The file for the job's output, with sbatch's patterns; None is the log of the run."""
    error: str | None = None
    """The file for the job's errors; None is the file of its output."""
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)


Step = StartProcess | CallModel | BuildImage | RunContainer | SubmitJob


@dataclass(frozen=True)
class Plan:
    """Everything that a run will do, decided by its config alone."""

    backend: str
    """The type of the backend."""
    run_id: str
    workspace: Path
    steps: tuple[Step, ...]
    timeout: int
    """Seconds that all steps together may take; those of a job count from its start on the cluster."""
    grace: float = GRACE
    """Seconds between SIGTERM and SIGKILL, on a stop and on a timeout."""
