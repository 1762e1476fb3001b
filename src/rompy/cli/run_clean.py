"""Ends what rompys that were killed left, and says what it ends."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from rompy.cli.status import Status
from rompy.errors import RompyError, RunGoneError, RunRecordError
from rompy.run.execute import ENGINES
from rompy.run.history import SHORT, look
from rompy.run.places import forget, recent
from rompy.run.plain import printable
from rompy.run.record import now
from rompy.run.remains import remains

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

    from rompy.run.remains import Remains


def clean(engines: Sequence[str], *, older_than: timedelta | None, is_dry: bool, is_sure: bool) -> int:
    """End what is left in some engines, or in all that answer; tell what could not be ended by the exit status."""
    before = None if older_than is None else now() - older_than
    found = remains(engines or ENGINES)
    for name, why in found.silent.items():
        click.echo(f"{'Error' if engines else 'note'}: {name} was not asked: {why}", err=True)
    left = [remaining for remaining in found.remains if _is_older(remaining, before)]
    failed = bool(found.silent and engines)
    if not left:
        click.echo("Nothing is left of killed rompys." if before is None else "Nothing as old is left.")
    elif is_dry or not (is_sure or _is_agreed(left)):
        for remaining in left:
            click.echo(f"would end {_described(remaining)}")
        failed = failed or not is_dry
    else:
        failed = not all(_ended(remaining) for remaining in left) or failed
    return Status.FINDINGS if failed else Status.CLEAN


def forget_runs(*, older_than: timedelta | None, is_dry: bool) -> None:
    """Take runs that are over, or whose records are gone, off the list; their files stay."""
    before = None if older_than is None else now() - older_than
    number = 0
    for places in recent():
        try:
            run = look(places)
        except RunGoneError:
            pass
        except RunRecordError:
            continue
        else:
            if not run.record.is_finished or not _began_before(run.record.times.created, before):
                continue
        number += 1
        if not is_dry:
            forget(places.token)
    click.echo(f"{'would forget' if is_dry else 'forgot'} {number} run{'' if number == 1 else 's'}; their files stay")


def _is_older(remaining: Remains, before: datetime | None) -> bool:
    if before is None:
        return True
    return remaining.run is not None and _began_before(remaining.run.record.times.created, before)


def _began_before(time: datetime, before: datetime | None) -> bool:
    return before is None or time < before


def _is_agreed(left: Sequence[Remains]) -> bool:
    if not sys.stdin.isatty():
        click.echo("note: nothing is ended without --yes where nobody can be asked", err=True)
        return False
    for remaining in left:
        click.echo(_described(remaining))
    return click.confirm("End this? (To watch over a run again instead: rompy runs attach RUN)", err=True)


def _described(remaining: Remains) -> str:
    parts = [
        f"{found.kind} {found.name}" + (f" ({found.detail})" if found.detail else "") for found in remaining.leftovers
    ]
    what = ", ".join(parts) if parts else "only its record goes on"
    return printable(f"{remaining.token[:SHORT]} of {remaining.run_id}: {what}")


def _ended(remaining: Remains) -> bool:
    try:
        outcome = remaining.end()
    except RompyError as error:
        click.echo(f"NOT ended {_described(remaining)}: {error}", err=True)
        return False
    became = "" if outcome is None else f"; {printable(f'{outcome.state}: {outcome.cause}')}"
    click.echo(f"ended {_described(remaining)}{became}")
    return True
