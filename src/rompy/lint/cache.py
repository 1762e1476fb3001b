"""Remembers what was said of files, so that only what has changed is linted again.

An entry holds while the file is the same, by all that the system says of it or else by its content, and while all that
was looked up on this machine meanwhile has the same answer. What else findings come from is part of the name of the
file that holds the entry: the release and all that is installed, the working directory, the settings. So runs with
other settings, and other releases, know nothing of each other's entries and lose none of them.

Such a file begins with its whole key and grows by records, each with a checksum: two runs at once both add theirs. What
cannot be read or written is as if it were not there.
"""

from __future__ import annotations

import marshal
import os
import time
import zlib

from rompy.lint.lookups import answer_to, digest_of, is_settled, state_of
from rompy.lint.maker import maker

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rompy.lint.lookups import Lookup, State

    # what stat says, the digest, what was looked up, the number of backends or what is printed, and what is shown
    Entry = tuple[State | None, bytes | int, tuple[Lookup, ...], int | bytes, bytes]
    # a context, the number of a file, and entries for it
    Written = tuple[str, int, bytes]

_SHARDS = 16
"""Into how many files the entries of many names go, so that a run over one file reads few others."""
_LENGTH = 4
_HEAD = 2 * _LENGTH
_MOST_RECORDS = 48
_LARGEST = 16 << 20
"""Largest file of entries in bytes; at that size, only what is new is kept."""
_LARGEST_ENTRY = 1 << 20
_PENDING = 4 << 20
"""Bytes that are kept in memory before they are written."""
_MOST_BYTES = 256 << 20
_MOST_FILES = 4_096
_DAY = 24 * 3600
_MONTH = 30 * _DAY
_END = ".entries"


