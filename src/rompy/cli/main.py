"""The entry points: one handler at the top for everything that ends a command early."""

from __future__ import annotations

import io
import os
import sys
import traceback
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, NoReturn

import click

from rompy import __version__
from rompy.cli.status import Status
from rompy.errors import RompyError, SettingsError

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


def rompy(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command ``rompy``."""
    _run(command_line, "rompy", arguments)


def rompy_lint(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command ``rompy-lint``."""
    _run(_load(COMMANDS["lint"].address), "rompy-lint", arguments)


def _load(address: str) -> click.Command:
    module, _, name = address.partition(":")
    command: click.Command = getattr(import_module(module), name)
    return command


def _run(command: click.Command, name: str, arguments: Sequence[str] | None) -> NoReturn:
    if isinstance(sys.stdout, io.TextIOWrapper):
        # names of files may hold what the terminal's encoding, or any encoding, has no letters for
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        status = command.main(args=arguments, prog_name=name, standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        sys.exit(Status.USAGE)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        sys.exit(Status.INTERRUPTED)
    except SettingsError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(Status.USAGE)
    except RompyError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(Status.FINDINGS)
    except BrokenPipeError:
        # whoever read our output has gone; writing the rest at exit would fail again
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(Status.FINDINGS)
    except Exception:  # noqa: BLE001 - the one place where a fault of ours is told
        traceback.print_exc()
        click.echo(f"Error: {name} itself broke; please report this with the lines above.", err=True)
        sys.exit(Status.BROKEN)
    sys.exit(status if isinstance(status, int) else Status.CLEAN)
