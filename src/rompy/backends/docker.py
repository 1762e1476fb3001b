"""Runs in a Docker container."""

from __future__ import annotations

import shlex
from pathlib import Path, PurePosixPath
from pkgutil import resolve_name
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import ConfigDict, Field

from rompy.backends.base import BackendClass, BaseBackendConfig
from rompy.backends.checks import memory_bytes
from rompy.backends.condition import OF_DOCKER, Condition
from rompy.backends.fields import (
    AnyText,
    BuildArgument,
    BuildContext,
    DockerfilePath,
    EnvironmentName,
    ImageName,
    Line,
    Memory,
    Text,
    Volume,
)
from rompy.backends.mpi import counts_ranks
from rompy.backends.volume import parse_mount
from rompy.errors import NothingToRunError
from rompy.plan import BindMount, BuildImage, Plan, RunContainer, Runnable

if TYPE_CHECKING:
    from collections.abc import Sequence

WORKSPACE = PurePosixPath("/app/run_id")
"""Where a container finds the workspace, as rompy 0.6.4 mounts it."""


class DockerConfig(BaseBackendConfig):
    """Run in a Docker container, from an image or a Dockerfile."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"type": "docker", "image": "swan:41.45", "cpu": 4, "memory": "2g", "timeout": 7200},
                {"type": "docker", "dockerfile": "docker/Dockerfile", "cpu": 2, "build_args": {"VERSION": "1.0"}},
            ]
        }
    )

    conditions: ClassVar[tuple[Condition, ...]] = OF_DOCKER

    advised: ClassVar[frozenset[str]] = frozenset({"user"})

    type: Literal["docker"] = Field("docker", description="Backend type")
    image: ImageName | None = Field(
        None, description="Docker image to use (mutually exclusive with dockerfile)", examples=["swan:41.45"]
    )
    dockerfile: DockerfilePath | None = Field(
        None,
        description="Path to Dockerfile to build, relative to build_context (mutually exclusive with image)",
        examples=["Dockerfile"],
    )
    build_context: BuildContext | None = Field(
        None, description="Folder that Docker builds from (default: the folder of this file)", examples=["."]
    )
    build_args: dict[EnvironmentName, BuildArgument] = Field(
        default_factory=dict,
        description="Arguments for Docker build process",
        examples=[{"BASE_IMAGE": "ubuntu:24.04"}],
        repr=False,
    )
    executable: Text = Field("/usr/local/bin/run.sh", description="Path to executable inside container")
    mpiexec: AnyText = Field("", description="MPI execution command for parallel runs", examples=["mpirun -np 2"])
    cpu: int = Field(1, ge=1, le=128, description="Number of CPU cores to allocate", examples=[2])
    memory: Memory | None = Field(None, description='Memory limit (e.g., "2g", "512m")', examples=["2g"])
    volumes: list[Volume] = Field(
        default_factory=list,
        description='Volume mounts in "host:container[:mode]" format',
        examples=[[".:/app/data:ro"]],
    )
    user: Line = Field("root", description="User to run as inside container", examples=["1000:1000"])
    remove_container: bool = Field(default=True, description="Whether to remove container after execution")

    def plan(self, run: Runnable) -> Plan:
        """Build the image where there is a Dockerfile, and run a container of it.

        The words of ``mpiexec`` and ``executable`` are executed as they are, in place of the image's entrypoint and
        without a shell. ``mpiexec`` gets ``-n`` and the number of cores where it says no number of ranks. The
        workspace is mounted on ``/app/run_id``, where the run starts, unless a volume is mounted there;
        ``working_dir`` is a folder of the host, which the container sees through its mounts or at its own path.

        Raises:
            NothingToRunError: where a command cannot be split into words.
        """
        mounts = list(map(_bind_mount, self.volumes))
        if all(mount.target != WORKSPACE for mount in mounts):
            mounts.insert(0, BindMount(run.workspace, WORKSPACE))
        working_dir = WORKSPACE
        if self.working_dir is not None:
            seen = _seen_at(self.working_dir, mounts)
            if seen is None:
                seen = PurePosixPath(self.working_dir)
                mounts.append(BindMount(self.working_dir, seen))
            working_dir = seen
        container = RunContainer(
            image=self.image,
            argv=self._argv(),
            working_dir=working_dir,
            mounts=tuple(mounts),
            user=self.user,
            cpus=self.cpu,
            memory=None if self.memory is None else memory_bytes(self.memory),
            removes=self.remove_container,
            environment=dict(self.env_vars),
        )
        if self.dockerfile is None:
            return Plan(self.type, run.run_id, run.workspace, (container,), self.timeout)
        context = self.build_context or self.base or Path.cwd()
        build = BuildImage(self.dockerfile, context, dict(self.build_args))
        return Plan(self.type, run.run_id, run.workspace, (build, container), self.timeout)

    def _argv(self) -> tuple[str, ...]:
        launcher = _words("mpiexec", self.mpiexec)
        ranks = ["-n", str(self.cpu)] if launcher and not counts_ranks(self.mpiexec) else []
        executable = _words("executable", self.executable)
        if not executable:
            message = "executable is blank, so there is nothing to run; write what to execute in the container"
            raise NothingToRunError(message)
        return (*launcher, *ranks, *executable)

    def get_backend_class(self) -> BackendClass:
        """Give the class that runs containers."""
        found: BackendClass = resolve_name("rompy.run:DockerRunBackend")
        return found


def _words(field: str, text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError as error:
        message = f"{field} cannot be split into words ({error}): {text}"
        raise NothingToRunError(message) from error


def _bind_mount(volume: str) -> BindMount:
    mount = parse_mount(volume)
    return BindMount(Path(mount.host), PurePosixPath(mount.target), mount.modes)


def _seen_at(folder: Path, mounts: Sequence[BindMount]) -> PurePosixPath | None:
    """Tell where a container sees a folder of the host, by the mount that is nearest to it."""
    holding = [mount for mount in mounts if folder.is_relative_to(mount.source)]
    if not holding:
        return None
    nearest = max(holding, key=lambda mount: len(mount.source.parts))
    return nearest.target / folder.relative_to(nearest.source)
