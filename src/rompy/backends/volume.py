"""Volume mounts as Docker's ``--volume`` writes them: ``host:container[:modes]``."""

from __future__ import annotations

import posixpath
from typing import NamedTuple

MODES: dict[str, str] = {
    "ro": "access",
    "rw": "access",
    "z": "SELinux label",
    "Z": "SELinux label",
    "consistent": "consistency",
    "cached": "consistency",
    "delegated": "consistency",
    "private": "propagation",
    "rprivate": "propagation",
    "shared": "propagation",
    "rshared": "propagation",
    "slave": "propagation",
    "rslave": "propagation",
}
"""Each mode of a bind mount and the group that only one may come from (moby, volume/mounts/linux_parser.go)."""


class Mount(NamedTuple):
    """One bind mount, in its parts as they are written."""

    host: str
    container: str
    modes: tuple[str, ...] = ()

    @property
    def target(self) -> str:
        """The container path in the one spelling that Docker compares: no ``.``, ``..``, or doubled slashes."""
        return posixpath.normpath("/" + self.container.lstrip("/"))

    def __str__(self) -> str:
        """Write the mount as it stands in a file."""
        return ":".join([self.host, self.container, *([",".join(self.modes)] if self.modes else [])])


class MountFormatError(ValueError):
    """A text that is no mount; the message says why, and ``mode`` names a mode that Docker does not know."""

    def __init__(self, message: str, mode: str | None = None) -> None:
        super().__init__(message)
        self.mode = mode


def parse_mount(text: str) -> Mount:
    """Take a mount apart.

    Raises:
        MountFormatError: where it is not ``host:container[:modes]`` with an absolute container path and known modes.
    """
    parts = text.split(":")
    if len(parts) == 1:
        raise MountFormatError("Volume mount must contain ':' separator")
    if len(parts) > 3:  # noqa: PLR2004 - host, container, modes
        raise MountFormatError("Volume mount has more than three parts; write host:container[:modes]")
    host, container, *rest = parts
    if not host:
        raise MountFormatError("Volume mount has no host path before the first ':'")
    if not container.startswith("/"):
        raise MountFormatError(_container_fault(container))
    mount = Mount(host, container, tuple(rest[0].split(",")) if rest else ())
    if mount.target == "/":
        raise MountFormatError("Volume mount cannot cover the container's root folder /")
    _check_modes(mount.modes)
    return mount


def _container_fault(container: str) -> str:
    if not container:
        return "Volume mount has no container path after the ':'"
    if all(mode in MODES for mode in container.split(",")):
        return f"Volume mount has a mode ({container}) where its container path should be"
    return "Volume mount must have an absolute container path (one that begins with /)"


def _check_modes(modes: tuple[str, ...]) -> None:
    groups: dict[str, str] = {}
    for mode in modes:
        if mode not in MODES:
            known = ", ".join(MODES)
            described = f"mode {mode!r}" if mode else "an empty mode"
            raise MountFormatError(f"Volume mount has {described}; Docker knows {known}", mode)
        if MODES[mode] in groups:
            raise MountFormatError(f"Volume mount has two {MODES[mode]} modes: {groups[MODES[mode]]} and {mode}", mode)
        groups[MODES[mode]] = mode
