"""Finds the image of a run, and pulls it where the engine does not have it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docker.auth import resolve_repository_name
from docker.utils import parse_repository_tag

from rompy.errors import CannotStartError, EngineRefusalError
from rompy.run.docker.stream import Messages

if TYPE_CHECKING:
    from rompy.run.docker.daemon import Daemon, Image
    from rompy.run.docker.waiting import Clock
    from rompy.run.execution import Execution

_SHOWN_SHARE = 10
"""Per cent of all bytes that must have come between two lines about them."""
_UNREACHABLE = (
    "dial tcp|no such host|connection re|timeout|deadline exceeded|tls|x509|eof|proxyconnect|network is|no route|"
    "http response to https|lookup"
)


def find_image(execution: Execution, daemon: Daemon, name: str, clock: Clock) -> Image:
    """Give an image that the engine has, or pull it first.

    Raises:
        CannotStartError: where it cannot be had; the message tells why, and what to do.
        EndedEarlyError: where the run is to end before.
    """
    found = daemon.image(name)
    if found is None:
        execution.enter("pulling")
        execution.audience.progress(f"pulling {name}")
        _pull(execution, daemon, name, clock)
        found = daemon.image(name)
    if found is None:
        message = f"the image {name} was pulled, and the engine does not have it; see 'docker pull {name}'"
        raise CannotStartError(message)
    return found


def _pull(execution: Execution, daemon: Daemon, name: str, clock: Clock) -> None:
    repository, tag = parse_repository_tag(name)
    messages, progress = Messages(), _Progress()
    with daemon.pull(repository, tag or "latest") as stream:
        while not stream.is_over:
            for piece in stream.taken():
                for message in messages.fed(piece):
                    if "error" in message:
                        raise pull_fault(name, str(message["error"]))
                    for line in progress.lines(message):
                        execution.audience.progress(line)
            clock.wait()
        if isinstance(stream.error, EngineRefusalError):
            raise pull_fault(name, str(stream.error)) from stream.error
        if stream.error is not None:
            said = f"the connection to the engine broke while it pulled {name}: {stream.error}"
            raise CannotStartError(said) from stream.error


class _Progress:
    """Tells of a pull in a few lines."""

    def __init__(self) -> None:
        self._sizes: dict[str, tuple[int, int]] = {}
        self._shown = 0

    def lines(self, message: dict[str, object]) -> list[str]:
        status, layer = str(message.get("status", "")), str(message.get("id", ""))
        detail = message.get("progressDetail")
        if status == "Downloading" and isinstance(detail, dict) and detail.get("total"):
            self._sizes[layer] = (int(detail.get("current", 0)), int(detail["total"]))
            come, total = (sum(sizes) for sizes in zip(*self._sizes.values(), strict=True))
            share = 100 * come // total
            if share < self._shown + _SHOWN_SHARE:
                return []
            self._shown = share
            return [f"{come / 1e6:.0f} of {total / 1e6:.0f} MB"]
        if status.startswith(("Pulling from", "Digest:", "Status:")):
            return [status]
        if status in {"Download complete", "Pull complete", "Already exists"}:
            return [f"{layer}: {status.lower()}"]
        return []


def pull_fault(name: str, said: str) -> CannotStartError:
    """Say why an image could not be pulled, by what the engine says of it."""
    registry = resolve_repository_name(parse_repository_tag(name)[0])[0]
    login = "docker login" if registry == "docker.io" else f"docker login {registry}"
    lower = said.lower()
    words = {
        "may require 'docker login'": (
            f"the image {name} is not there and cannot be pulled: {registry} has none of that name, or hides it from "
            f"who is not logged in; check the name, or use '{login}'"
        ),
        "unauthorized|authentication required|no basic auth|denied|forbidden": (
            f"the registry {registry} does not give you the image {name}: log in with '{login}', as a user who may "
            "pull it"
        ),
        "toomanyrequests|rate limit": (
            f"the registry {registry} gives no more images for now: you reached its limit; log in with '{login}', or "
            "wait"
        ),
        "no matching manifest|does not match the specified platform": (
            f"the image {name} is not made for this engine's platform: choose one that is, or build it"
        ),
        "no space left": (
            f"the image {name} does not fit on the engine's disk: make room, for example with 'docker system prune'"
        ),
        "manifest unknown|not found|does not exist|name unknown|no such image": (
            f"the image {name} is not there, and {registry} does not have it: check its name and its tag"
        ),
        _UNREACHABLE: (
            f"the image {name} is not there, and the registry {registry} cannot be reached: check the network, the "
            "name of the registry and the proxy of the engine, or bring the image by 'docker load'"
        ),
    }
    for pattern, meaning in words.items():
        if re.search(pattern, lower):
            return CannotStartError(f"{meaning} (the engine says: {said})")
    return CannotStartError(f"the image {name} is not there and could not be pulled; the engine says: {said}")
