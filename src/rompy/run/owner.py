"""Tells processes apart, also after their numbers were given to others."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Owner:
    """A process: its number alone would name another one some day."""

    host: str
    boot: str
    """The id of the boot of the host (proc(5), /proc/sys/kernel/random/boot_id); empty where there is none."""
    namespace: str
    """The PID namespace that the number counts in (namespaces(7)); empty where there is none."""
    pid: int
    start: int
    """When it started, in clock ticks since the boot (proc(5), /proc/PID/stat, field 22); 0 where unknown."""

    def __str__(self) -> str:
        """Write it as one word, for an environment variable or a label."""
        return f"{self.host}/{self.boot}/{self.namespace}/{self.pid}/{self.start}"

    @classmethod
    def parse(cls, text: str) -> Owner | None:
        """Read what ``str`` wrote, or give None for anything else."""
        match text.split("/"):
            case [host, boot, namespace, pid, start] if pid.isdecimal() and start.isdecimal():
                return cls(host, boot, namespace, int(pid), int(start))
        return None

    @property
    def is_alive(self) -> bool | None:
        """Whether it still runs; None where that cannot be told from here (another host or container)."""
        if self.host != socket.gethostname():
            return None
        if self.boot != _boot():
            return False
        if self.namespace != _namespace():
            return None
        return is_running(self.pid, self.start)


def owner_of(pid: int | None = None) -> Owner:
    """Name a process of this machine; without a number, this one."""
    number = os.getpid() if pid is None else pid
    return Owner(socket.gethostname(), _boot(), _namespace(), number, start_of(number) or 0)


def start_of(pid: int) -> int | None:
    """Tell when a process started, in clock ticks since the boot; None where there is none, or it is a zombie."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    # the name in parentheses may hold blanks and parentheses
    fields = stat.rpartition(")")[2].split()
    return None if fields[0] in {"Z", "X"} else int(fields[19])


def is_running(pid: int, start: int) -> bool:
    """Tell whether the process with that number is still the one that started then."""
    if not Path("/proc/self/stat").exists():
        return _answers(pid)
    return start_of(pid) == start


def _answers(pid: int) -> bool:
    """Tell whether a process has that number, where there is no /proc."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@cache
def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""


@cache
def _namespace() -> str:
    try:
        return str(os.stat("/proc/self/ns/pid").st_ino)  # noqa: PTH116 - Path.stat does the same with more words
    except OSError:
        return ""
