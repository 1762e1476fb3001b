"""The commands ``rompy runs list | show | logs | attach | stop | clean``."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rompy.cli.run_age import AGE
from rompy.cli.run_attach import attach_to
from rompy.cli.run_clean import clean, forget_runs
from rompy.cli.run_details import details
from rompy.cli.run_list import as_json, as_text, data_of
from rompy.cli.run_names import run_argument, runs_argument, the_run, the_run_under_way
from rompy.cli.run_output import print_logs
from rompy.cli.run_plot import plots
from rompy.cli.status import Status
from rompy.cli.terminal import wants_colour
from rompy.errors import RompyError, RunGoneError, RunRecordError
from rompy.run.execute import ENGINES
from rompy.run.history import find
from rompy.run.history import runs as remembered
from rompy.run.html import render
from rompy.run.outcome import State
from rompy.run.plain import printable
from rompy.run.record import UNDER_WAY
from rompy.run.stopping import end

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

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
@click.option("--plot", "is_plot", is_flag=True, help="Draw the CPU and the memory that it used over time.")
@click.option(
    "--html",
    "page",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    help="Write a page with everything and its charts to a file, or to '-'.",
)
def show(run: str | None, *, format_name: str, is_plot: bool, page: Path | None) -> None:
    """Show everything that is known of a run."""
    if (format_name == "json") + is_plot + (page is not None) > 1:
        message = "--format json, --plot and --html are three ways to show a run; choose one"
        raise click.UsageError(message)
    found = the_run(run)
    width = shutil.get_terminal_size().columns
    if format_name == "json":
        click.echo(json.dumps(data_of(found), indent=2, ensure_ascii=False))
    elif page is not None:
        _write(page, render(found))
    else:
        for line in plots(found, width=width, is_ascii=_is_ascii()) if is_plot else details(found, width=width):
            click.echo(line, color=wants_colour())


def _write(path: Path, text: str) -> None:
    if str(path) == "-":
        click.echo(text)
        return
    try:
        path.write_text(text + "\n", encoding="ascii")
    except OSError as error:
        message = f"{path}: {error.strerror}"
        raise click.ClickException(message) from error
    click.echo(f"Wrote {path}", err=True)


def _is_ascii() -> bool:
    """Tell whether standard output has no letters for the blocks and rules of a drawing."""
    try:
        "▁█─┤└".encode(sys.stdout.encoding)
    except UnicodeEncodeError:
        return True
    return False


@runs.command()
@run_argument
@click.option("--follow", "-f", is_flag=True, help="Go on until the run is over.")
@click.option("--tail", "-n", "lines", type=click.IntRange(min=0), help="Print so many last lines.  [default: all]")
def logs(run: str | None, *, follow: bool, lines: int | None) -> int:
    """Print what a run wrote, byte by byte as it wrote it."""
    return print_logs(the_run(run), lines=lines, follows=follow)


@runs.command()
@run_argument
@click.option(
    "--tail", "-n", "lines", type=click.IntRange(min=0), default=10, show_default=True, help="Show so many lines first."
)
def attach(run: str | None, *, lines: int) -> int:
    """Follow a run to its end.

    Without a name it is the run that is under way, or else the latest.

    Ctrl-C leaves a run alone that its own rompy watches over. Where that rompy is gone, this one takes its place,
    enforces the timeout again, and ends the run on Ctrl-C as 'rompy run' does.

    Exit status: that of 'rompy run'; 130 after Ctrl-C.
    """
    return attach_to(the_run_under_way(run), lines=lines)


@runs.command()
@runs_argument
@click.option(
    "--grace",
    type=click.FloatRange(min=0, max=3600),
    metavar="SECONDS",
    help="Time between asking the model to end and ending it.  [default, and most: that of the run]",
)
@click.option("--kill", is_flag=True, help="Give it no time.")
def stop(names: Sequence[str], *, grace: float | None, kill: bool) -> int:
    """End runs, and wait for it.

    Without a name it is the run that is under way. The model is asked to end (SIGTERM) and gets the grace to do so. A
    run whose rompy is gone is ended too.

    Exit status: 0 all are over, 1 some could not be ended.
    """
    if kill and grace is not None:
        message = "--kill gives no time, so --grace does not go with it"
        raise click.UsageError(message)
    status = Status.CLEAN
    for found in [find(name) for name in names] or [the_run_under_way(None)]:
        was_over = found.record.is_finished
        try:
            outcome = end(found, grace=grace, at_once=kill)
        except RompyError as error:
            click.echo(f"Error: {error}", err=True)
            status = Status.FINDINGS
            continue
        over = "was over already, " if was_over else ""
        named = printable(f"run {found.name} of {found.record.run_id}")
        click.echo(f"{named}: {over}{str(outcome.state).replace('_', ' ')}: {outcome.cause}")
    return status


@runs.command("clean")
@click.option("--engine", "engines", type=click.Choice(list(ENGINES)), multiple=True, help="Ask only this engine.")
@click.option("--older-than", type=AGE, help="Only what began longer ago than that, as 30d, 12h or 90m.")
@click.option("--forget", "forgets", is_flag=True, help="Also take runs that are over off the list; their files stay.")
@click.option("--dry-run", is_flag=True, help="Say what would be ended, and end nothing.")
@click.option("--yes", "-y", is_flag=True, help="End it without asking.")
def clean_runs(engines: Sequence[str], *, older_than: timedelta | None, forgets: bool, dry_run: bool, yes: bool) -> int:
    """End what killed rompys left.

    These are processes, containers and jobs that nobody watches over, and records of runs that say they go on. What
    somebody watches over is never touched, nor what may be watched over from another host. Files stay.

    Exit status: 0 nothing is left, 1 something could not be ended.
    """
    status = clean(engines, older_than=older_than, is_dry=dry_run, is_sure=yes)
    if forgets:
        forget_runs(older_than=older_than, is_dry=dry_run)
    return status
