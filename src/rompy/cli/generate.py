"""The command ``rompy generate``."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from rompy.cli.loading import FILE, MODEL_OR_PIPELINE, check, loaded
from rompy.errors import RompyError
from rompy.lint.formats import counted
from rompy.lint.kind import Kind
from rompy.run.outcome import NOT_STARTED


@click.command()
@click.argument("model", type=FILE)
@click.option(
    "--output-dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="Make the workspace in this folder.  [default: as MODEL says]",
)
@click.option("--lint/--no-lint", "lints", default=True, help="Whether the linter must find no error.  [default: lint]")
@click.option("-q", "--quiet", is_flag=True, help="Print the folder of the files and nothing else.")
def generate(model: Path, output_dir: Path | None, *, lints: bool, quiet: bool) -> int:
    """Write the files of a model into its workspace; MODEL is a model run, or a pipeline.

    Nothing that rompy did not write is written over. 'rompy run --skip-generate' runs what is there.

    Exit status: 0 they are written, 125 they could not be.
    """
    from rompy.model.pipeline_file import load_model  # noqa: PLC0415 - help needs no models

    try:
        if lints:
            check(model, MODEL_OR_PIPELINE, without=[Kind.BACKEND, Kind.POSTPROCESSOR])
        model_run = loaded(partial(load_model, model))
        if output_dir is not None:
            model_run = model_run.model_copy(update={"output_dir": output_dir.absolute()})
        files = model_run.generate_files()
    except RompyError as error:
        click.echo(f"Error: {error}", err=True)
        return NOT_STARTED
    click.echo(model_run.workspace if quiet else f"Generated {counted(len(files), 'file')} in {model_run.workspace}")
    return 0
