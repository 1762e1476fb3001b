"""How a run ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

TIMED_OUT = 124
"""Exit status of a run that was ended for its time, as coreutils' ``timeout`` has it."""
NOT_STARTED = 125
"""Exit status of a run that could not be started, as ``docker run`` has it."""


class State(StrEnum):
    """What became of a run."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"
    TIMEOUT = "timeout"
    """It was ended because its time was over."""
    CANCELLED = "cancelled"
    """Somebody ended it: by Ctrl-C, by a signal, by ``rompy runs stop``, or by the engine's own command."""
    OUT_OF_MEMORY = "out_of_memory"
    LOST = "lost"
    """What ran it is gone (a supervisor, a node, a container), and with it the result."""
    REJECTED = "rejected"
    """It was never started: no engine, no image, a request that cannot be met."""
    UNKNOWN = "unknown"
    """It is over, and nothing says how."""


@dataclass(frozen=True)
class Outcome:
    """How a run ended, and how that is known."""

    state: State
    cause: str
    """What happened, as one sentence without a full stop."""
    exit_code: int | None = None
    """The model's own; None where it has none."""
    signal: int | None = None
    """The number of the signal that ended the model."""
    evidence: tuple[str, ...] = ()
    """What the state was read from: ``OOMKilled=true``, ``JobState=NODE_FAIL``."""
    raw: Mapping[str, object] = field(default_factory=dict)
    """What the engine says of the end, in its own words."""
    advice: str | None = None
    """What to try."""
    stopped_by: int | None = None
    """The number of the signal by which rompy was asked to stop the run."""
    left_behind: tuple[str, ...] = ()
    """What of the run could not be ended, or was left on purpose: processes, a container, a job."""

    @property
    def is_success(self) -> bool:
        """Whether the model ended well; nothing else counts as a success."""
        return self.state is State.SUCCEEDED

    @property
    def exit_status(self) -> int:
        """The exit status of ``rompy run``: the model's own where it ran, never 0 without success."""
        match self.state:
            case State.SUCCEEDED:
                return 0
            case State.TIMEOUT:
                return TIMED_OUT
            case State.REJECTED:
                return NOT_STARTED
            case State.CANCELLED if self.stopped_by is not None:
                return 128 + self.stopped_by
        if self.exit_code:
            return self.exit_code
        if self.signal is not None:
            return 128 + self.signal
        return 137 if self.state is State.OUT_OF_MEMORY else 1
