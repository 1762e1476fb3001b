"""Prints what runs wrote, as it is."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from rompy.cli.status import Status
from rompy.run.facts import why_no_log
from rompy.run.watch import Output, follow, tail

if TYPE_CHECKING:
    from pathlib import Path

    from rompy.run.history import Run


class LogPrinter:
    """Standard output, as the place where the logs of a run go: with the name of each where there are several."""

    def __init__(self, run: Run) -> None:
        self._has_titles = len(run.logs) > 1
        self._current: Path | None = None
        self.is_empty = True

    def print(self, output: Output) -> None:
        """Print a piece of a log."""
        if self._has_titles and output.path != self._current:
            gap = b"" if self._current is None else b"\n"
            sys.stdout.buffer.write(gap + b"==> %s <==\n" % str(output.path).encode("utf-8", "surrogateescape"))
        self._current = output.path
        self.is_empty = False
        sys.stdout.buffer.write(output.chunk)
        sys.stdout.buffer.flush()


def print_logs(run: Run, *, lines: int | None, follows: bool) -> int:
    """Print what a run wrote; with ``follows``, until it is over."""
    printer = LogPrinter(run)
    if follows:
        for news in follow(run, lines=lines):
            if isinstance(news, Output):
                printer.print(news)
            else:
                run = news
    else:
        for path in run.log_paths:
            for chunk in tail(path, lines):
                printer.print(Output(path, chunk))
    if printer.is_empty and not any(path.exists() for path in run.log_paths):
        click.echo(f"run {run.name} of {run.record.run_id!r} has no log: {why_no_log(run)}", err=True)
    if any(log.truncated for log in run.logs):
        click.echo("note: the log is truncated: the disk was full, and part of what the run wrote is lost", err=True)
    if follows and run.is_orphaned:
        click.echo(f"note: the rompy of this run is gone; 'rompy runs attach {run.name}' takes its place", err=True)
    return Status.CLEAN
