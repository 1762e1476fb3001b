"""The command ``rompy`` as click reads it, and the table of what is below it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

import click

from rompy import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence


class Entry(NamedTuple):
    """A command in the table: where it lives, and what the list of commands says about it."""

    address: str
    summary: str


COMMANDS: dict[str, Entry] = {
    "backends": Entry("rompy.cli.backends:backends", "List backend types, write files of them, and check files."),
    "generate": Entry("rompy.cli.generate:generate", "Write the files of a model into its workspace."),
    "lint": Entry("rompy.cli.lint:lint", "Check files of all kinds; the command rompy-lint is the same."),
    "pipeline": Entry("rompy.cli.pipeline:pipeline", "Generate, run and postprocess a model."),
    "plugins": Entry("rompy.cli.plugins:plugins", "List what installed packages bring, and what is wrong with it."),
    "postprocess": Entry("rompy.cli.postprocess:postprocess", "Run a postprocessor on what a model wrote."),
    "render": Entry("rompy.cli.render:render", "Print a file with its includes and templates filled in."),
    "run": Entry("rompy.cli.run:run", "Run a model, or a command, where a backend file says."),
    "runs": Entry("rompy.cli.runs:runs", "List, show, follow and end runs."),
    "schema": Entry("rompy.cli.schema:schema", "Publish, compare and show schemas, and have editors use them."),
    "validate": Entry("rompy.cli.validate:validate", "Check a file of any kind, and say what it is."),
}
"""The commands of ``rompy``; one is imported when it is called."""


class _Table(click.Group):
    """Imports a command only when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        entry = COMMANDS.get(cmd_name)
        return _load(entry.address) if entry else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as above
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name].summary) for name in sorted(COMMANDS)])


@click.group(cls=_Table, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="rompy")
def command_line() -> None:
    """Lint, write, show and run the backend files that say where and how a model runs."""


def run_command(name: str, arguments: Sequence[str]) -> object:
    """Carry out ``rompy`` or ``rompy-lint`` as click reads its arguments, and give what it returns."""
    command = command_line if name == "rompy" else _load(COMMANDS["lint"].address)
    return command.main(args=list(arguments), prog_name=name, standalone_mode=False)


def _load(address: str) -> click.Command:
    module, _, name = address.partition(":")
    command: click.Command = getattr(import_module(module), name)
    return command
