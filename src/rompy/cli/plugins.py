"""The command ``rompy plugins``."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import click

from rompy.backends import plugin_types
from rompy.backends.registry import config_class, config_classes
from rompy.cli.status import Status
from rompy.errors import PluginError
from rompy.lint.formats import formats, renderer
from rompy.lint.rules import broken_rules
from rompy.packages import GROUPS, described, entry_points, load, package_of
from rompy.postprocess.registry import BUILT_IN
from rompy.postprocess.registry import config_class as postprocessor_class

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint


@dataclass(frozen=True)
class _Listed:
    """One thing that a package brings, as it is listed."""

    name: str
    kind: str
    package: str
    entry_point: str
    problem: str | None = None


@click.command()
@click.option(
    "--format", "format_name", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How."
)
def plugins(format_name: str) -> int:
    """List what installed packages bring, load each, and say what is wrong with those that cannot be used.

    Exit status: 0 all can be used, 1 one cannot.
    """
    listed = [_listed(entry) for group in GROUPS for entry in entry_points(group)]
    if format_name == "json":
        click.echo(json.dumps([asdict(plugin) for plugin in listed], indent=2, ensure_ascii=False))
    elif not listed:
        click.echo("No installed package brings anything to rompy.")
    else:
        for line in _table(listed):
            click.echo(line)
    return Status.FINDINGS if any(plugin.problem for plugin in listed) else Status.CLEAN


def _table(listed: list[_Listed]) -> list[str]:
    rows = [("NAME", "WHAT", "PACKAGE", "ENTRY POINT")]
    rows += [(plugin.name, plugin.kind, plugin.package, plugin.entry_point) for plugin in listed]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    for index, plugin in reversed(list(enumerate(listed, start=1))):
        if plugin.problem is not None:
            lines.insert(index + 1, f"  cannot be used: {plugin.problem}")
    return lines


def _listed(entry: EntryPoint) -> _Listed:
    problem: str | None = None
    try:
        _use(entry)
    except PluginError as error:
        problem = str(error)
    return _Listed(entry.name, GROUPS[entry.group], package_of(entry), entry.value, problem)


def _use(entry: EntryPoint) -> None:
    """Load what an entry point names, as rompy does when it is needed.

    Raises:
        PluginError: where it cannot be used.
    """
    match entry.group:
        case "rompy.backends" | "rompy.run":
            if entry.name in config_classes():
                message = f"{described(entry)} has the name of a backend of rompy's own, which is taken instead"
                raise PluginError(message)
            chosen = plugin_types.found()[entry.name]
            if package_of(chosen) != package_of(entry):
                message = f"{described(entry)} has the name of {described(chosen)}, which is taken instead"
                raise PluginError(message)
            config_class(entry.name)
            load(entry)
        case "rompy.postprocess.config":
            if entry.name in BUILT_IN:
                message = f"{described(entry)} has the name of a postprocessor of rompy's own, which is taken instead"
                raise PluginError(message)
            postprocessor_class(entry.name)
        case "rompy.config":
            from rompy.model.config import config_class as model_class  # noqa: PLC0415 - others need no models

            model_class(entry.name)
        case "rompy.lint.rules":
            mine = [error for error in broken_rules() if str(error).startswith(described(entry))]
            if mine:
                raise mine[0]
        case "rompy.lint.formats":
            if entry.name in formats():
                message = f"{described(entry)} has the name of a format of rompy's own, which is taken instead"
                raise PluginError(message)
            renderer(entry.name)
        case _:
            load(entry)
