"""Joins a run that goes on: shows what it writes, and ends as it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from rompy.cli.audience import Plain, failure, summary
from rompy.cli.run_output import LogPrinter
from rompy.cli.status import Status
from rompy.errors import WorkspaceBusyError
from rompy.run.adopt import take_over
from rompy.run.watch import Output, follow

if TYPE_CHECKING:
    from rompy.run.history import Run


def attach_to(run: Run, *, lines: int) -> int:
    """Follow a run to its end, and give the exit status that its ``rompy run`` has."""
    if not run.record.is_finished:
        run = _followed_to_end(run, lines)
        if not run.record.is_finished:
            return Status.INTERRUPTED
    outcome = run.record.ended
    if outcome is None:
        return Status.FINDINGS
    click.echo(summary(outcome, run.record) if outcome.is_success else failure(outcome, run.record), err=True)
    return outcome.exit_status


def _followed_to_end(run: Run, lines: int) -> Run:
    printer = LogPrinter(run)
    while True:
        try:
            run = _followed(run, printer, lines)
        except KeyboardInterrupt:
            click.echo(
                f"\nDetached; the run goes on. 'rompy runs attach {run.name}' comes back, "
                f"'rompy runs stop {run.name}' ends it.",
                err=True,
            )
            return run
        if run.record.is_finished:
            return run
        click.echo("The rompy of this run is gone; this one watches over it now: Ctrl-C ends the run.", err=True)
        try:
            take_over(run, audience=Plain(streams=True, is_quiet=False))
        except WorkspaceBusyError:
            if run.again().is_orphaned:
                raise
            # somebody else was faster
        run, lines = run.again(), 0


def _followed(run: Run, printer: LogPrinter, lines: int) -> Run:
    for news in follow(run, lines=lines):
        if isinstance(news, Output):
            printer.print(news)
            continue
        run = news
        if not run.record.is_finished:
            click.echo(f"run {run.name} of {run.record.run_id}: {run.state}", err=True)
    return run
