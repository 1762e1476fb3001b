"""The commands ``rompy runs list | show | logs``."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import click

from rompy.cli.run_details import details
from rompy.cli.run_list import as_json, as_text, data_of
from rompy.cli.run_names import run_argument, the_run
from rompy.cli.run_output import print_logs
from rompy.cli.terminal import wants_colour
from rompy.errors import RunGoneError, RunRecordError
from rompy.run.history import runs as remembered
from rompy.run.outcome import State
from rompy.run.record import UNDER_WAY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rompy.run.history import Run

_NOTES = 5
"""Records that cannot be read, and are named."""
_FORMAT = click.option(
    "--format", "format_name", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How."
)


@click.group()
def runs() -> None:
    """List, show, follow and end runs.

    A run is named by the beginning of its token (at least 4 letters), by its run_id (the latest of that name is meant),
    or by the path of its workspace. Without a name it is the run of the current folder, or else the latest.
    """


@runs.command("list")
@click.option("--all", "-a", "is_all", is_flag=True, help="List all runs, however many.")
@click.option("--limit", "-n", type=click.IntRange(min=1), default=20, show_default=True, help="List so many.")
@click.option(
    "--state",
    "states",
    metavar="STATE",
    multiple=True,
    help=f"List only runs in this state, or states: running, {', '.join(State)}, ... or 'under-way'.",
)
@_FORMAT
def list_runs(*, is_all: bool, limit: int, states: Sequence[str], format_name: str) -> None:
    """List the latest runs, the newest first."""
    wanted = {name for given in states for name in given.lower().replace("-", "_").split(",")}
    unknown = wanted - {*State, *UNDER_WAY, "under_way"}
    if unknown:
        message = f"no run has the state {min(unknown)!r}; there are {', '.join([*UNDER_WAY, *State])} and under-way"
        raise click.BadParameter(message, param_hint="--state")
    if "under_way" in wanted:
        wanted |= set(UNDER_WAY)
    found, notes = _listed(wanted, None if is_all else limit)
    if format_name == "json":
        click.echo(as_json(found))
    else:
        for line in as_text(found):
            click.echo(line, color=wants_colour())
    for note in notes:
        click.echo(f"note: {note}", err=True)


def _listed(states: set[str], limit: int | None) -> tuple[list[Run], list[str]]:
    """Collect runs that are in one of some states, and what is to be said of those that cannot be shown."""
    found: list[Run] = []
    unreadable: dict[str, None] = {}
    gone = 0
    for run in remembered():
        match run:
            case RunGoneError():
                gone += 1
            case RunRecordError():
                unreadable[str(run)] = None
            case _ if not states or run.record.state in states:
                found.append(run)
        if len(found) == limit:
            break
    found.sort(key=lambda run: run.record.times.created, reverse=True)
    notes = list(unreadable)[:_NOTES]
    if len(unreadable) > _NOTES:
        notes.append(f"{len(unreadable) - _NOTES} more records cannot be read")
    if gone:
        records = "record of 1 run is" if gone == 1 else f"records of {gone} runs are"
        notes.append(f"the {records} not there any more; 'rompy runs clean --forget' takes them off the list")
    return found, notes


@runs.command()
@run_argument
@_FORMAT
def show(run: str | None, *, format_name: str) -> None:
    """Show everything that is known of a run."""
    found = the_run(run)
    if format_name == "json":
        click.echo(json.dumps(data_of(found), indent=2, ensure_ascii=False))
        return
    for line in details(found, width=shutil.get_terminal_size().columns):
        click.echo(line, color=wants_colour())


@runs.command()
@run_argument
@click.option("--follow", "-f", is_flag=True, help="Go on until the run is over.")
@click.option("--tail", "-n", "lines", type=click.IntRange(min=0), help="Print so many last lines.  [default: all]")
def logs(run: str | None, *, follow: bool, lines: int | None) -> int:
    """Print what a run wrote, byte by byte as it wrote it."""
    return print_logs(the_run(run), lines=lines, follows=follow)
