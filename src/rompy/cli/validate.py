"""The command ``rompy validate``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rompy.cli.choices import Choices
from rompy.cli.judging import judge
from rompy.cli.linting import settings_finder, show, status_of
from rompy.cli.status import Status
from rompy.lint.engine import Target, lint
from rompy.lint.formats import counted, not_checked
from rompy.lint.kind import Kind, kind_of_option

if TYPE_CHECKING:
    from rompy.lint.finding import Report


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option(
    "--kind",
    "kind_name",
    type=click.Choice([kind.option for kind in Kind]),
    help="What the file must hold.  [default: whatever it holds]",
)
@click.option("--host/--no-host", default=True, help="Whether paths must exist on this machine.  [default: host]")
def validate(file: str, kind_name: str | None, *, host: bool) -> int:
    """Check a file of any kind, and say what it is: a backend, a model run, a postprocessor or a pipeline.

    Exit status: 0 no errors, 1 errors.
    """
    settings = settings_finder(Choices(host=None if host else False))(Path(file))
    kind = None if kind_name is None else kind_of_option(kind_name)
    report = lint([Target(file, Path(file), is_ours=True, kind=kind)], judge, lambda _: settings)
    if report.findings:
        show(report, "text")
    else:
        for line in not_checked(report.unread):
            click.echo(line)
    status = status_of(report)
    click.echo(f"{file}: {_described(report, 'valid' if status is Status.CLEAN else 'NOT valid')}")
    return status


def _described(report: Report, verdict: str) -> str:
    counts = {Kind.PIPELINE: report.others.get(Kind.PIPELINE, 0), Kind.BACKEND: report.backends, **report.others}
    there = {kind: count for kind, count in counts.items() if count}
    is_one = all(count == 1 for count in there.values()) and (len(there) == 1 or Kind.PIPELINE in there)
    if is_one:
        return f"a {verdict} {next(iter(there))}"
    return f"{', '.join(counted(count, kind) for kind, count in there.items())}, {verdict}" if there else verdict
