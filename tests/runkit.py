"""Runs that are there without anything having been run: a run is its record, its log and the note of where they are."""

from __future__ import annotations

import os
import secrets
import socket
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

from processes import run
from rompy.run.outcome import State
from rompy.run.owner import owner_of
from rompy.run.places import Places
from rompy.run.record import Log, Record, Result, Times, write

START = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)

DEAD = str(owner_of()).rpartition("/")[0] + "/1"
"""An owner with the number of this process that started at another time: it is dead for sure."""


@dataclass(frozen=True)
class History:
    """A user's folder of state, and the runs that it remembers."""

    folder: Path

    @property
    def variables(self) -> dict[str, str]:
        """What makes commands use the folder."""
        return {"XDG_STATE_HOME": str(self.folder / "state"), "TZ": "UTC"}

    @property
    def notes(self) -> Path:
        return self.folder / "state" / "rompy" / "runs"

    def rompy(self, *arguments: str | Path, cwd: Path | None = None, **variables: str) -> CompletedProcess[str]:
        """Run a command of ``rompy runs``."""
        return run("rompy", "runs", *arguments, cwd=cwd or self.folder, variables={**self.variables, **variables})

    def add(
        self, run_id: str = "swan", *, log: bytes | None = b"hello\n", workspace: Path | None = None, **fields: Any
    ) -> Record:
        """Write down a run, by default one that succeeded."""
        token = fields.pop("token", secrets.token_hex(16))
        workspace = workspace or self.folder / f"{run_id}-{token}"
        places = Places(workspace, token)
        workspace.mkdir(parents=True, exist_ok=True)
        # the order in which runs were made, also where they are made at once
        made = len(list(self.notes.iterdir())) if self.notes.is_dir() else 0
        times = Times(
            created=START + timedelta(minutes=made),
            started=START + timedelta(minutes=made, seconds=1),
            finished=START + timedelta(minutes=made, seconds=43),
            wall_seconds=42.0,
        )
        if log is not None:
            places.log.write_bytes(log)
            fields.setdefault("logs", [Log(path=str(places.log), bytes=len(log))])
        record = Record.model_validate(
            {
                "run_id": run_id,
                "token": token,
                "backend": "local",
                "engine": "local",
                "workspace": str(workspace),
                "phase": "finished",
                "config": {"type": "local", "command": "swan", "env_vars": ["API_TOKEN"]},
                "rompy_version": "1.0",
                "python_version": "3.12.1",
                "host": socket.gethostname(),
                "user": "ada",
                "owner": DEAD,
                "times": times,
                "outcome": Result(state=State.SUCCEEDED, cause="the model ended with exit status 0", exit_code=0),
                **fields,
            }
        )
        write(record, places.record)
        self.note(token, workspace, made)
        return record

    def note(self, token: str, workspace: Path, made: int = 0) -> None:
        """Remember a run, as one that began so many minutes after the first."""
        self.notes.mkdir(parents=True, exist_ok=True)
        note = self.notes / token
        note.write_text(f"{workspace}\n", errors="surrogateescape")
        moment = (START + timedelta(minutes=made)).timestamp()
        os.utime(note, (moment, moment))


def under_way(**fields: Any) -> dict[str, Any]:
    """Give the fields of a run that is running."""
    times = Times(created=START, started=START + timedelta(seconds=1))
    return {"phase": "running", "outcome": None, "times": times, "owner": str(owner_of()), **fields}
