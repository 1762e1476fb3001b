"""Loads a backend file with the class that its type names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rompy.backends.files import named_type, read_backend, start, type_place, validated
from rompy.backends.registry import config_class, config_classes
from rompy.errors import BackendFileError

if TYPE_CHECKING:
    from rompy.backends.base import BaseBackendConfig


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
    document, found = read_backend(Path(path))
    if found.type_key is None:
        message = f"{start(document)}: no 'type' says which backend this is: {', '.join(config_classes())}"
        raise BackendFileError(message)
    try:
        chosen = config_class(named_type(document, found))
    except BackendFileError as error:
        message = f"{type_place(document, found)}: {error}"
        raise BackendFileError(message) from None
    return validated(chosen, document, found, Path(path), host=host)
