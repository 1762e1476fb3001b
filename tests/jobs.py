"""Runs of jobs as tests need them: with any timeout, stopped at any moment, and everything told written down."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from engines import wait_until
from rompy.backends import SlurmConfig
from rompy.errors import CannotStartError
from rompy.plan import Folder
from rompy.run.execute import _record as record_for
from rompy.run.execute import finish
from rompy.run.execution import Execution
from rompy.run.outcome import Outcome, State
from rompy.run.places import Places, remember
from rompy.run.slurm import SlurmEngine
from rompy.run.stop import Stop

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from rompy.run.record import Record

TOKENS = iter(f"{number:032x}" for number in range(10**6))


@dataclass
class Heard:
    """An audience that writes down what it is told."""

    phases: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    written: bytes = b""

    def phase(self, record: Record) -> None:
        self.phases.append(record.phase)

    def progress(self, text: str) -> None:
        self.lines.append(text)

    def output(self, chunk: bytes) -> None:
        self.written += chunk

    def tick(self, record: Record) -> None:
        pass

    def told(self, words: str) -> bool:
        """Say whether a line was told that has the words."""
        return any(words in line for line in self.lines)


class JobRun:
    """A run of a job in a thread, from its check to its record."""

    def __init__(self, workspace: Path, config: SlurmConfig, *, timeout: int | None = None, grace: float = 2.0) -> None:
        workspace.mkdir(exist_ok=True, parents=True)
        plan = replace(config.plan(Folder(workspace.name, workspace)), grace=grace)
        if timeout is not None:
            plan = replace(plan, timeout=timeout)
        self.places = Places(workspace, f"{id(self):016x}{next(TOKENS)[16:]}")
        self.places.make()
        remember(self.places)
        self.heard = Heard()
        self.stop = Stop()
        run = Folder(workspace.name, workspace)
        self.execution = Execution(plan, run, record_for(plan, config, self.places), self.places, self.stop, self.heard)
        self._outcome: Outcome | None = None
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    @property
    def record(self) -> Record:
        return self.execution.record

    @property
    def log(self) -> str:
        return self.places.log.read_text(encoding="utf-8", errors="surrogateescape")

    @property
    def number(self) -> int:
        """The job's number, once it has one."""
        self.wait(lambda: self.record.native.get("job", {}).get("id"), "the job has a number")
        return int(self.record.native["job"]["id"])

    def start(self) -> JobRun:
        self._thread.start()
        return self

    def wait(self, holds: Callable[[], object], what: str, seconds: float = 60) -> None:
        """Wait until something holds, while the run goes on."""
        wait_until(lambda: holds() or self._error or self._outcome, what, seconds)
        assert self._error is None, self._error
        assert holds(), (what, self._outcome, self.heard.lines)

    def end(self, seconds: float = 120) -> Outcome:
        """Wait for the end of the run."""
        self._thread.join(seconds)
        assert not self._thread.is_alive(), ("the run does not end", self.record.phase, self.heard.lines)
        self.stop.close()
        if self._error is not None:
            raise self._error
        assert self._outcome is not None
        return self._outcome

    def to_the_end(self, seconds: float = 120) -> Outcome:
        return self.start().end(seconds)

    def _run(self) -> None:
        engine = SlurmEngine()
        try:
            self.execution.save()
            try:
                engine.check(self.execution.plan)
                outcome = engine.carry_out(self.execution)
            except CannotStartError as error:
                outcome = Outcome(State.REJECTED, str(error))
            self._outcome = finish(self.execution, outcome)
        except BaseException as error:
            self._error = error
            raise
