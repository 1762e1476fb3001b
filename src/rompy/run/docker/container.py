"""What a container is created with: each field of a step, as Docker's API takes it."""

from __future__ import annotations

import re
import socket
from typing import TYPE_CHECKING

from rompy.backends.volume import MODES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rompy.plan import BindMount, Plan, RunContainer
    from rompy.run.docker.daemon import Abilities

TOKEN, RUN_ID, OWNER, HOST, WORKSPACE, KEPT = (
    f"org.rompy.{name}" for name in ("token", "run-id", "owner", "host", "workspace", "kept")
)
"""The labels by which a container is found when its rompy is gone."""

_UNBUFFERED = "PYTHONUNBUFFERED"
_LOG_BYTES = "1000000g"
"""As good as no bound: a log that the engine cuts would be incomplete where rompy was away."""


def name_of(run_id: str, token: str) -> str:
    """Name a container for people, and for this run alone; Docker takes letters, digits, ``_``, ``.`` and ``-``."""
    readable = re.sub("[^A-Za-z0-9_.-]+", "-", run_id)[:60].strip("-.") or "run"
    return f"rompy-{readable}-{token[:8]}"


def labels_of(plan: Plan, step: RunContainer, token: str, owner: str) -> dict[str, str]:
    """Give the labels of the container of a run."""
    return {
        TOKEN: token,
        RUN_ID: plan.run_id,
        OWNER: owner,
        HOST: socket.gethostname(),
        WORKSPACE: str(plan.workspace),
        KEPT: "no" if step.removes else "yes",
    }


def body_of(
    step: RunContainer, image: str, labels: Mapping[str, str], abilities: Abilities, image_environment: tuple[str, ...]
) -> dict[str, object]:
    """Give what a container is created with (API manual, "Create a container").

    The first word of what is executed stands in place of the image's entrypoint, so that no shell is in between. Swap
    is not given on top of memory, so that the limit is the limit. A small init is the first process: without one a
    model that does not handle SIGTERM would be deaf to it (pid_namespaces(7)).
    """
    environment = dict(step.environment)
    if _UNBUFFERED not in {*environment, *(entry.partition("=")[0] for entry in image_environment)}:
        # lines of a Python model are seen when they are written
        environment[_UNBUFFERED] = "1"
    labelled = [mount for mount in step.mounts if abilities.has_selinux and _mode(mount, "SELinux label")]
    host: dict[str, object] = {
        "Init": True,
        "NanoCpus": step.cpus * 10**9,
        "Mounts": [mount_of(mount) for mount in step.mounts if mount not in labelled],
        # only here are SELinux labels set; the engine was asked before whether the paths exist
        "Binds": [_bind(mount) for mount in labelled],
        "LogConfig": _log_config(abilities),
    }
    if step.memory is not None:
        host |= {"Memory": step.memory, "MemorySwap": step.memory}
    return {
        "Image": image,
        "Entrypoint": [step.argv[0]],
        "Cmd": list(step.argv[1:]),
        "User": step.user,
        "WorkingDir": str(step.working_dir),
        "Env": [f"{name}={value}" for name, value in environment.items()],
        "Labels": dict(labels),
        "StopSignal": "SIGTERM",
        "Tty": False,
        "OpenStdin": False,
        "HostConfig": host,
    }


def probe_of(step: RunContainer, image: str) -> dict[str, object] | None:
    """Give a container that is only created, so that the engine says which paths of the host are missing.

    A mount with an SELinux label would make a missing folder, owned by root; None where there is none.
    """
    if not any(_mode(mount, "SELinux label") for mount in step.mounts):
        return None
    return {"Image": image, "Entrypoint": [step.argv[0]], "HostConfig": {"Mounts": list(map(mount_of, step.mounts))}}


def mount_of(mount: BindMount) -> dict[str, object]:
    """Give a mount that fails where its path of the host is missing."""
    given: dict[str, object] = {
        "Type": "bind",
        "Source": str(mount.source),
        "Target": str(mount.target),
        "ReadOnly": mount.is_read_only,
    }
    if propagation := _mode(mount, "propagation"):
        given["BindOptions"] = {"Propagation": propagation}
    if consistency := _mode(mount, "consistency"):
        given["Consistency"] = consistency
    return given


def _mode(mount: BindMount, group: str) -> str | None:
    return next((mode for mode in mount.modes if MODES.get(mode) == group), None)


def _bind(mount: BindMount) -> str:
    return f"{mount.source}:{mount.target}:{','.join(mount.modes)}"


def _log_config(abilities: Abilities) -> dict[str, object]:
    # an engine may be set up to keep no log, or little of it (docs.docker.com, "JSON File logging driver")
    options = {} if abilities.is_podman else {"max-size": _LOG_BYTES, "max-file": "2"}
    return {"Type": "json-file", "Config": options}
