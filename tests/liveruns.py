"""Runs under ``rompy run``, each in a process of its own that a test may kill."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from localruns import LONG, wait_until
from processes import command, environment
from rompy.run.record import Record, read
from runkit import History


@dataclass(frozen=True)
class LiveRun:
    """A run, and the ``rompy run`` that watches over it."""

    workspace: Path
    rompy: subprocess.Popen[bytes]
    history: History

    @property
    def record(self) -> Record:
        return read(self.workspace / "run.json")

    @property
    def name(self) -> str:
        return self.record.token[:8]

    def wait_for_log(self, text: str) -> None:
        """Wait until the model has written something."""
        log = self.workspace / "run.log"
        wait_until(lambda: True if log.exists() and text in log.read_text() else None, f"{text!r} in the log")

    def kill_rompy(self) -> None:
        """Kill the process that watches over the run, as kill -9 does."""
        self.rompy.kill()
        self.rompy.wait(LONG)

    def kill_supervisor_too(self) -> None:
        """Leave the model without anybody who would end it."""
        supervisor = self.record.native["supervisor"]["pid"]
        os.kill(supervisor, signal.SIGSTOP)
        self.kill_rompy()
        os.kill(supervisor, signal.SIGKILL)


@contextmanager
def live_run(history: History, config: dict[str, Any], name: str = "live") -> Iterator[LiveRun]:
    """Start a run, wait until its model runs, and see in the end that nothing of it is left."""
    workspace = history.folder / name
    workspace.mkdir()
    (workspace / "backend.yml").write_text(json.dumps({"type": "local", **config}))
    rompy = subprocess.Popen(
        command("rompy", "run", "--backend-config", "backend.yml", "--grace", "2"),
        cwd=workspace,
        env=environment(**history.variables),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    run = LiveRun(workspace, rompy, history)
    try:
        wait_until(lambda: True if _has_started(workspace) else rompy.poll(), "the start of the run")
        yield run
    finally:
        with suppress(ProcessLookupError):
            rompy.terminate()
        rompy.communicate(timeout=LONG)
        if _has_started(workspace) and not run.record.is_finished:
            history.rompy("clean", "--yes", "--engine", "local")


def _has_started(workspace: Path) -> bool:
    path = workspace / "run.json"
    return path.exists() and read(path).times.started is not None
