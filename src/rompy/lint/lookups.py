"""Notes what is looked up on this machine while a file is linted, so that it can be looked up again.

Whoever looks says nothing of it here: while notes are taken, the system's own functions are watched, those that
``pathlib``, ``os.path`` and ``shutil`` end in. So neither a rule nor another package's model can forget to tell.
What cannot be noted, such as a process that is started, makes the notes worthless, and they say so.
"""

from __future__ import annotations

import os
import stat
import sys

# what an earlier run noted is checked before typing would be loaded
TYPE_CHECKING = False
if TYPE_CHECKING:
    from _blake2 import blake2b
    from collections.abc import Callable
    from types import FrameType
    from typing import Any, Self, TypeVar

    Answer = TypeVar("Answer")

    # what was looked up, where, and the answer
    Lookup = tuple[str, str, object]
    State = tuple[int, int, int, int, int]

TICKS = 2_000_000_000
"""Nanoseconds within which two changes may bear the same time, at worst (that of FAT)."""
_LARGEST = 16 * 1024 * 1024
"""Largest file of which a digest is taken, in bytes."""
_DIGEST = 16
_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep
"""This package's own files; what they are is part of every key."""

_hashes: list[type[blake2b]] = []
_stat, _lstat, _access, _readlink = os.stat, os.lstat, os.access, os.readlink


class TooLargeError(OSError):
    """That a file is too large for a digest to be worth it."""


def answer_to(what: str, name: str) -> object:
    """Look something up again; answers are alike where nothing has changed that a lookup tells.

    Raises:
        OSError: for a file that is too large to be compared.
        ValueError: for a path that none can have.
    """
    return _ANSWERS[what](name)


def state_of(name: str) -> State | None:
    """Give all by which the system tells one state of a file from another; None where it is not to be had."""
    try:
        found = _stat(name)
    except (OSError, ValueError):
        return None
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino, found.st_dev


def is_settled(state: State | None, now: int) -> bool:
    """Tell whether a file's last change is so long ago, in nanoseconds, that another one would show."""
    return state is not None and max(state[1], state[2]) < now - TICKS


def digest(data: bytes) -> bytes:
    """Tell contents apart."""
    if not _hashes:
        # hashlib takes longer to load than a file to be linted, and most files are told by their states
        from _blake2 import blake2b  # noqa: PLC0415 - as above

        _hashes.append(blake2b)
    return _hashes[0](data, digest_size=_DIGEST).digest()


