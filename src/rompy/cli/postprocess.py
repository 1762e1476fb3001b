"""The command ``rompy postprocess``."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

import click

from rompy.cli.audience import audience_for, failure, summary
from rompy.cli.loading import FILE, MODEL_OR_PIPELINE, NOT_GENERATED, check, loaded
from rompy.errors import RompyError
from rompy.lint.kind import Kind
from rompy.plan import GRACE
from rompy.run.outcome import NOT_STARTED

if TYPE_CHECKING:
    from pathlib import Path

    from rompy.model import ModelRun
    from rompy.postprocess import BasePostprocessorConfig


@click.command()
@click.argument("model", type=FILE)
@click.option(
    "--processor-config",
    "processor_file",
    type=FILE,
    help="The file that says what is done.  [default: the postprocessor of MODEL, where that is a pipeline]",
)
@click.option("--lint/--no-lint", "lints", default=True, help="Whether the linter must find no error.  [default: lint]")
@click.option(
    "--grace",
    type=click.FloatRange(min=0, max=3600),
    default=GRACE,
    show_default=True,
    metavar="SECONDS",
    help="Time between asking it to end and ending it.",
)
@click.option("--stream/--no-stream", default=False, help="Whether to show what it writes.  [default: no-stream]")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing while it runs, and only what went wrong at its end.")
def postprocess(  # noqa: PLR0913 - one for each option
    model: Path, processor_file: Path | None, grace: float, *, lints: bool, stream: bool, quiet: bool
) -> int:
    """Run a postprocessor on what a model wrote; MODEL is a model run, or a pipeline.

    What it returns is printed as JSON. Its log and its record are in .rompy/postprocess of the workspace.

    Exit status: 0 it ended well, 1 it did not, 124 timed out, 125 could not be started, 130 and 143 interrupted.
    """
    from rompy.model.postprocess import postprocess as process  # noqa: PLC0415 - help needs no models

    try:
        model_run, processor = _loaded(model, processor_file, lints=lints)
        with audience_for(processor, stream=stream, is_quiet=quiet) as audience:
            done = process(model_run, processor, {}, audience, grace)
    except RompyError as error:
        click.echo(f"Error: {error}", err=True)
        return NOT_STARTED
    click.echo(json.dumps(done.told, indent=2, ensure_ascii=False))
    if not done.outcome.is_success:
        click.echo(failure(done.outcome, audience.record), err=True)
    elif not quiet:
        click.echo(summary(done.outcome, audience.record), err=True)
    return done.outcome.exit_status


def _loaded(model: Path, processor_file: Path | None, *, lints: bool) -> tuple[ModelRun, BasePostprocessorConfig]:
    from rompy.model.pipeline_file import is_pipeline, load_model, load_postprocessor  # noqa: PLC0415 - as above

    if lints:
        unused = [Kind.BACKEND] if processor_file is None else [Kind.BACKEND, Kind.POSTPROCESSOR]
        check(model, MODEL_OR_PIPELINE, without=unused, aside=NOT_GENERATED)
    if lints and processor_file is not None:
        check(processor_file, [Kind.POSTPROCESSOR])
    if processor_file is None and not is_pipeline(model):
        message = f"Missing option '--processor-config': {model} holds a model run, and says nothing of what follows."
        raise click.UsageError(message)
    return loaded(partial(load_model, model)), loaded(partial(load_postprocessor, model, processor_file, host=lints))
