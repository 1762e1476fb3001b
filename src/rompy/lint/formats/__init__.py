"""The ways to show a report, one file each; the module's name is what ``--format`` takes."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from rompy.errors import PluginError
from rompy.lint.formats._statistics import statistics
from rompy.lint.formats._summary import counted, not_checked
from rompy.packages import described, entry_points, load

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from rompy.lint.finding import Report


__all__ = ["Render", "counted", "formats", "formats_of_packages", "not_checked", "renderer", "statistics"]


GROUP = "rompy.lint.formats"
"""Entry points by which packages name formats of their own: each a ``render(report)``, or a module that has one."""


class Render(Protocol):
    """Turns a report into text."""

    def __call__(self, report: Report, *, colour: bool = False, quiet: bool = False) -> str:
        """Give the text, without a line break at its end.

        ``colour`` allows terminal colours; ``quiet`` leaves out all but findings, where people read.
        """


def formats() -> list[str]:
    """List the formats of rompy itself."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_"))


def formats_of_packages() -> dict[str, EntryPoint]:
    """Give the formats of installed packages by their names, without those that rompy itself has."""
    own = set(formats())
    return {entry.name: entry for entry in entry_points(GROUP) if entry.name not in own}


def renderer(name: str) -> Render:
    """Give the function that renders one format.

    Raises:
        PluginError: where the package that brings it cannot be loaded, or brings no function, and by what is given
            where the function breaks.
    """
    if name in formats():
        render: Render = import_module(f"{__name__}.{name}").render
        return render
    entry = formats_of_packages()[name]
    found = load(entry)
    rendering: object = getattr(found, "render", found)
    if not callable(rendering):
        message = f"{described(entry)} is no function render(report)"
        raise PluginError(message)

    def render_guarded(report: Report, *, colour: bool = False, quiet: bool = False) -> str:
        try:
            text: str = rendering(report, colour=colour, quiet=quiet)
        except (Exception, SystemExit) as error:
            message = f"{described(entry)} broke: {type(error).__name__}: {error}"
            raise PluginError(message) from error
        return text

    return render_guarded
