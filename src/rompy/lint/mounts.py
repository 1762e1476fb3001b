"""Reads the sound volume mounts of a backend, for rules that look at them."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from rompy.backends.volume import Mount, MountFormatError, parse_mount

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.document import Path
    from rompy.lint.backend import Backend


PROGRAM_FOLDERS = frozenset(
    start + name
    for start in ("", "/usr", "/usr/local")
    for name in ("", "/bin", "/sbin", "/lib", "/lib64")
    if start + name
)
"""Where a system keeps its programs and libraries."""


def mounts(backend: Backend) -> Iterator[tuple[Path, Mount]]:
    """Yield the mounts that are known and right, each with its path within the fields."""
    for path, text in backend.texts("volumes"):
        try:
            yield path, parse_mount(text)
        except MountFormatError:
            continue


def host_path(mount: Mount) -> str:
    """Give the host path without ``.``, ``..`` and doubled slashes, as far as its text tells."""
    return posixpath.normpath(re.sub("^/+", "/", mount.host))


def is_below(path: str, folder: str) -> bool:
    """Tell whether a container path lies within a folder and is not the folder itself."""
    return path != folder and path.startswith(folder.rstrip("/") + "/")
