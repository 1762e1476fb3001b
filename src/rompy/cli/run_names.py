"""Takes runs by the names that people type, and completes them."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.shell_completion import CompletionItem

from rompy.errors import RunRecordError
from rompy.run.history import Run, find, latest, runs, under_way

if TYPE_CHECKING:
    from collections.abc import Callable

Command = TypeVar("Command", bound="Callable[..., Any]")

_COMPLETED = 50
"""Runs that are offered, the latest."""


def complete_run(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Offer the latest runs, by token and by run_id."""
    found = [run for run in islice(runs(), _COMPLETED) if isinstance(run, Run)]
    tokens = [CompletionItem(run.name, help=f"{run.record.run_id}, {run.state}") for run in found]
    latest: dict[str, Run] = {}
    for run in found:
        latest.setdefault(run.record.run_id, run)
    names = [CompletionItem(name, help=f"{run.name}, {run.state}") for name, run in latest.items()]
    return [item for item in names + tokens if item.value.startswith(begun)]


def run_argument(command: Command) -> Command:
    """Let a command take one run."""
    return click.argument("run", required=False, shell_complete=complete_run)(command)


def runs_argument(command: Command) -> Command:
    """Let a command take several runs."""
    return click.argument("names", metavar="[RUN]...", nargs=-1, shell_complete=complete_run)(command)


def the_run(name: str | None) -> Run:
    """Find the run that was named, or the one that is meant without a name.

    Raises:
        RunRecordError: where there is none.
    """
    return latest() if name is None else find(name)


def the_run_under_way(name: str | None) -> Run:
    """Find the run that was named, or without a name the only one that is under way, or else the latest.

    Raises:
        RunRecordError: where there is none, or more than one is under way.
    """
    if name is not None:
        return find(name)
    going_on = under_way()
    if len(going_on) > 1:
        lines = [f"  {run.name}  {run.record.run_id}, {run.state}, in {run.record.workspace}" for run in going_on]
        message = f"{len(going_on)} runs are under way; name one of them:"
        raise RunRecordError("\n".join([message, *lines]))
    return going_on[0] if going_on else latest()
