"""Runs of docker configs by a real engine, looked at from outside."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from engines import Docker
from rompy.backends import DockerConfig
from rompy.plan import Folder, Plan
from rompy.run.execute import _carried_out, _record
from rompy.run.execution import Execution
from rompy.run.outcome import Outcome
from rompy.run.places import Places, remember
from rompy.run.record import Record, read
from rompy.run.stop import Stop


@dataclass
class Ear:
    """Hears everything of a run, and may do something at a moment of it."""

    phases: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    written: bytes = b""
    at_phase: Callable[[str], None] = lambda _phase: None
    at_output: Callable[[bytes], None] = lambda _written: None
    at_line: Callable[[str], None] = lambda _line: None
    at_tick: Callable[[], None] = lambda: None

    def phase(self, record: Record) -> None:
        self.phases.append(record.phase)
        self.at_phase(record.phase)

    def progress(self, text: str) -> None:
        self.lines.append(text)
        self.at_line(text)

    def output(self, chunk: bytes) -> None:
        self.written += chunk
        self.at_output(self.written)

    def tick(self, record: Record) -> None:
        assert record.outcome is None
        self.at_tick()


@dataclass
class Ended:
    """A run that has ended."""

    outcome: Outcome
    execution: Execution

    @property
    def record(self) -> Record:
        return read(self.execution.places.record)

    @property
    def log(self) -> str:
        return self.execution.places.log.read_text(encoding="utf-8")

    @property
    def lines(self) -> list[str]:
        return self.log.splitlines()

    @property
    def build_log(self) -> str:
        return self.execution.places.build_log.read_text(encoding="utf-8")


@dataclass
class Runs:
    """Runs in one workspace, whose containers must all be gone at the end."""

    engine: Docker
    image: str
    workspace: Path
    tokens: list[str] = field(default_factory=list)
    kept: set[str] = field(default_factory=set)
    """Tokens of runs whose container is left on purpose."""

    def config(self, executable: str = "true", **fields: Any) -> DockerConfig:
        image = {} if "dockerfile" in fields else {"image": self.image}
        return DockerConfig(executable=executable, **{**image, **fields})

    def prepare(
        self,
        config: DockerConfig,
        *,
        ear: Ear | None = None,
        stop: Stop | None = None,
        workspace: Path | None = None,
        plan: Callable[[Plan], Plan] = lambda plan: plan,
        **changes: Any,
    ) -> Execution:
        run = Folder("wave run", workspace or self.workspace)
        run.workspace.mkdir(parents=True, exist_ok=True)
        places = Places(run.workspace, os.urandom(16).hex())
        places.make()
        remember(places)
        self.tokens.append(places.token)
        planned = replace(plan(config.plan(run)), **changes)
        record = _record(planned, config, places)
        return Execution(planned, run, record, places, stop or Stop(), ear or Ear())

    def carry_out(self, execution: Execution) -> Ended:
        try:
            return Ended(_carried_out(execution), execution)
        finally:
            execution.stop.close()

    def run(
        self, executable: str = "true", *, ear: Ear | None = None, stop: Stop | None = None, **fields: Any
    ) -> Ended:
        """Run to the end; ``timeout`` and ``grace`` may be shorter than a config allows."""
        changes = {name: fields.pop(name) for name in ("timeout", "grace", "plan", "workspace") if name in fields}
        return self.carry_out(self.prepare(self.config(executable, **fields), ear=ear, stop=stop, **changes))

    def shell(self, script: str, **fields: Any) -> Ended:
        """Run lines of ``sh``."""
        (self.workspace / "model.sh").write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (self.workspace / "model.sh").chmod(0o755)
        return self.run("/app/run_id/model.sh", **fields)

    def containers(self, token: str) -> list[str]:
        found = self.engine.text("ps", "--all", "--quiet", "--no-trunc", "--filter", f"label=org.rompy.token={token}")
        return found.split()

    def inspect(self, token: str) -> dict[str, Any]:
        """Tell what the engine says of the container of a run."""
        (container,) = self.containers(token)
        found: dict[str, Any] = json.loads(self.engine.text("inspect", container))[0]
        return found
