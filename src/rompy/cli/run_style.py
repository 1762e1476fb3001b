"""Colours for the states of runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rompy.run.history import Run

_COLOURS = {
    "succeeded": "green",
    "failed": "red",
    "timeout": "red",
    "out_of_memory": "red",
    "lost": "red",
    "rejected": "red",
    "cancelled": "yellow",
    "unknown": "yellow",
}


def state_style(run: Run) -> str:
    """Give the colour of what became of a run; of one under way, blue."""
    return "yellow" if run.is_orphaned else _COLOURS.get(run.record.state, "blue")


def in_state(run: Run, text: str) -> str:
    """Write a text in the colour of a run's state."""
    return click.style(text, fg=state_style(run), bold=True)
