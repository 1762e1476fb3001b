"""Joins a run that goes on: shows what it writes, and ends as it ends."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from rompy.cli.audience import Plain, failure, summary
from rompy.cli.run_output import LogPrinter
from rompy.cli.status import Status
from rompy.errors import WorkspaceBusyError
from rompy.run.adopt import take_over
from rompy.run.watch import Logs, Output, follow

if TYPE_CHECKING:
    from rompy.run.history import Run
    from rompy.run.record import Record


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


class _Watching(Plain):
    """Tells of a run that this rompy watches over, and shows what stands in its logs as they grow."""

    def __init__(self, run: Run, logs: Logs, printer: LogPrinter) -> None:
        super().__init__(streams=False, is_quiet=False)
        self._run, self._logs, self._printer = run, logs, printer
        self._is_heard = True

    def tick(self, record: Record) -> None:
        """Show what was written since."""
        super().tick(record)
        # not what engines tell: some tell the log from its beginning, and some nothing of what was there
        for news in self._logs.news(replace(self._run, record=record)):
            self._show(news)

    def _show(self, news: Output) -> None:
        if self._is_heard:
            try:
                self._printer.print(news)
            except BrokenPipeError:
                # a reader that goes away is no reason to leave the run alone
                self._is_heard = False


def _followed_to_end(run: Run, lines: int) -> Run:
    printer = LogPrinter(run)
    with closing(Logs(lines)) as logs:
        while True:
            try:
                run = _followed(run, logs, printer)
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
                take_over(run, audience=_Watching(run, logs, printer))
            except WorkspaceBusyError:
                # perhaps somebody else was faster
                if run.again().is_orphaned:
                    raise
            run = run.again()


def _followed(run: Run, logs: Logs, printer: LogPrinter) -> Run:
    for news in follow(run, logs):
        if isinstance(news, Output):
            printer.print(news)
            continue
        run = news
        if not run.record.is_finished:
            click.echo(f"run {run.name} of {run.record.run_id}: {run.state}", err=True)
    return run
