"""What the parts of a docker run work with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rompy.plan import RunContainer
    from rompy.run.docker.daemon import Abilities, Daemon
    from rompy.run.docker.waiting import Clock
    from rompy.run.execution import Execution


@dataclass(frozen=True)
class Site:
    """A run, and the engine that it goes on at."""

    execution: Execution
    daemon: Daemon
    abilities: Abilities
    clock: Clock
    step: RunContainer
