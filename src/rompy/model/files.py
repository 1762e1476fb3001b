"""Loads model files, with the place of every fault."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from rompy.backends.fields import absolute
from rompy.backends.files import key_place_of, place_of, read_document
from rompy.backends.substitute import MODEL_TEXTS, substituted_value
from rompy.errors import BackendFileError

if TYPE_CHECKING:
    from pathlib import Path

    from rompy.errors import TemplateError

Model = TypeVar("Model", bound=BaseModel)


def load(model: type[Model], path: Path) -> Model:
    """Load a model file.

    Raises:
        SourceError, BackendFileError, TemplateError, CannotStartError, ValidationError: as ``ModelRun.from_file``.
    """
    document = read_document(path, "model run")
    if not isinstance(document.data, dict):
        message = f"{place_of(document, ())}: this is no mapping, and a model run is one: 'run_id: ...' and its fields"
        raise BackendFileError(message)
    if "config" in document.data and "backend" in document.data:
        message = f"{place_of(document, ('backend',))}: this is a pipeline, and a model run is expected"
        raise BackendFileError(message)
    data: dict[Any, Any] = {}
    undecided: dict[tuple[str | int, ...], TemplateError] = {}
    for name, value in document.data.items():
        found = substituted_value(value, os.environ, (name,), as_text=name in MODEL_TEXTS)
        data[name] = found.value
        undecided.update(found.undecided)
    for where, error in undecided.items():
        raise error.at(place_of(document, where))
    if isinstance(data.get("output_dir"), str):
        base = document.folder_of(("output_dir",)) or path.parent.absolute()
        data["output_dir"] = absolute(data["output_dir"], {"base": base})
    else:
        data.setdefault("output_dir", path.parent.absolute() / "simulations")
    config = data.get("config")
    if isinstance(config, dict) and isinstance(config.get("template"), str) and config.get("model_type") == "base":
        base = document.folder_of(("config", "template")) or path.parent.absolute()
        data["config"] = {**config, "template": str(absolute(config["template"], {"base": base}))}
    try:
        return model.model_validate(data)
    except ValidationError as error:
        for fault in error.errors(include_url=False, include_input=False, include_context=False):
            where = fault["loc"]
            place = key_place_of(document, where) if fault["type"] == "extra_forbidden" else place_of(document, where)
            error.add_note(f"{place}: {fault['msg']}")
        raise
