"""Puts a whole file in the place of another at once: readers, and whatever comes after a crash, see one of the two."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def replace_file(path: Path, content: bytes, *, mode: int | None = None, is_synced: bool = False) -> None:
    """Write a file, or leave the one that is there as it is.

    Args:
        path: The file; where it is a symbolic link, the link is replaced.
        content: All that it will hold.
        mode: Its permission bits; without them, those of any new file.
        is_synced: Whether it must be on the disk before this returns.

    Raises:
        OSError: where it cannot be written, as on a full disk.
    """
    # not named after the file, whose name may be as long as names can be
    handle, name = tempfile.mkstemp(prefix=".rompy-", dir=path.parent)
    temporary = Path(name)
    try:
        with open(handle, "wb") as stream:  # noqa: PTH123 - a handle, not a path
            stream.write(content)
            stream.flush()
            os.fchmod(stream.fileno(), 0o666 & ~_umask() if mode is None else mode)
            if is_synced:
                os.fsync(stream.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
