"""Lists runs, as a table or as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from rompy.cli.run_style import in_state
from rompy.run.measures import duration, short_moment
from rompy.run.plain import printable
from rompy.run.record import now

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rompy.run.history import Run

LIST_VERSION = 1
"""Raised when a reader of the JSON would have to change."""

_TITLES = ("RUN", "RUN ID", "BACKEND", "STATE", "STARTED", "TOOK", "WORKSPACE")
_STATE = _TITLES.index("STATE")


def table(runs: Sequence[Run]) -> Iterator[str]:
    """Write a line for each run, in columns, with its state in colour."""
    rows = [tuple(map(printable, _row(run))) for run in runs]
    widths = [max(map(len, column)) for column in zip(_TITLES, *rows, strict=True)]
    yield _line(_TITLES, widths)
    for run, row in zip(runs, rows, strict=True):
        coloured = list(row)
        coloured[_STATE] = in_state(run, row[_STATE]) + " " * (widths[_STATE] - len(row[_STATE]))
        yield _line(coloured, widths)


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(f"{text:<{width}}" for text, width in zip(row, widths, strict=True)).rstrip()


def _row(run: Run) -> tuple[str, ...]:
    record = run.record
    started = short_moment(record.times.started or record.times.created)
    return run.name, record.run_id, record.backend, run.state, started, _took(run), record.workspace


def _took(run: Run) -> str:
    """Write how long the model ran, or runs already."""
    times = run.record.times
    if times.wall_seconds is not None:
        return duration(times.wall_seconds)
    if times.started is None or run.is_orphaned:
        return "-"
    return duration(((times.finished or now()) - times.started).total_seconds())


def as_json(runs: Sequence[Run]) -> str:
    """Write the records as one document, each with what its file cannot say: whether its rompy is alive."""
    listed = [{"state": run.record.state, "watched": run.is_watched, "record": data_of(run)} for run in runs]
    return json.dumps({"version": LIST_VERSION, "runs": listed}, indent=2, ensure_ascii=False)


def data_of(run: Run) -> object:
    """Give the record as it stands in its file, with what later versions write too."""
    try:
        return json.loads(run.places.record.read_bytes())
    except (OSError, ValueError):
        return run.record.model_dump(mode="json")


def as_text(runs: Sequence[Run]) -> Iterator[str]:
    """Write the table, or say that there is none."""
    if runs:
        yield from table(runs)
    else:
        yield click.style("No runs.", dim=True)
