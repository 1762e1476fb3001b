"""Loads model files, with the place of every fault."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from rompy.backends.files import key_place_of, place_of, read_document
from rompy.backends.hiding import hiding, secret_values
from rompy.backends.paths import absolute
from rompy.backends.sections import BACKEND, MODEL
from rompy.errors import BackendFileError, PluginError
from rompy.model.substituted import substituted_run

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from rompy.document import Document
    from rompy.document import Path as DataPath

_OUTPUT = "simulations"
Model = TypeVar("Model", bound=BaseModel)


def load(model: type[Model], path: Path) -> Model:
    """Load a model file.

    Raises:
        SourceError, BackendFileError, TemplateError, CannotStartError, ValidationError: as ``ModelRun.from_file``.
    """
    document = read_document(path, "model run")
    if isinstance(document.data, dict) and MODEL in document.data and BACKEND in document.data:
        message = f"{place_of(document, (BACKEND,))}: this is a pipeline, and a model run is expected"
        raise BackendFileError(message)
    return validated(model, document, ())


def validated(model: type[Model], document: Document, prefix: DataPath) -> Model:
    """Make the model run that stands at a path of a document; relative paths start from the folder of its file.

    Raises:
        BackendFileError, TemplateError, CannotStartError, ValidationError: as ``ModelRun.from_file``.
    """
    data: Any = document.value_at(prefix)
    if not isinstance(data, dict):
        message = (
            f"{place_of(document, prefix)}: this is no mapping, and a model run is one: 'run_id: ...' and its fields"
        )
        raise BackendFileError(message)
    found = substituted_run(data, os.environ)
    for where, error in found.undecided.items():
        raise error.at(place_of(document, (*prefix, *where)))
    fields = _with_folders(found.fields, document, prefix)
    secrets = secret_values(found.rendered, os.environ)
    try:
        return model.model_validate(fields, context={"secrets": secrets})
    except PluginError as error:
        message = f"{place_of(document, (*prefix, 'config', 'model_type'))}: {error}"
        raise PluginError(message) from error.__cause__
    except ValidationError as error:
        told = hiding(error, secrets)
        for fault in told.errors(include_url=False, include_input=False, include_context=False):
            where = (*prefix, *written_path(data, fault["loc"]))
            place = key_place_of(document, where) if fault["type"] == "extra_forbidden" else place_of(document, where)
            told.add_note(f"{place}: {fault['msg']}")
        raise told from None


def _with_folders(fields: dict[Any, Any], document: Document, prefix: DataPath) -> dict[Any, Any]:
    """Let the paths of a model run start from the folders of the files that they are written in."""
    own = document.folder_of(prefix) or _folder(document)
    if isinstance(fields.get("output_dir"), str):
        base = document.folder_of((*prefix, "output_dir")) or own
        fields["output_dir"] = absolute(fields["output_dir"], {"base": base})
    else:
        fields.setdefault("output_dir", own / _OUTPUT)
    config = fields.get("config")
    if isinstance(config, dict) and isinstance(config.get("template"), str) and is_base(config):
        base = document.folder_of((*prefix, "config", "template")) or own
        fields["config"] = {**config, "template": str(absolute(config["template"], {"base": base}))}
    return fields


def is_base(config: Mapping[Any, Any]) -> bool:
    """Tell whether a model's config is one of rompy's own, which is rendered from a template folder."""
    return bool(config.get("model_type", "base") == "base")


def _folder(document: Document) -> Path:
    return absolute(document.source.name, None).parent


def written_path(data: object, path: DataPath) -> DataPath:
    """Give the path in a file of a path in an error, which names the alternatives that pydantic tried too.

    The last step may be a key that is missing.
    """
    steps: list[str | int] = []
    for index, step in enumerate(path):
        if isinstance(data, dict):
            key = step if step in data else next((key for key in data if str(key) == str(step)), None)
            if key is not None:
                steps.append(key)
                data = data[key]
            elif index == len(path) - 1:
                steps.append(step)
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            steps.append(step)
            data = data[step]
    return tuple(steps)
