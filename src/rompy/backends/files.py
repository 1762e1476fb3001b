"""Loads backend files of a class that is known, with the place of every fault."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from rompy.backends.annotations import meanings_of
from rompy.backends.hiding import hiding, secret_values
from rompy.backends.layout import OLD_TYPE_KEY, Layout, layout
from rompy.backends.substitute import not_followed, substitute
from rompy.document import Document, Fault, Include, Includes, Source, Span
from rompy.document.fault import TEMPLATE_KINDS
from rompy.document.template import render
from rompy.errors import BackendFileError, PluginError, SourceError, TemplateError
from rompy.packages import is_of_another_package

if TYPE_CHECKING:
    from rompy.backends.base import BaseBackendConfig
    from rompy.backends.family import Family
    from rompy.document import Path as DataPath

_WITHOUT_NAMES = {
    "undefined_alias": "This alias has no anchor before it (quote the text if it should start with *)",
    "unknown_tag": "This tag means nothing here (quote the text if it should start with !)",
}
"""Faults of reading whose own words name what may be a secret: a password that starts with ``*`` or ``!``."""

Config = TypeVar("Config", bound="BaseBackendConfig")


def load_as(chosen: type[Config], path: str | Path, *, host: bool = True) -> Config:
    """Load a backend file that must be of one class; a file that names no type is taken to be.

    Raises:
        BackendFileError: where the file names another type, and as ``load``.
        SourceError, TemplateError, ValidationError: as ``load``.
    """
    document, found = read_backend(Path(path))
    expected = _type_of(chosen)
    if found.type_key is not None and expected is not None and (name := named_type(document, found)) != expected:
        place = place_of(document, found.type_path)
        message = f"{place}: the file is of type {name!r}, and {chosen.__name__} loads {expected!r}"
        raise BackendFileError(message)
    return validated(chosen, document, found, host=host)


def _type_of(chosen: type[BaseBackendConfig]) -> str | None:
    """Give the type that a class loads; a class without a ``type`` field of its own loads any."""
    field = chosen.model_fields.get("type")
    return field.default if field is not None and isinstance(field.default, str) else None


def named_type(document: Document, found: Layout, prefix: DataPath = ()) -> object:
    """Give the type that a file, or what stands at a path of it, names, which may be a template as any other value.

    Raises:
        TemplateError: where the template has no value, or the type stands in another file.
    """
    place = place_of(document, (*prefix, *found.type_path))
    if isinstance(found.type, Include):
        raise not_followed(found.type).at(place)
    if not isinstance(found.type, str):
        return found.type
    try:
        return render(found.type, os.environ)
    except TemplateError as error:
        raise error.at(place) from None


def read_document(path: Path, what: str) -> Document:
    """Read the one document of a file, composed with what it includes; ``what`` says in errors what it should hold.

    Raises:
        SourceError, BackendFileError, TemplateError: as ``load``.
    """
    source = _source(path)
    readings = Includes(os.environ).read(source, path)
    for reading in readings:
        for fault in reading.faults:
            if fault.kind == "include_outside_repository":
                # it is there, and whether others have it too is for the linter to ask
                continue
            advice = f" ({fault.help})" if fault.help else ""
            words = _WITHOUT_NAMES.get(fault.kind, f"{fault.message}{advice}")
            message = "\n".join([f"{_place(fault.source or source, fault.span)}: {words}", *_elsewhere(fault)])
            raise TemplateError(fault.kind, message) if fault.kind in TEMPLATE_KINDS else BackendFileError(message)
    documents = [reading.document for reading in readings if reading.document is not None]
    if not documents:
        message = f"{path}:1:1: the file holds nothing, and one {what} is expected"
        raise BackendFileError(message)
    if len(documents) > 1:
        message = f"{place_of(documents[1], ())}: here begins a second document, and one {what} is expected"
        raise BackendFileError(message)
    return documents[0]


def read_backend(path: Path) -> tuple[Document, Layout]:
    """Read the one backend of a file.

    Raises:
        SourceError, BackendFileError, TemplateError: as ``load``.
    """
    document = read_document(path, "backend")
    return document, layout_at(document, ())


def layout_at(document: Document, prefix: DataPath, what: str = "backend", old_type_key: str = OLD_TYPE_KEY) -> Layout:
    """Find type and fields of the backend, or of the postprocessor, that stands at a path of a document.

    Raises:
        BackendFileError: where it is none.
    """
    data = document.value_at(prefix)
    if not isinstance(data, dict):
        place = place_of(document, prefix)
        message = f"{place}: this is no mapping, and a {what} is one: 'type: ...' and its fields"
        raise BackendFileError(message)
    found = layout(data, old_type_key)
    if found.misspelt_type_key is not None:
        place = key_place_of(document, (*prefix, found.misspelt_type_key))
        message = f"{place}: no {what} has a field {found.misspelt_type_key!r}; did you mean type?"
        raise BackendFileError(message)
    for name in found.twice:
        place = key_place_of(document, (*prefix, name))
        message = f"{place}: {name!r} stands here and in 'config:' (keep one of the two: only that one would count)"
        raise BackendFileError(message)
    return found


def load_at(family: Family[Config], document: Document, prefix: DataPath, *, host: bool = True) -> Config:
    """Load the backend, or the postprocessor, that stands at a path of a document.

    Raises:
        BackendFileError: where it is none of a known type.
        PluginError: where the package that brings its type cannot be loaded.
        TemplateError, ValidationError: as ``load``.
    """
    found = layout_at(document, prefix, family.what, family.old_type_key)
    if found.type_key is None:
        names = ", ".join(family.type_names())
        message = f"{place_of(document, prefix)}: no 'type' says which {family.what} this is: {names}"
        raise BackendFileError(message)
    try:
        chosen = family.config_class(named_type(document, found, prefix))
    except (BackendFileError, PluginError) as error:
        message = f"{place_of(document, (*prefix, *found.type_path))}: {error}"
        raise type(error)(message) from error.__cause__
    return validated(chosen, document, found, host=host, prefix=prefix)


def _source(path: Path) -> Source:
    """Read a file, with its name and the place in it in the error where that fails."""
    try:
        return Source.from_path(path)
    except SourceError as error:
        place = str(path)
        if error.kind == "not_text":
            line, column = Source(place, error.text).position(error.offset)
            place = f"{place}:{line}:{column}"
        message = f"{place}: {error}"
        raise SourceError(error.kind, message, error.offset, error.text) from error


def validated(chosen: type[Config], document: Document, found: Layout, *, host: bool, prefix: DataPath = ()) -> Config:
    """Make the config of a backend that was read, or stands at a path; relative paths start from the file's folder.

    Raises:
        TemplateError, ValidationError: as ``load``.
        PluginError: where the class is another package's, and its code breaks.
    """
    substituted = substitute(meanings_of(chosen), found.fields, os.environ)
    for where, error in substituted.undecided.items():
        raise error.at(place_of(document, (*prefix, *found.path(where))))
    folders = {name: document.folder_of((*prefix, *found.path((name,)))) for name in found.fields}
    context: dict[str, Any] = {
        "base": document.folder_of(prefix) or Path(document.source.name).parent.absolute(),
        "bases": {name: folder for name, folder in folders.items() if folder is not None},
        "host": host,
    }
    try:
        return chosen.model_validate(substituted.fields, context=context)
    except ValidationError as error:
        told = hiding(error, secret_values(substituted.rendered, os.environ))
        for fault in told.errors(include_url=False, include_input=False, include_context=False):
            place = _fault_place(document, found, fault["loc"], fault["type"], prefix)
            told.add_note(f"{place}: {fault['msg']}")
        raise told from None
    except (Exception, SystemExit) as error:
        if not is_of_another_package(chosen):
            raise
        place = place_of(document, prefix)
        message = f"{place}: the package of {chosen.__name__} broke on this: {type(error).__name__}"
        raise PluginError(message) from error


def _fault_place(document: Document, found: Layout, path: DataPath, kind: str, prefix: DataPath) -> str:
    """Tell where a fault stands: an unknown field, and a wrong name of a variable, at its key."""
    if kind in {"extra_forbidden", "invalid_key"}:
        return key_place_of(document, (*prefix, *found.path(path)))
    if path[-1:] == ("[key]",):
        names = found.fields.get(path[0])
        for name in names if isinstance(names, dict) else ():
            if str(name) == str(path[1]) or name == path[1]:
                return key_place_of(document, (*prefix, *found.path((path[0], name))))
        return key_place_of(document, (*prefix, *found.path(path[:-1])))
    return place_of(document, (*prefix, *found.path(path)))


def place_of(document: Document, path: DataPath) -> str:
    """Say where the value at a path stands: ``file:line:column``."""
    home, path = document.home(path)
    return _place(home.source, home.value_span(path))


def key_place_of(document: Document, path: DataPath) -> str:
    """Say where the key at a path stands: ``file:line:column``."""
    home, path = document.key_home(path)
    return _place(home.source, home.key_span(path))


def _place(source: Source, span: Span) -> str:
    line, column = source.position(span.start)
    return f"{source.name}:{line}:{column}"


def _elsewhere(fault: Fault) -> list[str]:
    """List the other files that a fault of an include has to do with, a line each."""
    return [f"  {_place(place.source, place.span)}: {place.label}" for place in fault.elsewhere]