def digest_of(name: str) -> bytes | int:
    """Give the digest of a file's content, or why it cannot be read, as the system numbers it.

    Raises:
        TooLargeError: where it is too large.
    """
    try:
        # what is no ordinary file must not keep us waiting
        file = os.open(name, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        return -(error.errno or 1)
    try:
        found = os.fstat(file)
        is_file = stat.S_ISREG(found.st_mode)
        if is_file and found.st_size <= _LARGEST:
            data = b""
            while more := os.read(file, found.st_size + 1):
                data += more
            return digest(data)
    except OSError as error:
        return -(error.errno or 1)
    finally:
        os.close(file)
    if is_file:
        raise TooLargeError
    return -1


def _kind(found: os.stat_result) -> int:
    """Tell what is at a path, and how large a file is; when it changed decides on no finding."""
    kind = stat.S_IFMT(found.st_mode)
    return kind + (found.st_size << 16 if kind == stat.S_IFREG else 0)


def _kind_at(name: str) -> int:
    try:
        return _kind(_stat(name))
    except OSError as error:
        return -(error.errno or 1)


def _own_kind_at(name: str) -> int:
    try:
        return _kind(_lstat(name))
    except OSError as error:
        return -(error.errno or 1)


def _link_at(name: str) -> str | int:
    try:
        return _readlink(name)
    except OSError as error:
        return -(error.errno or 1)


def _access_to(name: str) -> bool:
    mode, _, path = name.partition(" ")
    return _access(path, int(mode))


def _names_in(name: str) -> str | int:
    """Name what is in a folder, with the kind of each."""
    try:
        with os.scandir(name or ".") as entries:
            return "/".join(
                sorted(f"{entry.name}{'@' * entry.is_symlink()}{'+' * entry.is_dir()}" for entry in entries)
            )
    except OSError as error:
        return -(error.errno or 1)


def _variable(name: str) -> bytes | None:
    value = os.environ.get(name)
    # the value itself may be a secret
    return None if value is None else digest(os.fsencode(value))


_ANSWERS: dict[str, Callable[[str], object]] = {
    "kind": _kind_at,
    "own kind": _own_kind_at,
    "link": _link_at,
    "access": _access_to,
    "names": _names_in,
    "content": digest_of,
    "variable": _variable,
    "home": lambda name: os.path.expanduser(name),  # noqa: PLW0108 - it may be watched
    # what the quick look asks
    "folder": os.path.isdir,
    "file": os.path.isfile,
    "path": os.path.exists,
}


class Lookups:
    """The notes about one file; there are none at the same time of another."""

    def __init__(self, now: int) -> None:
        """Begin, at a time in nanoseconds."""
        self._now = now
        self._noted: dict[tuple[str, str], object] = {}
        self._read: dict[str, tuple[State | None, bytes | int | None]] = {}
        self._is_whole = True
        self._begun: FrameType | None = None

    def __enter__(self) -> Self:
        """Watch."""
        self._begun = sys._getframe(1)  # noqa: SLF001 - as below
        global _current  # noqa: PLW0603 - the system's functions are there once, too
        _watch_events()
        for owner, name, watching, _ in _WATCHED:
            setattr(owner, name, watching)
        _current = self
        return self

    def __exit__(self, *error: object) -> None:
        """Watch no more."""
        global _current  # noqa: PLW0603 - as above
        _current = self._begun = None
        for owner, name, _, itself in _WATCHED:
            setattr(owner, name, itself)

    def taken(self, name: str) -> tuple[State | None, bytes | int, tuple[Lookup, ...]] | None:
        """Give a file's state, its digest, and what else was looked up; None where a part of it cannot be told.

        A state is None where a later change might leave it as it is.
        """
        if name not in self._read:
            self.read(name)
        contents = {path: self._content(path) for path in self._read}
        if not self._is_whole or None in contents.values():
            return None
        # a content says more than that it is there
        noted = {
            place: answer for place, answer in self._noted.items() if place[0] != "kind" or place[1] not in contents
        }
        noted |= {("content", path): content for path, content in contents.items() if path != name}
        own = contents[name]
        return None if own is None else (*own, tuple((*place, noted[place]) for place in sorted(noted)))

    def note(self, what: str, name: object, answer: object) -> None:
        """Note an answer."""
        path = _text(name)
        if path is None:
            self._is_whole = False
        elif path.startswith(_PACKAGE) or self._noted.get((what, path), self) == answer or self._is_of_code():
            return
        elif (what, path) in self._noted:
            # it has changed in the meantime
            self._is_whole = False
        else:
            self._noted[what, path] = answer

    def read(self, name: object) -> None:
        """Note the content of a file that is about to be read."""
        path = _text(name)
        if path is None:
            self._is_whole = False
        elif path not in self._read and not path.startswith(_PACKAGE) and not self._is_of_code():
            self._read[path] = state_of(path), _digest_or_none(path)

    def list(self, name: object) -> None:
        """Note the names in a folder that is about to be listed."""
        path = _text(name)
        if path is None:
            self._is_whole = False
        elif not self._is_of_code():
            self._noted["names", path] = _unwatched(_names_in, path)

    def lose(self) -> None:
        """Note that something happened that cannot be noted."""
        self._is_whole = self._is_whole and self._is_of_code()

    def _content(self, path: str) -> tuple[State | None, bytes | int] | None:
        """Give the state and the digest of a file that was read; None where it has changed since, or is too large."""
        before, found = self._read[path]
        if found is None or before != state_of(path):
            return None
        if is_settled(before, self._now):
            return before, found
        return (None, found) if _digest_or_none(path) == found else None

    def _is_of_code(self) -> bool:
        """Tell whether Python or an importer is at work, whose code is part of every key."""
        frame: FrameType | None = sys._getframe(2)  # noqa: SLF001 - the way that Python's manual names
        while frame is not None and frame is not self._begun:
            if frame.f_code.co_filename.startswith(_IMPORTERS):
                return True
            frame = frame.f_back
        return False


_IMPORTERS = ("<frozen importlib", os.path.join(os.path.dirname(os.__file__), "importlib"))
_current: Lookups | None = None
_hears_events = False


def _digest_or_none(path: str) -> bytes | int | None:
    try:
        return _unwatched(digest_of, path)
    except (OSError, ValueError):
        return None


def _unwatched(look: Callable[[str], Answer], path: str) -> Answer:
    """Look for ourselves, which is nothing to note."""
    global _current  # noqa: PLW0603 - as above
    paused, _current = _current, None
    try:
        return look(path)
    finally:
        _current = paused


def _text(name: object) -> str | None:
    try:
        return os.fsdecode(name)  # type: ignore[arg-type]  # what is no path ends in the TypeError
    except TypeError:
        return None


def _noted(what: str, path: Any, answer: Callable[[], Any], said: Callable[[Any], object]) -> Any:  # noqa: ANN401 - as it comes
    """Ask the system, and note what it answers."""
    current = _current
    if current is None or isinstance(path, int):
        return answer()
    try:
        found = answer()
    except OSError as error:
        current.note(what, path, -(error.errno or 1))
        raise
    current.note(what, path, said(found))
    return found


def _watched_stat(path: Any, *, dir_fd: int | None = None, follow_symlinks: bool = True) -> Any:  # noqa: ANN401 - as above
    if _current is not None and dir_fd is not None:
        _current.lose()
    what = "kind" if follow_symlinks else "own kind"
    return _noted(what, path, lambda: _stat(path, dir_fd=dir_fd, follow_symlinks=follow_symlinks), _kind)


def _watched_lstat(path: Any, *, dir_fd: int | None = None) -> Any:  # noqa: ANN401 - as above
    return _watched_stat(path, dir_fd=dir_fd, follow_symlinks=False)


def _watched_readlink(path: Any, *, dir_fd: int | None = None) -> Any:  # noqa: ANN401 - as above
    if _current is not None and dir_fd is not None:
        _current.lose()
    return _noted("link", path, lambda: _readlink(path, dir_fd=dir_fd), _text)


def _watched_access(path: Any, mode: int, **options: Any) -> bool:  # noqa: ANN401 - as above
    found = _access(path, mode, **options)
    if _current is not None:
        if options or not isinstance(path, str | os.PathLike):
            _current.lose()
        else:
            _current.note("access", f"{mode} {os.fspath(path)}", found)
    return found


def _watched_home(path: Any) -> Any:  # noqa: ANN401 - as above
    found = _expanduser(path)
    if _current is not None and found != os.fspath(path):
        _current.note("home", path, _text(found))
    return found


def _watched_variable(variables: Any, name: Any) -> Any:  # noqa: ANN401 - as above
    try:
        value = _variable_of(variables, name)
    except KeyError:
        if _current is not None:
            _current.note("variable", name, None)
        raise
    if _current is not None:
        _current.note("variable", name, digest(os.fsencode(value)))
    return value


def _watched_variables(variables: Any) -> Any:  # noqa: ANN401 - as above
    if _current is not None:
        _current.lose()
    return _variables_of(variables)


_Environment = type(os.environ)
_expanduser, _variable_of, _variables_of = os.path.expanduser, _Environment.__getitem__, _Environment.__iter__
_WATCHED: tuple[tuple[object, str, object, object], ...] = (
    (os, "stat", _watched_stat, _stat),
    (os, "lstat", _watched_lstat, _lstat),
    (os, "readlink", _watched_readlink, _readlink),
    (os, "access", _watched_access, _access),
    (os.path, "expanduser", _watched_home, _expanduser),
    (_Environment, "__getitem__", _watched_variable, _variable_of),
    (_Environment, "__iter__", _watched_variables, _variables_of),
)
_LOST = (
    "ctypes.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "os.system",
    "socket.",
    "sqlite3.",
    "subprocess.",
)
"""Beginnings of events (Python's manual, audit events) whose outcome cannot be looked up again."""


def _watch_events() -> None:
    """Hear of files that are read and folders that are listed; what hears once hears as long as the process lives."""
    global _hears_events  # noqa: PLW0603 - as above
    if not _hears_events:
        _hears_events = True
        sys.addaudithook(_hear)


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    current = _current
    if current is None:
        return
    if event == "open":
        path, flags = arguments[0], arguments[2]
        if isinstance(path, int):
            return
        if flags & (os.O_WRONLY | os.O_RDWR):
            current.lose()
        else:
            current.read(path)
    elif event in {"os.listdir", "os.scandir"}:
        path = arguments[0]
        if isinstance(path, int):
            current.lose()
        else:
            current.list("." if path is None else path)
    elif event.startswith(_LOST):
        current.lose()
