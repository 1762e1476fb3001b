"""Loads backend files into configs, with the place of every fault."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from rompy.backends.layout import Layout, layout
from rompy.backends.substitute import substitute
from rompy.document import Document, Source, read
from rompy.errors import BackendFileError, TemplateError

if TYPE_CHECKING:
    from rompy.backends.base import BaseBackendConfig
    from rompy.document import Path as DataPath

Config = TypeVar("Config", bound="BaseBackendConfig")


def load_as(chosen: type[Config], path: str | Path, *, host: bool = True) -> Config:
    """Load a backend file that must be of one class; a file that names no type is taken to be.

    Raises:
        SourceError: where the file cannot be opened or is no text.
        BackendFileError: where it is no YAML or JSON, holds no single backend, or names another type.
        TemplateError: where a template in it has no value.
        ValidationError: where a field is wrong; its notes say where each fault stands.
    """
    document, found = read_backend(Path(path))
    field = chosen.model_fields.get("type")
    if field is not None and found.type_key is not None and found.type != field.default:
        place = place_of(document, (found.type_key,))
        message = f"{place}: the file is of type {found.type!r}, and {chosen.__name__} loads {field.default!r}"
        raise BackendFileError(message)
    return validated(chosen, document, found, host=host)


def read_backend(path: Path) -> tuple[Document, Layout]:
    """Read the one backend of a file.

    Raises:
        SourceError: where the file cannot be opened or is no text.
        BackendFileError: where it is no YAML or JSON, or does not hold one mapping.
    """
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


def validated(chosen: type[Config], document: Document, found: Layout, *, host: bool) -> Config:
    """Make a config of what was read; relative paths start from the file's folder.

    Raises:
        TemplateError: where a template has no value.
        ValidationError: where a field is wrong; its notes say where each fault stands.
    """
    substituted = substitute(chosen, found.fields, os.environ)
    for where, error in substituted.undecided.items():
        message = f"{place_of(document, found.path(where))}: {error}"
        raise TemplateError(message)
    context: dict[str, Any] = {"base": Path(document.source.name).parent.absolute(), "host": host}
    try:
        return chosen.model_validate(substituted.fields, context=context)
    except ValidationError as error:
        for fault in error.errors(include_url=False, include_input=False, include_context=False):
            error.add_note(f"{place_of(document, found.path(fault['loc']))}: {fault['msg']}")
        raise


def place_of(document: Document, path: DataPath) -> str:
    """Say where the value at a path stands: ``file:line:column``."""
    line, column = document.source.position(document.value_span(path).start)
    return f"{document.source.name}:{line}:{column}"
