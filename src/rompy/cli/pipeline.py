"""The command ``rompy pipeline``."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click

from rompy.cli.audience import audience_for, failure
from rompy.cli.loading import FILE, MODEL_OR_PIPELINE, check, loaded
from rompy.errors import RompyError
from rompy.lint.kind import Kind
from rompy.plan import GRACE
from rompy.run.outcome import NOT_STARTED

if TYPE_CHECKING:
    from pathlib import Path

    from rompy.cli.audience import Live, Plain
    from rompy.model.pipeline import Ending, Pipeline, Stage


@click.command()
@click.argument("file", type=FILE)
@click.option("--backend-config", "backend_file", type=FILE, help="A backend file, in place of the section 'backend'.")
@click.option(
    "--processor-config",
    "processor_file",
    type=FILE,
    help="A postprocessor file, in place of the section 'postprocessor'.",
)
@click.option("--lint/--no-lint", "lints", default=True, help="Whether the linter must find no error.  [default: lint]")
@click.option(
    "--grace",
    type=click.FloatRange(min=0, max=3600),
    default=GRACE,
    show_default=True,
    metavar="SECONDS",
    help="Time between asking what runs to end and ending it.",
)
@click.option(
    "--stream/--no-stream", default=None, help="Whether to show what the model writes.  [default: as stream_output]"
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing while it runs, and only what went wrong at its end.")
def pipeline(  # noqa: PLR0913 - one for each option
    file: Path,
    backend_file: Path | None,
    processor_file: Path | None,
    grace: float,
    *,
    lints: bool,
    stream: bool | None,
    quiet: bool,
) -> int:
    """Generate a model's files, run the model, and postprocess its output; the first stage that fails ends it.

    FILE has the sections config (a model run), backend and postprocessor, or holds a model run alone.

    Exit status: that of the stage that failed, as 'rompy run' has it; 0 all ended well.
    """
    from rompy.model import Pipeline  # noqa: PLC0415 - help needs no models

    try:
        others = {Kind.BACKEND: backend_file, Kind.POSTPROCESSOR: processor_file}
        given = {kind: path for kind, path in others.items() if path is not None}
        if lints:
            check(file, MODEL_OR_PIPELINE, without=given)
            for kind, path in given.items():
                check(path, [kind])
        found = loaded(
            partial(Pipeline.from_file, file, backend=backend_file, postprocessor=processor_file, host=lints)
        )
        with audience_for(found.backend, stream=stream, is_quiet=quiet) as audience:
            ending = _carried_out(found, grace, audience, quiet=quiet)
    except RompyError as error:
        click.echo(f"Error: {error}", err=True)
        return NOT_STARTED
    if ending.failed is not None:
        click.echo(f"Error: the pipeline of {ending.run_id} ended at the stage '{ending.failed}'", err=True)
    if ending.outcome is None and ending.failed is not None:
        click.echo(f"Error: {ending.message}", err=True)
    elif ending.outcome is not None and not ending.outcome.is_success:
        click.echo(failure(ending.outcome, audience.record), err=True)
    elif not quiet:
        click.echo(f"pipeline of {ending.run_id}: {', '.join(ending.completed)} ended well", err=True)
    return ending.exit_status


def _carried_out(found: Pipeline, grace: float, audience: Live | Plain, *, quiet: bool) -> Ending:
    """Carry a pipeline out, and say which stage begins."""

    def begins(stage: Stage) -> None:
        if not quiet:
            click.echo(f"{stage}:", err=True)

    return found.execute(grace=grace, audience=audience, begins=begins)
