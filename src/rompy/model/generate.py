"""Writes a model's files into its workspace."""

from __future__ import annotations

import getpass
import platform
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from rompy.backends.paths import absolute
from rompy.errors import CannotStartError
from rompy.model.config import BaseConfig, UnreadConfig
from rompy.model.render import rendered
from rompy.model.workspace import Generated, look
from rompy.run.places import held

if TYPE_CHECKING:
    from pathlib import Path

    from rompy.model.modelrun import ModelRun

_DATE_FORMAT = "%Y%m%d.%H%M%S"
"""How templates of the ecosystem write times: ``{{runtime.period.start.strftime(runtime._datefmt)}}``."""


def generate(run: ModelRun) -> list[str]:
    """Write the files of a model run, and list all that were generated in its workspace.

    Nothing that rompy did not write is written over or removed. With ``delete_existing`` what was generated before is
    removed first.

    Raises:
        CannotStartError: where the workspace cannot be written or is in use, where files of others would be written
            over, or where the package of the model type is not installed, or fails.
    """
    config = run.config
    if isinstance(config, UnreadConfig):
        message = (
            f"nothing here can generate a {config.model_type!r} model: install the package that brings this model "
            "type, or generate the files with it and run with --skip-generate"
        )
        raise CannotStartError(message)
    with held(run.workspace, run.run_id):
        try:
            return _generate(run)
        except CannotStartError as error:
            raise CannotStartError(run.without_secrets(str(error))) from None
        except OSError as error:
            message = f"the workspace {run.workspace} cannot be written: {error.strerror or error}"
            raise CannotStartError(message) from error


def _generate(run: ModelRun) -> list[str]:
    generated = Generated.of(run.workspace)
    known = dict(generated.digests)
    try:
        if isinstance(run.config, BaseConfig):
            files = _rendered(run, run.config.template)
            # nothing is removed for files that could not be written then
            generated.check_free({relative: content for relative, content, _ in files})
            if run.delete_existing:
                generated.remove()
            for relative, content, mode in files:
                generated.write(relative, content, mode)
        else:
            if run.delete_existing:
                generated.remove()
            before = look(run.workspace)
            try:
                _let_write(run)
            finally:
                generated.note_written(before)
    finally:
        # what was written before a failure was generated too, and may be written over the next time
        if generated.digests != known:
            generated.save()
    return sorted(generated.digests)


def _rendered(run: ModelRun, folder: str | None) -> list[tuple[Path, bytes, int]]:
    if folder is None:
        return []
    template = absolute(folder, None)
    return list(rendered(template, {**_context(run), "_template": str(template)}))


def _let_write(run: ModelRun) -> None:
    """Let the config of a plugin write its files, as packages of models do it.

    A config that can be called is called with the model run and gives what is rendered; its ``render`` is given the
    context and the output folder.
    """
    render = getattr(run.config, "render", None)
    try:
        made: Any = run.config(run) if callable(run.config) else run.config
        if callable(render):
            render({**_context(run), "config": made}, run.output_dir)
    except (OSError, CannotStartError):
        raise
    except (Exception, SystemExit) as error:
        # it is another package's code, and may raise anything
        name = getattr(run.config, "model_type", type(run.config).__name__)
        said = run.without_secrets(f"{type(error).__name__}: {error}")
        message = f"the package of the model type {name!r} failed to write the files: {said}"
        raise CannotStartError(message) from error


def _context(run: ModelRun) -> dict[str, object]:
    runtime = {name: getattr(run, name) for name in type(run).model_fields if name != "config"}
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        # a number without a name, as in containers
        user = "unknown"
    return {
        "runtime": {
            **runtime,
            "staging_dir": run.workspace,
            "_datefmt": _DATE_FORMAT,
            "_generated_at": str(datetime.now(UTC)),
            "_generated_by": user,
            "_generated_on": platform.node(),
        },
        "config": run.config,
    }
