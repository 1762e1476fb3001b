"""What the searches for lists and mappings ask for about the values inside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rompy.schema.compare.meaning.formula import Formula, Formulas
    from rompy.schema.compare.meaning.result import Budget, Result
    from rompy.schema.compare.meaning.values import Json


class Judge(Protocol):
    """Finds values for formulas."""

    formulas: Formulas
    budget: Budget

    def find(self, formula: Formula) -> Result:
        """Find a value that satisfies a formula."""

    def concerns(self, keys: Formula, name: str) -> bool | None:
        """Tell whether a formula about keys is true of one; None where that cannot be said."""

    def several(self, formula: Formula, wanted: int) -> tuple[list[Json], bool]:
        """Find so many different values; the second part tells whether there are surely no more than those."""
