"""Shows one run to a person: everything that its record says, and the end of what it wrote."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

import click

from rompy.cli.run_style import in_state
from rompy.run.facts import config_lines, sections, verdict
from rompy.run.plain import plain_lines, printable
from rompy.run.watch import tail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.run.history import Run

_TAIL = 10
"""Lines of the log that are shown."""


def details(run: Run, *, width: int) -> Iterator[str]:
    """Write the run section by section, with colours."""
    title = click.style(f"Run {run.name} of {printable(run.record.run_id)}", bold=True)
    yield f"{title}: {in_state(run, printable(verdict(run)))}"
    if run.is_from_later_version:
        yield (
            f"Written by a later rompy ({printable(run.record.rompy_version)}, schema {run.record.schema_version}): "
            f"this one shows what it knows of it; '--format json' shows all."
        )
    told = list(sections(run))
    column = max(len(label) for section in told for label, _ in section.facts)
    for section in told:
        yield ""
        yield click.style(section.title, bold=True)
        before = ""
        for label, text in section.facts:
            yield from _fact("" if label == before else label, text, column, width)
            before = label
    yield ""
    yield click.style("Config", bold=True) + " (of environment variables and build arguments the names alone)"
    yield from (f"  {printable(line)}" for line in config_lines(run))
    yield from _ends(run)


def _fact(label: str, text: str, column: int, width: int) -> Iterator[str]:
    """Write a label, and its text beside it."""
    lines = wrap(printable(text), max(width - column - 4, 20), break_long_words=False, break_on_hyphens=False) or [""]
    for number, line in enumerate(lines):
        yield f"  {printable(label) if number == 0 else '':<{column}}  {line}"


def _ends(run: Run) -> Iterator[str]:
    for path in run.log_paths:
        lines = plain_lines(b"".join(tail(path, _TAIL)))
        if lines:
            yield ""
            yield click.style(f"Last lines of {printable(str(path))}", bold=True)
            yield from (f"  {line}" for line in lines)
