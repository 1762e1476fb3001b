"""Where a run keeps its files: in its workspace, and in the folder of the user's state."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rompy.errors import CannotStartError, RunGoneError, RunRecordError, WorkspaceBusyError
from rompy.run.record import Record, read

if TYPE_CHECKING:
    from collections.abc import Iterator

RECORD, LOG, SCRIPT, BUILD_LOG = "run.json", "run.log", "run.sh", "build.log"
RUN_FILES = (RECORD, LOG, SCRIPT, BUILD_LOG)
"""The files of a run that stand in the workspace itself."""
PRIVATE = ".rompy"
"""The folder in a workspace for what rompy alone needs."""
_RESERVE = 64 * 1024
"""Bytes, more than a record has."""


@dataclass(frozen=True)
class Places:
    """The files of one run.

    The record, the log and a job's script of the latest run stand in the workspace itself; those of an earlier run
    move to its private folder when the next begins.
    """

    workspace: Path
    token: str

    @property
    def record(self) -> Path:
        """``run.json``."""
        return self.workspace / RECORD

    @property
    def log(self) -> Path:
        """``run.log``: what the model wrote."""
        return self.workspace / LOG

    @property
    def script(self) -> Path:
        """``run.sh``: what was submitted to a cluster."""
        return self.workspace / SCRIPT

    @property
    def build_log(self) -> Path:
        """``build.log``: what the build of an image wrote."""
        return self.workspace / BUILD_LOG

    @property
    def private(self) -> Path:
        """The folder for what rompy alone needs, which only the user can read."""
        return self.workspace / PRIVATE / self.token

    @property
    def reserve(self) -> Path:
        """A file that is given up where the disk is full, so that the end of the run can still be written down."""
        return self.private / "reserve"

    def make(self) -> None:
        """Make room for the run; what the run before left moves to the private folder of that one.

        Raises:
            CannotStartError: where the workspace cannot be written.
        """
        try:
            self._keep_former()
            self.private.mkdir(parents=True, mode=0o700)
            self._reserve_space()
        except OSError as error:
            message = (
                f"the workspace {self.workspace} cannot be written ({error.strerror}): rompy keeps the record and the "
                "log of a run there; choose a folder of yours, or free some space"
            )
            raise CannotStartError(message) from error

    def _reserve_space(self) -> None:
        with self.reserve.open("wb") as stream:
            stream.write(os.urandom(_RESERVE))

    def _keep_former(self) -> None:
        if not self.record.exists():
            return
        try:
            former = self.workspace / PRIVATE / read(self.record).token
        except RunRecordError:
            # a file of that name that is none of ours is somebody's work
            former = self.workspace / PRIVATE / f"before-{self.token}"
        former.mkdir(parents=True, mode=0o700, exist_ok=True)
        for name in RUN_FILES:
            if (self.workspace / name).exists():
                (self.workspace / name).replace(former / name)


class FormerPlaces(Places):
    """The files of a run after which another began in its workspace."""

    @property
    def record(self) -> Path:
        """``run.json``."""
        return self.private / RECORD

    @property
    def log(self) -> Path:
        """``run.log``."""
        return self.private / LOG

    @property
    def script(self) -> Path:
        """``run.sh``."""
        return self.private / SCRIPT


@contextmanager
def held(workspace: Path, run_id: str, *, adopting: str | None = None) -> Iterator[None]:
    """Hold a workspace for one run, and let go of it at the end.

    Args:
        workspace: The folder.
        run_id: The name of the run, for messages.
        adopting: The token of the run that goes on in the workspace and is to be watched over again.

    Raises:
        WorkspaceBusyError: where another run holds it.
        CannotStartError: where it cannot be written, or is no folder.
    """
    folder = workspace / PRIVATE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError as error:
        message = f"the workspace {workspace} cannot be used for {run_id!r}: {error.strerror}"
        raise CannotStartError(message) from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise _busy(workspace) from error
        except OSError:
            # some network file systems have no locks; the record below still tells of a run that goes on
            pass
        _check_record(workspace, adopting)
        yield
    finally:
        os.close(handle)


def _check_record(workspace: Path, adopting: str | None) -> None:
    """Refuse a workspace whose run goes on without a rompy that holds it, such as a job on a cluster."""
    try:
        former = read(workspace / RECORD)
    except RunRecordError:
        return
    if not former.is_finished and former.native and former.token != adopting:
        raise _busy(workspace, former)


def _busy(workspace: Path, former: Record | None = None) -> WorkspaceBusyError:
    if former is None:
        try:
            former = read(workspace / RECORD)
        except RunRecordError:
            return WorkspaceBusyError(f"the workspace {workspace} is in use by another run of rompy")
    name = former.token[:8]
    return WorkspaceBusyError(
        f"the workspace {workspace} is in use: run {name} of {former.run_id!r} is {former.phase} there; wait for it, "
        f"or see 'rompy runs show {name}', 'rompy runs stop {name}' and, where its rompy was killed, 'rompy runs clean'"
    )


def state_folder() -> Path:
    """Give the folder where rompy remembers which runs there are (XDG Base Directory Specification)."""
    given = os.environ.get("XDG_STATE_HOME", "")
    base = Path(given) if given.startswith("/") else Path.home() / ".local" / "state"
    return base / "rompy" / "runs"


def remember(places: Places) -> bool:
    """Note where a run is, so that it is found from anywhere; tell whether that could be written."""
    try:
        folder = state_folder()
        folder.mkdir(parents=True, exist_ok=True)
        (folder / places.token).write_text(f"{places.workspace}\n", encoding="utf-8", errors="surrogateescape")
    except (OSError, RuntimeError):
        # no home to write to is no reason not to run
        return False
    return True


def forget(token: str) -> None:
    """Take a run off the list."""
    (state_folder() / token).unlink(missing_ok=True)


def remembered() -> list[Places]:
    """List the runs of this user, the newest first."""
    return list(recent())


def recent(named: str = "") -> Iterator[Places]:
    """Find the runs of this user one after another, the newest first; their records are not read.

    Args:
        named: What the tokens begin with.
    """
    try:
        with os.scandir(state_folder()) as notes:
            dated = [(_changed(note), note.name, note.path) for note in notes if note.name.startswith(named)]
    except (OSError, RuntimeError):
        return
    for _, token, path in sorted(dated, reverse=True):
        places = _noted(Path(path), token)
        if places is not None:
            yield places


def place_of(token: str) -> Places | None:
    """Tell where a run is; None where it is not remembered."""
    try:
        return _noted(state_folder() / token, token)
    except RuntimeError:
        return None


def _noted(note: Path, token: str) -> Places | None:
    try:
        workspace = note.read_text(encoding="utf-8", errors="surrogateescape").rstrip("\n")
    except OSError:
        return None
    return Places(Path(workspace), token) if workspace else None


def _changed(note: os.DirEntry[str]) -> float:
    try:
        return note.stat().st_mtime
    except OSError:
        return 0


def record_of(places: Places) -> tuple[Record, Path]:
    """Read the record of a run, and tell in which folder its files stand now.

    Raises:
        RunGoneError: where it is gone.
        RunRecordError: where it cannot be read.
    """
    unread: RunRecordError | None = None
    for folder in (places.workspace, places.private):
        try:
            record = read(folder / RECORD)
        except RunRecordError as error:
            if not isinstance(error.__cause__, FileNotFoundError | NotADirectoryError):
                unread = unread or error
            continue
        if record.token == places.token:
            return record, folder
    if unread is not None:
        raise unread
    message = f"the record of run {places.token[:8]} is gone from {places.workspace}"
    raise RunGoneError(message)
