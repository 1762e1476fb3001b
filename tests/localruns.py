"""Runs on this machine, as tests make and look at them."""

from __future__ import annotations

import os
import random
import secrets
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from rompy.backends import LocalConfig
from rompy.errors import CannotStartError
from rompy.plan import Folder, Runnable
from rompy.run.execute import _record, finish
from rompy.run.execution import Execution
from rompy.run.local import LocalEngine
from rompy.run.outcome import Outcome, State
from rompy.run.places import Places
from rompy.run.record import Record, read
from rompy.run.stop import Stop

Kind = TypeVar("Kind")

LONG = 120.0
"""Seconds that anything may take on a machine that has other things to do."""


@dataclass
class Listener:
    """An audience that remembers what it was told."""

    phases: list[str] = field(default_factory=list)
    chunks: list[bytes] = field(default_factory=list)
    ticks: int = 0
    on_tick: Callable[[Record], None] | None = None

    def phase(self, record: Record) -> None:
        self.phases.append(record.phase)

    def progress(self, text: str) -> None:
        raise AssertionError(text)

    def output(self, chunk: bytes) -> None:
        self.chunks.append(chunk)

    def tick(self, record: Record) -> None:
        self.ticks += 1
        if self.on_tick is not None:
            self.on_tick(record)


def carried_out(
    workspace: Path,
    config: LocalConfig,
    *,
    timeout: int | None = None,
    grace: float | None = None,
    listener: Listener | None = None,
    stop: Stop | None = None,
    run: Runnable | None = None,
    checks: bool = True,
) -> tuple[Outcome, Record]:
    """Carry a run out as ``execute`` does, with a timeout that may be shorter than a config's."""
    plan = config.plan(Folder("a run", workspace) if run is None else run)
    plan = replace(plan, timeout=plan.timeout if timeout is None else timeout)
    plan = replace(plan, grace=plan.grace if grace is None else grace)
    places = Places(workspace, secrets.token_hex(16))
    places.make()
    record = _record(plan, config, places)
    with closing(Stop()) as own:
        runnable = run or Folder("a run", workspace)
        execution = Execution(plan, runnable, record, places, stop or own, listener or Listener())
        execution.save()
        try:
            if checks:
                LocalEngine().check(plan)
            outcome = LocalEngine().carry_out(execution)
        except CannotStartError as error:
            outcome = Outcome(State.REJECTED, str(error))
        finish(execution, outcome)
    assert not execution.is_unsaved
    return outcome, read(places.record)


def log(workspace: Path) -> str:
    """Read the log of a run."""
    return (workspace / "run.log").read_text(encoding="utf-8")


class Sleepers:
    """Processes that sleep for longer than any test, told from all others by their command line."""

    def __init__(self) -> None:
        self.seconds = f"{random.SystemRandom().randrange(10**8, 10**9)}"
        self.command = f"sleep {self.seconds}"

    def running(self) -> list[int]:
        """Give the numbers of those that run."""
        wanted = b"sleep\0" + self.seconds.encode() + b"\0"
        return sorted(pid for pid in _pids() if _command_line(pid) == wanted)

    def wait_for(self, count: int) -> list[int]:
        """Wait until so many run."""
        return wait_until(lambda: running if len(running := self.running()) == count else None, f"{count} sleepers")

    def end(self) -> None:
        """End those that a failed test left."""
        for pid in self.running():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


_DAEMON = """\
import os, sys
if os.fork(): os._exit(0)
os.setsid()
if os.fork(): os._exit(0)
os.closerange(0, 256)
os.execve('/bin/sleep', ['sleep', sys.argv[1]], {})
"""


def tree(sleepers: Sleepers, *, waits: bool = True) -> str:
    """Give a shell command of a tree of sleepers: in its group, in sessions of their own, and daemons.

    There are eight where the command waits, seven where it ends.
    """
    sleep = sleepers.command
    lines = [
        f"{sleep} &",
        f"setsid {sleep} &",
        f"(setsid {sleep} &)",
        f"(trap '' TERM; exec {sleep}) &",
        f"env -i /bin/sh -c 'setsid {sleep} &'",
        f"nohup {sleep} >/dev/null 2>&1 &",
        f"'{sys.executable}' -I -S -c \"{_DAEMON}\" {sleepers.seconds}",
        sleep if waits else "until [ -e go ]; do sleep 0.05; done",
        "exit 0",
    ]
    return "\n".join(lines)


def wait_until(look: Callable[[], Kind | None], what: str) -> Kind:
    """Wait until something is there, and give it."""
    deadline = time.monotonic() + LONG
    while time.monotonic() < deadline:
        found = look()
        if found is not None:
            return found
        time.sleep(0.02)
    raise AssertionError(f"waited in vain for {what}")


def rompy_process(workspace: Path, config: str, *, prelude: str = "") -> subprocess.Popen[bytes]:
    """Start a Python of its own that executes a run, prints its outcome, and exits with its status."""
    program = textwrap.dedent("""\
        import sys
        from pathlib import Path
        from rompy.backends import LocalConfig
        from rompy.plan import Folder
        from rompy.run import execute
        {prelude}
        outcome = execute(Folder("a run", Path({workspace!r})), {config}, grace=1.0)
        print(outcome.state, outcome.cause)
        sys.exit(outcome.exit_status)
        """)
    text = program.format(prelude=prelude, workspace=str(workspace), config=config)
    return subprocess.Popen([sys.executable, "-c", text], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)


def peak_memory(pid: int) -> int:
    """Give the peak of resident memory of a process in bytes (proc(5), VmHWM); 0 where it has ended."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return 0


def _pids() -> Iterator[int]:
    yield from (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal())


def _command_line(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
