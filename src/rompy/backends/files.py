"""Loads backend files into configs, with the place of every fault."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from rompy.backends.layout import Layout, layout
from rompy.backends.registry import config_class, config_classes
from rompy.backends.substitute import substitute
from rompy.document import Document, Source, Span, read
from rompy.errors import BackendFileError, TemplateError

if TYPE_CHECKING:
    from rompy.backends.base import BaseBackendConfig

Config = TypeVar("Config", bound="BaseBackendConfig")


def load(path: str | Path, *, host: bool = True) -> BaseBackendConfig:
    """Load a backend file with the config class that its ``type`` names.

    Args:
        path: A YAML or JSON file that holds one backend.
        host: Whether paths must exist on this machine.

    Raises:
        SourceError: where the file cannot be opened or is no text.
        BackendFileError: where it is no YAML or JSON, or holds no single backend of a known type.
        TemplateError: where a template in it has no value.
        ValidationError: where a field is wrong; its notes say where each fault stands.
    """
    document, found = _read(Path(path))
    if found.type_key is None:
        message = f"{path}: no 'type' says which backend this is: {', '.join(config_classes())}"
        raise BackendFileError(message)
    try:
        chosen = config_class(found.type)
    except BackendFileError as error:
        message = f"{_place(document, document.value_span((found.type_key,)))}: {error}"
        raise BackendFileError(message) from None
    return _validated(chosen, document, found, Path(path), host=host)


def load_as(chosen: type[Config], path: str | Path, *, host: bool = True) -> Config:
    """Load a backend file that must be of one class; a file that names no type is taken to be.

    Raises:
        BackendFileError: where the file names another type, and as ``load``.
    """
    document, found = _read(Path(path))
    expected = next((name for name, known in config_classes().items() if known is chosen), None)
    if found.type_key is not None and expected is not None and found.type != expected:
        place = _place(document, document.value_span((found.type_key,)))
        message = f"{place}: the file is of type {found.type!r}, and {chosen.__name__} loads {expected!r}"
        raise BackendFileError(message)
    return _validated(chosen, document, found, Path(path), host=host)


def _read(path: Path) -> tuple[Document, Layout]:
    source = Source.from_path(path)
    readings = read(source)
    for reading in readings:
        for fault in reading.faults:
            line, column = source.position(fault.span.start)
            advice = f" ({fault.help})" if fault.help else ""
            message = f"{path}:{line}:{column}: {fault.message}{advice}"
            raise BackendFileError(message)
    documents = [reading.document for reading in readings if reading.document is not None]
    if len(documents) != 1:
        count = f"{len(documents)} documents" if documents else "nothing"
        message = f"{path}: holds {count}, and one backend is expected"
        raise BackendFileError(message)
    if not isinstance(documents[0].data, dict):
        message = f"{path}: holds no mapping, and a backend is one: 'type: local' and its fields"
        raise BackendFileError(message)
    return documents[0], layout(documents[0].data)


def _validated(chosen: type[Config], document: Document, found: Layout, path: Path, *, host: bool) -> Config:
    substituted = substitute(chosen, found.fields, os.environ)
    for where, error in substituted.undecided.items():
        message = f"{_place(document, document.value_span(found.path(where)))}: {error}"
        raise TemplateError(message)
    context: dict[str, Any] = {"base": path.parent.absolute(), "host": host}
    try:
        return chosen.model_validate(substituted.fields, context=context)
    except ValidationError as error:
        for fault in error.errors(include_url=False, include_input=False, include_context=False):
            span = document.value_span(found.path(fault["loc"]))
            error.add_note(f"{_place(document, span)}: {fault['msg']}")
        raise


def _place(document: Document, span: Span) -> str:
    line, column = document.source.position(span.start)
    return f"{document.source.name}:{line}:{column}"
