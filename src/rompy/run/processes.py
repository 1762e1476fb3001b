"""Finds processes of runs by what they carry, and ends them."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rompy.run.execution import OWNER_VARIABLE, TOKEN_VARIABLE
from rompy.run.owner import is_running, start_of
from rompy.run.supervisor import MARK

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PROC = Path("/proc")
_ROUND = 0.02
"""Seconds between two looks at processes that are being ended."""


@dataclass(frozen=True)
class RunProcess:
    """A process of a run, by what it carries."""

    pid: int
    start: int
    token: str
    owner: str


def run_processes() -> Iterator[RunProcess]:
    """Find the processes of all runs on this machine, the eldest first.

    Left out are those of other users and of containers, which cannot be looked into or are not ours to end, and this
    process with those that it came from: rompy itself may be what a run executes.
    """
    own = {os.getpid(), *_ancestors(os.getpid())}
    namespace = _namespace("self")
    found = []
    for pid in _numbers():
        if pid in own:
            continue
        start = start_of(pid)
        carried = _carried(pid)
        if start is not None and carried is not None and _namespace(str(pid)) == namespace:
            found.append(RunProcess(pid, start, *carried))
    yield from sorted(found, key=lambda process: (process.start, process.pid))


def sweep(token: str, known: Sequence[tuple[int, int]] = (), *, patience: float = 10.0) -> tuple[int, list[int]]:
    """End every process of one run at once.

    Found are those that carry its token, those that are known by number and start, what runs in the sessions of
    these, and what descends from any of them.

    Returns:
        How many were ended, and the numbers of those that were not within so many seconds.
    """
    ended: set[tuple[int, int]] = set()
    deadline = time.monotonic() + patience
    sessions = {pid for pid, _ in known}
    while found := _found(token, known, sessions):
        if time.monotonic() > deadline:
            return len(ended - found), sorted(pid for pid, _ in found)
        for pid, start in found:
            if end_now(pid, start):
                ended.add((pid, start))
        time.sleep(_ROUND)
    return len(ended), []


def end_now(pid: int, start: int) -> bool:
    """Kill a process; tell whether it was there and could be."""
    return send(pid, start, signal.SIGKILL)


def send(pid: int, start: int, number: signal.Signals) -> bool:
    """Send a signal to a process if it is still the one that started then; tell whether it was sent."""
    if not is_running(pid, start):
        return False
    try:
        os.kill(pid, number)
    except OSError:
        return False
    return True


def wait_for_end(pid: int, start: int, seconds: float) -> bool:
    """Wait until a process has ended, at most some seconds; tell whether it has."""
    deadline = time.monotonic() + seconds
    while is_running(pid, start):
        if time.monotonic() >= deadline:
            return False
        time.sleep(_ROUND)
    return True


def _found(token: str, known: Sequence[tuple[int, int]], sessions: set[int]) -> set[tuple[int, int]]:
    own = {os.getpid(), *_ancestors(os.getpid())}
    stats = {pid: stat for pid in _numbers() if pid not in own and (stat := _stat(pid)) is not None}
    roots = {pid for pid, start in known if pid in stats and stats[pid].start == start}
    roots |= {pid for pid, stat in stats.items() if stat.session in sessions}
    roots |= {pid for pid in stats if (carried := _carried(pid)) is not None and carried[0] == token}
    found: set[int] = set()
    while roots:
        found |= roots
        roots = {pid for pid, stat in stats.items() if stat.parent in roots} - found
    return {(pid, stats[pid].start) for pid in found}


@dataclass(frozen=True)
class _Stat:
    parent: int
    session: int
    start: int


def _stat(pid: int) -> _Stat | None:
    """Read proc(5), /proc/PID/stat; None where there is no such process, or it has ended."""
    try:
        text = (_PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    fields = text.rpartition(")")[2].split()
    return None if fields[0] in {"Z", "X"} else _Stat(int(fields[1]), int(fields[3]), int(fields[19]))


def _numbers() -> list[int]:
    try:
        return [int(name) for name in os.listdir(_PROC) if name.isdecimal()]  # noqa: PTH208 - the names alone
    except OSError:
        # no /proc on this system
        return []


def _ancestors(pid: int) -> Iterator[int]:
    while (stat := _stat(pid)) is not None and stat.parent > 0:
        pid = stat.parent
        yield pid


def _namespace(pid: str) -> str | None:
    try:
        return os.readlink(_PROC / pid / "ns/pid")  # noqa: PTH115 - it is no path
    except OSError:
        return None


def _carried(pid: int) -> tuple[str, str] | None:
    """Give token and owner of the run that a process belongs to."""
    try:
        entries = (_PROC / str(pid) / "environ").read_bytes().split(b"\0")
    except OSError:
        return None
    carried = _from_environment(entries)
    return carried if carried is not None else _from_mark(pid)


def _from_environment(entries: Sequence[bytes]) -> tuple[str, str] | None:
    values = {}
    for entry in entries:
        if entry.startswith(b"ROMPY_RUN_"):
            name, _, value = entry.decode("utf-8", "replace").partition("=")
            values[name] = value
    token = values.get(TOKEN_VARIABLE)
    return None if not token else (token, values.get(OWNER_VARIABLE, ""))


def _from_mark(pid: int) -> tuple[str, str] | None:
    """Look for the memory file that marks what was forked."""
    with suppress(OSError):
        folder = _PROC / str(pid) / "fd"
        for name in os.listdir(folder):  # noqa: PTH208 - the names alone
            target = os.readlink(folder / name)  # noqa: PTH115 - it is no path
            if target.startswith(f"/memfd:{MARK}"):
                token, _, owner = target.removeprefix(f"/memfd:{MARK}").removesuffix(" (deleted)").partition(":")
                return token, owner
    return None
