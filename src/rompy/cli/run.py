"""The command ``rompy run``."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rompy.backends.asking import carrier_of, plan_of
from rompy.backends.registry import load
from rompy.cli.audience import audience_for, failure, summary
from rompy.cli.loading import FILE, MODEL_OR_PIPELINE, NOT_GENERATED, check, loaded
from rompy.errors import CannotStartError, RompyError
from rompy.lint.kind import Kind
from rompy.plan import GRACE, Folder
from rompy.run.outcome import NOT_STARTED, Outcome

if TYPE_CHECKING:
    from rompy.backends.base import BaseBackendConfig
    from rompy.model import ModelRun
    from rompy.plan import Plan, Runnable


@click.command()
@click.argument("model", type=FILE, required=False)
@click.option(
    "--backend-config",
    "backend_file",
    type=FILE,
    help="The file that says where and how.  [default: the backend of MODEL, where that is a pipeline]",
)
@click.option("--dry-run", is_flag=True, help="Print what would be run, as commands to paste, and run nothing.")
@click.option(
    "--format", "format_name", type=click.Choice(["text", "json"]), help="How --dry-run prints it.  [default: text]"
)
@click.option("--lint/--no-lint", "lints", default=True, help="Whether the linter must find no error.  [default: lint]")
@click.option(
    "--grace",
    type=click.FloatRange(min=0, max=3600),
    default=GRACE,
    show_default=True,
    metavar="SECONDS",
    help="Time between asking the model to end and ending it.",
)
@click.option(
    "--stream/--no-stream", default=None, help="Whether to show what the model writes.  [default: as stream_output]"
)
@click.option("--skip-generate", is_flag=True, help="Take the model's files as they are in its workspace.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing while it runs, and only what went wrong at its end.")
def run(  # noqa: PLR0913 - one for each option
    model: Path | None,
    backend_file: Path | None,
    format_name: str | None,
    grace: float,
    *,
    dry_run: bool,
    lints: bool,
    stream: bool | None,
    skip_generate: bool,
    quiet: bool,
) -> int:
    """Run a model where a backend file says; without MODEL, run the backend's command in this folder.

    MODEL is a model run, or a pipeline, of which the model runs and nothing follows.

    The record of the run (run.json) and its log (run.log) stand in the workspace: OUTPUT_DIR/RUN_ID of the model, or
    this folder. Ctrl-C ends the model gracefully, a second one at once.

    Exit status: the model's own; 124 timed out, 125 could not be started, 130 and 143 interrupted.
    """
    if format_name is not None and not dry_run:
        message = "--format goes with --dry-run"
        raise click.UsageError(message)
    if skip_generate and model is None:
        message = "--skip-generate goes with a MODEL; without one nothing is generated"
        raise click.UsageError(message)
    try:
        modelrun, config = _loaded(model, backend_file, lints=lints, skips=skip_generate)
        folder = Path.cwd()
        runnable: Runnable = Folder(folder.name or "run", folder) if modelrun is None else modelrun
        if dry_run:
            _show(replace(plan_of(config, runnable), grace=grace), format_name or "text")
            return 0
        return _run(config, modelrun, runnable, grace=grace, stream=stream, skips=skip_generate, quiet=quiet)
    except RompyError as error:
        click.echo(f"Error: {error}", err=True)
        return NOT_STARTED


def _run(  # noqa: PLR0913 - as above
    config: BaseBackendConfig,
    modelrun: ModelRun | None,
    runnable: Runnable,
    *,
    grace: float,
    stream: bool | None,
    skips: bool,
    quiet: bool,
) -> int:
    # what starts processes is not needed before here
    from rompy.run.backend import RunBackend  # noqa: PLC0415

    with audience_for(config, stream=stream, is_quiet=quiet) as audience:
        outcome: Outcome
        if modelrun is not None:
            workspace = modelrun.workspace if skips else None
            if skips and not modelrun.workspace.is_dir():
                message = f"--skip-generate: there is no workspace {modelrun.workspace}"
                raise CannotStartError(message)
            outcome = modelrun.execute(config, workspace, grace=grace, audience=audience)
        else:
            carrier = carrier_of(config)
            if not isinstance(carrier, RunBackend):
                message = f"a {plan_of(config, runnable).backend} backend needs a MODEL file"
                raise CannotStartError(message)
            outcome = carrier.execute(runnable, config, grace=grace, audience=audience)
    if outcome.is_success:
        if not quiet:
            click.echo(summary(outcome, audience.record), err=True)
    else:
        click.echo(failure(outcome, audience.record), err=True)
    return outcome.exit_status


def _loaded(
    model: Path | None, backend_file: Path | None, *, lints: bool, skips: bool
) -> tuple[ModelRun | None, BaseBackendConfig]:
    """Load the model run, where there is one, and the backend."""
    if backend_file is not None and lints:
        check(backend_file)
    if model is None:
        if backend_file is None:
            message = "Missing option '--backend-config'."
            raise click.UsageError(message)
        return None, loaded(partial(load, backend_file, host=lints))
    from rompy.model import ModelRun  # noqa: PLC0415 - as above
    from rompy.model.pipeline_file import is_pipeline, load_run  # noqa: PLC0415 - as above

    if lints:
        unused = [Kind.POSTPROCESSOR] if backend_file is None else [Kind.BACKEND, Kind.POSTPROCESSOR]
        check(model, MODEL_OR_PIPELINE, without=unused, aside=NOT_GENERATED if skips else ())
    if is_pipeline(model):
        return loaded(partial(load_run, model, backend_file, host=lints))
    if backend_file is None:
        message = f"Missing option '--backend-config': {model} holds a model run, and does not say where it runs."
        raise click.UsageError(message)
    return loaded(partial(ModelRun.from_file, model)), loaded(partial(load, backend_file, host=lints))


def _show(plan: Plan, format_name: str) -> None:
    from rompy.run.paste import as_data, commands  # noqa: PLC0415 - as above

    if format_name == "json":
        click.echo(json.dumps(as_data(plan), indent=2, ensure_ascii=False))
        return
    for line in commands(plan):
        click.echo(line)
