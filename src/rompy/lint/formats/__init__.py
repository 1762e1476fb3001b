"""The ways to show a report, one file each; the module's name is what ``--format`` takes."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from rompy.lint.formats._statistics import statistics
from rompy.lint.formats._summary import counted

if TYPE_CHECKING:
    from rompy.lint.finding import Report


__all__ = ["Render", "counted", "formats", "renderer", "statistics"]


class Render(Protocol):
    """Turns a report into text."""

    def __call__(self, report: Report, *, colour: bool = False, quiet: bool = False) -> str:
        """Give the text, without a line break at its end.

        ``colour`` allows terminal colours; ``quiet`` leaves out all but findings, where people read.
        """


def formats() -> list[str]:
    """List the formats there are."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_"))


def renderer(name: str) -> Render:
    """Give the function that renders one format."""
    render: Render = import_module(f"{__name__}.{name}").render
    return render
