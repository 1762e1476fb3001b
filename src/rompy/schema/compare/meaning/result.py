"""What a search for a value came to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from rompy.schema.compare.meaning.values import Json


@dataclass(frozen=True, slots=True)
class Found:
    """A value that satisfies the formula."""

    value: Json


@dataclass(frozen=True, slots=True)
class Impossible:
    """No value satisfies the formula."""


@dataclass(frozen=True, slots=True)
class Undecided:
    """Neither a value was found nor can there be said to be none."""

    guess: tuple[Json, ...] = ()
    """At most one value that may do, for somebody else to check."""


IMPOSSIBLE: Final = Impossible()

Result = Found | Impossible | Undecided


class BudgetSpentError(Exception):
    """More steps than a search may take."""


@dataclass(slots=True)
class Budget:
    """How many steps a search may still take; steps and not seconds, so that every machine decides alike."""

    steps: int

    def spend(self, steps: int = 1) -> None:
        """Take steps off.

        Raises:
            BudgetSpentError: once there are none left.
        """
        self.steps -= steps
        if self.steps < 0:
            raise BudgetSpentError
