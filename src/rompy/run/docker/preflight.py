"""Sees whether an engine can run a container as its config says."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from rompy.errors import CannotStartError
from rompy.run.docker.ending import shown_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.plan import RunContainer
    from rompy.run.docker.daemon import Abilities
    from rompy.run.docker.endpoint import Endpoint


def check_limits(step: RunContainer, abilities: Abilities, endpoint: Endpoint) -> None:
    """See that the engine can hold a container to its limits.

    Raises:
        CannotStartError: where it cannot.
    """
    if abilities.os != "linux":
        message = f"the Docker engine at {endpoint} runs {abilities.os} containers: switch it to Linux containers"
        raise CannotStartError(message)
    if abilities.cores is not None and step.cpus > abilities.cores:
        message = (
            f"cpu is {step.cpus}, and the host of the Docker engine has {abilities.cores} "
            f"core{'s' if abilities.cores != 1 else ''}: set cpu to {abilities.cores} or less"
        )
        raise CannotStartError(message)
    for field, is_limited in (
        ("cpu", abilities.limits_cpu),
        ("memory", abilities.limits_memory or step.memory is None),
    ):
        if not is_limited:
            message = (
                f"the Docker engine at {endpoint} cannot limit {field}, as a rootless one without cgroup v2: "
                "the run would not be held to what its config says; use another engine, or let it have the controller"
            )
            raise CannotStartError(message)


def check_mounts(step: RunContainer, endpoint: Endpoint) -> None:
    """See that what is mounted is there, where this machine is the engine's.

    Raises:
        CannotStartError: where something is not.
    """
    if not endpoint.is_local:
        return
    for mount in step.mounts:
        if not os.path.exists(mount.source):  # noqa: PTH110 - Path.exists raises for a long name
            message = f"what is mounted on {mount.target} does not exist: {mount.source}; create it, or mend 'volumes'"
            raise CannotStartError(message)


def notes(step: RunContainer, abilities: Abilities) -> Iterator[str]:
    """Tell what a user may not expect of this engine."""
    if abilities.is_rootless and step.user.partition(":")[0] in {"root", "0"}:
        yield "the engine is rootless: root in the container is you on this machine, and so are the files it writes"
    elif abilities.remaps_users:
        yield "the engine remaps users: those of the container are others on this machine, also root"
    if step.memory is not None and abilities.memory is not None and step.memory > abilities.memory:
        yield (
            f"memory is {shown_bytes(step.memory)}, more than the host of the engine has "
            f"({abilities.memory // 1024**2}m): the limit will not be reached"
        )