def cache_folder() -> str:
    """Name the folder of caches: ``rompy`` below the person's own (XDG Base Directory Specification)."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    return os.path.join(base if base[:1] == "/" else os.path.expanduser("~/.cache"), "rompy", "lint")


def clear() -> None:
    """Remove what is remembered, for all folders."""
    for _, _, name in _files():
        _remove(name)


class Remembered:
    """What earlier runs in this folder said of files."""

    def __init__(self) -> None:
        """Find out where it is; nothing is read before it is needed."""
        self._now = time.time_ns()
        self._key = _key()
        self._folder = os.path.join(cache_folder(), _checksum(self._key)) if self._key else ""
        self._shards: dict[tuple[str, int], _Shard] = {}
        self._answers: dict[tuple[Lookup, ...], bool] = {}
        self._lookups: dict[tuple[Lookup, ...], tuple[Lookup, ...]] = {}
        self._pending = 0

    def entry(self, context: str, name: str) -> Entry | None:
        """Give what was said of a file in a context, if it holds."""
        return next(self.entries(context, [name]))

    def entries(self, context: str, names: Sequence[str]) -> Iterator[Entry | None]:
        """Yield what was said of files in a context, as far as it holds."""
        known = self._known(context, names)
        stat, last = os.stat, None
        for name in names:
            entry = known.get(name)
            if entry is None:
                yield None
                continue
            # written out, for it is most of what a run over many files does
            state, lookups = entry[0], entry[2]
            try:
                now = stat(name)
                is_same = (
                    state is not None
                    and now.st_mtime_ns == state[1]
                    and now.st_ctime_ns == state[2]
                    and now.st_size == state[0]
                    and now.st_ino == state[3]
                    and now.st_dev == state[4]
                )
            except (OSError, ValueError):
                is_same = False
            if (is_same or self._is_alike(context, name, entry)) and (lookups is last or self._holds(lookups)):
                last = lookups
                yield entry
            else:
                yield None

    def _known(self, context: str, names: Sequence[str]) -> dict[str, Entry]:
        if len(names) < _SHARDS:
            return {name: entry for name in names if (entry := self._shard(context, name).known.get(name)) is not None}
        known: dict[str, Entry] = {}
        for number in range(_SHARDS):
            known |= self._numbered(context, number).known
        return known

    def _is_alike(self, context: str, name: str, entry: Entry) -> bool:
        """Tell whether a file has the same content, whatever the system says of it."""
        now = state_of(name)
        try:
            is_alike = digest_of(name) == entry[1]
        except (OSError, ValueError):
            return False
        if is_alike and is_settled(now, self._now):
            # the next run need not read it
            self._shard(context, name).added[name] = (now, *entry[1:])
        return is_alike

    @property
    def now(self) -> int:
        """When this began, in nanoseconds."""
        return self._now

    def take(self, written: Iterable[Written]) -> None:
        """Remember what was said of files, as ``written`` gives it."""
        for context, number, data in written if self._folder else ():
            self._numbered(context, number).written.append(data)
            self._pending += len(data)
        if self._pending > _PENDING:
            self.keep()

    def note(self, context: str, name: str, entry: Entry) -> None:
        """Remember what was said of a file."""
        state, digest, lookups, said, whole = entry
        # what is there already is written as a reference to it
        lookups = self._lookups.setdefault(lookups, lookups)
        size = len(whole) + (len(said) if isinstance(said, bytes) else 0)
        if size < _LARGEST_ENTRY and self._folder:
            self._shard(context, name).added[name] = (state, digest, lookups, said, whole)
            self._pending += size
            if self._pending > _PENDING:
                self.keep()

    def keep(self) -> None:
        """Write down what is new."""
        self._pending = 0
        new = [shard for shard in self._shards.values() if shard.added or shard.written]
        if not new or not self._folder:
            return
        try:
            os.makedirs(os.path.dirname(self._folder), mode=0o700, exist_ok=True)
            os.makedirs(self._folder, mode=0o700, exist_ok=True)
            is_fresh = [shard.keep() for shard in new]
        except (OSError, ValueError):
            # it is tried once: a disk that is full stays so for a while
            self._folder = ""
            self._shards.clear()
            return
        if any(is_fresh):
            _prune()

    def _holds(self, lookups: tuple[Lookup, ...]) -> bool:
        """Look up again what a finding depends on, each once a run."""
        found = self._answers.get(lookups)
        if found is None:
            try:
                found = all(map(_is_alike, lookups))
            except (OSError, ValueError):
                found = False
            self._answers[lookups] = found
        return found

    def _shard(self, context: str, name: str) -> _Shard:
        return self._numbered(context, _number(name))

    def _numbered(self, context: str, number: int) -> _Shard:
        place = context, number
        shard = self._shards.get(place)
        if shard is None:
            key = f"{self._key}{context}" if self._folder else ""
            file = f"{self._folder}/{_checksum(context)}-{number:02}{_END}" if self._folder else ""
            shard = self._shards[place] = _Shard(file, key.encode("utf-8", "surrogateescape"))
        return shard


def written(entries: Iterable[tuple[str, str, Entry]]) -> list[Written]:
    """Write entries down, each with its context and its name, so that another process need not look into them."""
    found: dict[tuple[str, int], dict[str, Entry]] = {}
    for context, name, entry in entries:
        found.setdefault((context, _number(name)), {})[name] = entry
    return [(*place, marshal.dumps(known)) for place, known in found.items()]


def _number(name: str) -> int:
    """Tell in which of the files the entry of a name is."""
    return zlib.crc32(name.encode("utf-8", "surrogateescape")) % _SHARDS


class _Shard:
    """One file of entries."""

    def __init__(self, file: str, key: bytes) -> None:
        self._file = file
        self._head = len(key).to_bytes(_LENGTH, "big") + key
        self.known: dict[str, Entry] = {}
        self.added: dict[str, Entry] = {}
        self.written: list[bytes] = []
        self._records = self._superseded = self._live = self._size = 0
        self._is_sound = self._is_there = False
        if file:
            try:
                data = _read(file)
            except OSError:
                return
            self._is_there = True
            self._load(data)

    def _load(self, data: bytes) -> None:
        at = len(self._head)
        if data[:at] != self._head:
            return
        self._size = len(data)
        while at < len(data):
            end = at + _HEAD + int.from_bytes(data[at : at + 4], "big")
            record = data[at + _HEAD : end]
            # marshal does not bear what is damaged
            if end > len(data) or zlib.crc32(record).to_bytes(4, "big") != data[at + 4 : at + _HEAD]:
                return
            found: dict[str, Entry] = marshal.loads(record)  # noqa: S302 - it is the person's own file
            self._records += 1
            self._superseded += len(found.keys() & self.known.keys())
            self.known.update(found)
            self._live = len(self.known)
            at = end
        self._is_sound = True

    def keep(self) -> bool:
        """Write what was added, and tell whether the file is a new one.

        Raises:
            OSError: where that is not possible; what was there before is still there.
        """
        is_many = self._records >= _MOST_RECORDS or self._superseded > self._live
        is_fresh = not self._is_there
        new = [*self.written, marshal.dumps(self.added)] if self.added else self.written
        if self._is_sound and not is_many and self._size < _LARGEST:
            _append(self._file, b"".join(map(_record, new)))
            self._records += len(new)
        else:
            # others may have added to it; what has grown too large begins anew
            now = _Shard(self._file, self._head[_LENGTH:]) if self._is_there and self._size < _LARGEST else None
            if now is not None and now.known:
                for data in new:
                    now.known.update(marshal.loads(data))  # noqa: S302 - as above
                new = [marshal.dumps(now.known)]
            _replace(self._file, self._head + b"".join(map(_record, new)))
            self._records, self._superseded, self._size = len(new), 0, 0
            self._is_there = self._is_sound = True
        self.added, self.written = {}, []
        return is_fresh


def _key() -> str:
    """Give a text that differs wherever other things are said of files of the same names; empty where it is unknown."""
    made_by = maker()
    try:
        return f"{made_by}\n{os.getcwd()}\n" if made_by is not None else ""
    except OSError:
        # where we are has been removed
        return ""


def _is_alike(lookup: Lookup) -> bool:
    what, name, answer = lookup
    if what == "content" and isinstance(answer, tuple):
        state, digest = answer
        return bool((state is not None and state == state_of(name)) or digest_of(name) == digest)
    return answer_to(what, name) == answer


def _record(data: bytes) -> bytes:
    return len(data).to_bytes(_LENGTH, "big") + zlib.crc32(data).to_bytes(_LENGTH, "big") + data


def _checksum(text: str) -> str:
    return f"{zlib.crc32(text.encode('utf-8', 'surrogateescape')):08x}"


def _read(name: str) -> bytes:
    """Read a file that is the person's own, and nobody else's to write.

    Raises:
        OSError: where it is not, or cannot be read.
    """
    file = os.open(name, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        found = os.fstat(file)
        if found.st_uid != os.geteuid() or found.st_mode & 0o077:
            raise PermissionError
        if abs(time.time() - found.st_mtime) > _DAY:
            # what is used is not pruned
            _touch(name)
        data = b""
        while len(data) < found.st_size and (more := os.read(file, found.st_size - len(data))):
            data += more
        return data
    finally:
        os.close(file)


def _touch(name: str) -> None:
    try:
        os.utime(name)
    except OSError:
        return


def _append(name: str, data: bytes) -> None:
    """Add to a file in one go, so that what others add at the same time stands before or after it.

    Raises:
        OSError: where not all of it could be written.
    """
    file = os.open(name, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        if os.write(file, data) < len(data):
            raise OSError
    finally:
        os.close(file)


def _replace(name: str, data: bytes) -> None:
    """Put a file in the place of another, whole.

    Raises:
        OSError: where that is not possible.
    """
    temporary = f"{name}.{os.getpid()}"
    try:
        file = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            if os.write(file, data) < len(data):
                raise OSError
        finally:
            os.close(file)
        os.replace(temporary, name)
    except OSError:
        _remove(temporary)
        raise


def _remove(name: str) -> None:
    try:
        os.unlink(name)
    except OSError:
        return


def _files() -> list[tuple[float, int, str]]:
    """List all files of caches, each with its time and its size; folders that are empty are removed."""
    found: list[tuple[float, int, str]] = []
    try:
        with os.scandir(cache_folder()) as folders:
            for folder in folders:
                if folder.is_dir(follow_symlinks=False):
                    found += _files_in(folder.path)
                elif folder.name.endswith(".marshal"):
                    # of a release that kept one file a folder
                    found.append((0.0, 0, folder.path))
    except OSError:
        pass
    return found


def _files_in(folder: str) -> list[tuple[float, int, str]]:
    found: list[tuple[float, int, str]] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if _END in entry.name:
                    state = entry.stat(follow_symlinks=False)
                    found.append((state.st_mtime, state.st_size, entry.path))
        if not found:
            os.rmdir(folder)
    except OSError:
        pass
    return found


def _prune() -> None:
    """Remove what has not been used for a month, and the oldest where there is too much."""
    now = time.time()
    files = sorted(_files(), reverse=True)
    total = 0
    for number, (changed, size, name) in enumerate(files):
        total += size
        if now - changed > _MONTH or total > _MOST_BYTES or number >= _MOST_FILES:
            _remove(name)
