"""Reads a log while it grows."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class Tail:
    """What stands in a file that was not read yet; the file may appear later."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    def read(self, limit: int) -> bytes:
        """Give the next bytes, at most that many; none where there are none now."""
        if self._handle is None:
            try:
                self._handle = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC)
            except OSError:
                return b""
        try:
            return os.read(self._handle, limit)
        except OSError:
            return b""

    def skip(self, keep: int) -> None:
        """Leave out what stands there, but for the last bytes."""
        if self._handle is None:
            return
        end = os.lseek(self._handle, 0, os.SEEK_CUR), os.fstat(self._handle).st_size - keep
        os.lseek(self._handle, max(end), os.SEEK_SET)

    def close(self) -> None:
        """Let go of the file."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
