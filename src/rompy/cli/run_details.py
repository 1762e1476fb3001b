"""Shows one run to a person: everything that its record says, and the end of what it wrote."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

import click
import yaml

from rompy.cli.run_style import in_state
from rompy.run.facts import sections, verdict
from rompy.run.plain import plain_lines, printable
from rompy.run.watch import tail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.run.history import Run

_TAIL = 10
"""Lines of the log that are shown."""
_LABEL = 13


def details(run: Run, *, width: int) -> Iterator[str]:
    """Write the run section by section, with colours."""
    title = click.style(f"Run {run.name} of {printable(run.record.run_id)}", bold=True)
    yield f"{title}: {in_state(run, printable(verdict(run)))}"
    if run.is_from_later_version:
        yield (
            f"Written by a later rompy ({printable(run.record.rompy_version)}, schema {run.record.schema_version}): "
            f"this one shows what it knows of it; '--format json' shows all."
        )
    for section in sections(run):
        yield ""
        yield click.style(section.title, bold=True)
        for label, text in section.facts:
            yield from _fact(label, text, width)
    yield ""
    yield click.style("Config", bold=True) + " (of environment variables and build arguments the names alone)"
    yield from (f"  {printable(line)}" for line in config_text(run).splitlines())
    yield from _ends(run)


def config_text(run: Run) -> str:
    """Write the config of a run as YAML."""
    return yaml.safe_dump(run.record.config, sort_keys=False, allow_unicode=True) if run.record.config else "none\n"


def _fact(label: str, text: str, width: int) -> Iterator[str]:
    lines = wrap(printable(text), max(width - _LABEL - 4, 20), break_long_words=False, break_on_hyphens=False) or [""]
    for number, line in enumerate(lines):
        yield f"  {label if number == 0 else '':<{_LABEL}}  {line}"


def _ends(run: Run) -> Iterator[str]:
    for path in run.log_paths:
        lines = plain_lines(b"".join(tail(path, _TAIL)))
        if lines:
            yield ""
            yield click.style(f"Last lines of {printable(str(path))}", bold=True)
            yield from (f"  {line}" for line in lines)
