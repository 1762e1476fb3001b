"""Carries out plans of slurm runs; the engine is being written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rompy.errors import EngineMissingError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.plan import Plan
    from rompy.run.execution import Execution, Leftover
    from rompy.run.outcome import Outcome


class SlurmEngine:
    """Carries out slurm runs."""

    def check(self, plan: Plan) -> None:
        """Refuse."""
        message = f"there is no engine for {plan.backend} yet"
        raise EngineMissingError(message)

    def carry_out(self, execution: Execution) -> Outcome:
        """Refuse."""
        raise EngineMissingError(execution.plan.backend)

    def resume(self, execution: Execution) -> Outcome:
        """Refuse."""
        raise EngineMissingError(execution.plan.backend)

    def leftovers(self) -> Iterator[Leftover]:
        """Find nothing."""
        yield from ()

    def end(self, leftover: Leftover) -> None:
        """Refuse."""
        raise EngineMissingError(leftover.kind)
