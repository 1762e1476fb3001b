"""Runs in a Docker container."""

from __future__ import annotations

from pkgutil import resolve_name
from typing import ClassVar, Literal

from pydantic import ConfigDict, Field

from rompy.backends.base import BackendClass, BaseBackendConfig
from rompy.backends.condition import Condition, DistinctTargets, DockerfileInContext, ExactlyOne
from rompy.backends.fields import (
    AnyText,
    BuildContext,
    DockerfilePath,
    EnvironmentName,
    ImageName,
    Line,
    Memory,
    Text,
    Volume,
)


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

    conditions: ClassVar[tuple[Condition, ...]] = (
        ExactlyOne("image", "dockerfile", only_with_second=("build_context", "build_args")),
        DistinctTargets("volumes"),
        DockerfileInContext("dockerfile", "build_context"),
    )

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
    build_args: dict[EnvironmentName, AnyText] = Field(
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

    def get_backend_class(self) -> BackendClass:
        """Give the class that runs containers."""
        found: BackendClass = resolve_name("rompy.run:DockerRunBackend")
        return found
