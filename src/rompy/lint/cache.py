"""Remembers what a quick look at files said, for runs over so many that looking again takes long.

An entry holds as long as the file is the same by all that the system says of it (its size, the times of its last
change, its number on its device), is looked at in the same way, and what it names on this machine is still there,
which is looked up again each time. Files that changed in the last moments are not remembered: a second change in the
same tick of the clock could not be told. What cannot be read or written is as if it were not there.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import sys
import time
import zlib

from rompy import __version__
from rompy.lint.quick.check import is_there

TYPE_CHECKING = False
if TYPE_CHECKING:
    from rompy.lint.quick.check import Host

    # what stat says, the host, the verdict, and the paths that were there
    Entry = tuple[tuple[int, int, int, int, int], Host | None, int, tuple[tuple[str, str], ...]]

_TICKS = 2_000_000_000
"""Nanoseconds within which two changes may bear the same time, at worst (that of FAT)."""
_CHECKSUM = 4
_MOST = 200_000


def cache_folder() -> str:
    """Name the folder of caches: ``rompy`` below the person's own (XDG Base Directory Specification)."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    return os.path.join(base if base[:1] == "/" else os.path.expanduser("~/.cache"), "rompy", "lint")


def clear() -> None:
    """Remove what is remembered, for all folders."""
    folder = cache_folder()
    with contextlib.suppress(OSError):
        for name in os.listdir(folder):
            if name.endswith(".marshal") or ".marshal." in name:
                os.unlink(os.path.join(folder, name))


class Remembered:
    """What earlier runs in this folder said of files."""

    def __init__(self) -> None:
        """Load it, as far as it can be."""
        self._folder = os.getcwd()
        self._file = os.path.join(cache_folder(), f"{zlib.crc32(os.fsencode(self._folder)):08x}.marshal")
        self._known: dict[str, Entry] = {}
        self._told: dict[str, Entry] = {}
        self._is_new = False
        self._start = time.time_ns()
        with contextlib.suppress(OSError, ValueError, TypeError, EOFError):
            self._load()

    def _load(self) -> None:
        with open(self._file, "rb") as stream:
            data = stream.read()
        # marshal does not bear what is damaged
        if zlib.crc32(data[_CHECKSUM:]).to_bytes(_CHECKSUM, "big") != data[:_CHECKSUM]:
            return
        made_by, folder, known = marshal.loads(data[_CHECKSUM:])  # noqa: S302 - it is the person's own file
        if made_by == _maker() and folder == self._folder:
            self._known = known

    def verdict(self, name: str, host: Host | None) -> int | None:
        """Give what was said of a file, if it holds."""
        entry = self._known.get(name)
        if entry is None:
            return None
        state, seen_from, verdict, paths = entry
        try:
            if seen_from != host or state != _state(name) or not all(is_there(kind, path) for kind, path in paths):
                return None
        except OSError:
            return None
        self._told[name] = entry
        return verdict

    def state_of(self, name: str) -> tuple[int, int, int, int, int] | None:
        """Take down what a file is before it is looked at."""
        try:
            return _state(name)
        except OSError:
            return None

    def note(
        self,
        name: str,
        state: tuple[int, int, int, int, int] | None,
        host: Host | None,
        verdict: int,
        paths: tuple[tuple[str, str], ...],
    ) -> None:
        """Remember what was said of a file that has been like this for a while."""
        if state is not None and max(state[1], state[2]) < self._start - _TICKS:
            self._told[name] = (state, host, verdict, paths)
            self._is_new = True

    def keep(self) -> None:
        """Write it down for the next run; other runs see all of it or nothing."""
        if not self._is_new:
            return
        # what was not met this time may be met the next time, but not for ever
        kept = self._told if len(self._known) > _MOST else {**self._known, **self._told}
        data = marshal.dumps((_maker(), self._folder, kept))
        folder, temporary = os.path.dirname(self._file), f"{self._file}.{os.getpid()}"
        try:
            os.makedirs(folder, mode=0o700, exist_ok=True)
            with open(temporary, "wb") as stream:
                stream.write(zlib.crc32(data).to_bytes(_CHECKSUM, "big") + data)
            os.replace(temporary, self._file)
        except OSError:
            with contextlib.suppress(OSError):
                os.unlink(temporary)


def _maker() -> str:
    """Name what says the verdicts: this release, this Python, and the files of the quick look as they are."""
    folder = os.path.join(os.path.dirname(__file__), "quick")
    times = [
        os.stat(os.path.join(folder, name)).st_mtime_ns for name in sorted(os.listdir(folder)) if name[-3:] == ".py"
    ]
    return f"{__version__} {sys.version} {os.cpu_count()} {os.sysconf('SC_PHYS_PAGES')} {times}"


def _state(name: str) -> tuple[int, int, int, int, int]:
    found = os.stat(name)
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino, found.st_dev
