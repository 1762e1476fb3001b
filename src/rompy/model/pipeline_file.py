"""Loads pipeline files, with the place of every fault."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rompy.backends import registry as backends
from rompy.backends.base import BaseBackendConfig
from rompy.backends.files import key_place_of, load_at, place_of, read_document
from rompy.backends.sections import (
    BACKEND,
    MODEL,
    OLD_ENGINE_KEY,
    OLD_SECTIONS,
    POSTPROCESSOR,
    SECTIONS,
    section_keys,
)
from rompy.errors import BackendFileError
from rompy.model.files import validated
from rompy.model.modelrun import ModelRun
from rompy.postprocess import registry as postprocessors
from rompy.postprocess.config import BasePostprocessorConfig

if TYPE_CHECKING:
    from pathlib import Path

    from rompy.document import Document

Parts = tuple[ModelRun, BaseBackendConfig, BasePostprocessorConfig]
_OPTIONS = {BACKEND: "--backend-config", POSTPROCESSOR: "--processor-config"}


def is_pipeline(path: Path) -> bool:
    """Tell whether a file holds a pipeline, and not a model run.

    Raises:
        SourceError, BackendFileError, TemplateError: as ``Pipeline.from_file``.
    """
    return bool(_keys(read_document(path, "model run or pipeline")))


def load(path: Path, backend: str | Path | None, postprocessor: str | Path | None, *, host: bool) -> Parts:
    """Load the parts of a pipeline, as ``Pipeline.from_file`` describes it.

    Raises:
        SourceError, BackendFileError, TemplateError, PluginError, ValidationError: as ``Pipeline.from_file``.
    """
    document = read_document(path, "pipeline")
    for name, given in ((BACKEND, backend), (POSTPROCESSOR, postprocessor)):
        if given is None:
            _needed(document, name)
    model, chosen = load_run(path, backend, host=host)
    return model, chosen, load_postprocessor(path, postprocessor, host=host)


def load_model(path: Path) -> ModelRun:
    """Load a model run, or that of a pipeline.

    Raises:
        SourceError, BackendFileError, TemplateError, PluginError, ValidationError: as ``Pipeline.from_file``.
    """
    document = read_document(path, "model run or pipeline")
    keys = _keys(document)
    return validated(ModelRun, document, (keys[MODEL],) if keys else ())


def load_postprocessor(path: Path, given: str | Path | None, *, host: bool) -> BasePostprocessorConfig:
    """Load the postprocessor of a pipeline, or the one that is given.

    Raises:
        SourceError, BackendFileError, TemplateError, PluginError, ValidationError: as ``Pipeline.from_file``.
    """
    if given is not None:
        return postprocessors.load(given, host=host)
    document = read_document(path, "pipeline")
    return load_at(postprocessors.FAMILY, document, (_needed(document, POSTPROCESSOR),), host=host)


def load_run(path: Path, backend: str | Path | None, *, host: bool) -> tuple[ModelRun, BaseBackendConfig]:
    """Load the model run of a pipeline and its backend, or the one that is given.

    Raises:
        SourceError, BackendFileError, TemplateError, PluginError, ValidationError: as ``Pipeline.from_file``.
    """
    if backend is not None:
        return load_model(path), backends.load(backend, host=host)
    document = read_document(path, "pipeline")
    key = _needed(document, BACKEND)
    return load_model(path), load_at(backends.FAMILY, document, (key,), host=host)


def _needed(document: Document, section: str) -> str:
    """Give the key of a section that no option stands in for."""
    keys = _keys(document)
    if section not in keys:
        message = f"{place_of(document, ())}: there is no {section!r} section: add it, or use {_OPTIONS[section]}"
        raise BackendFileError(message)
    return keys[section]


def _keys(document: Document) -> dict[str, str]:
    """Give the keys of the sections of a pipeline; what holds a model run has none.

    Raises:
        BackendFileError: where it is neither, or has what rompy would pass over.
    """
    data = document.data
    if not isinstance(data, dict):
        message = f"{place_of(document, ())}: this is no mapping, and a pipeline is one: 'config:' and so on"
        raise BackendFileError(message)
    keys = section_keys(data)
    telling = {BACKEND, POSTPROCESSOR, OLD_ENGINE_KEY, *OLD_SECTIONS} & set(data)
    if not telling and set(data) != {MODEL}:
        return {}
    for key in data:
        if key not in {*keys.values(), OLD_ENGINE_KEY}:
            place = key_place_of(document, (key,))
            message = f"{place}: a pipeline has no section {key!r}; its sections are {', '.join(SECTIONS)}"
            raise BackendFileError(message)
    if MODEL not in keys:
        message = f"{place_of(document, ())}: there is no 'config' section, which says what is modelled"
        raise BackendFileError(message)
    if data.get(OLD_ENGINE_KEY, "local") != "local":
        place = place_of(document, (OLD_ENGINE_KEY,))
        message = f"{place}: rompy carries out pipelines itself, and nothing else here does"
        raise BackendFileError(message)
    return keys
