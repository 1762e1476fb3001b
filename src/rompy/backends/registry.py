"""The backend types there are, each with its config class."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from rompy.backends.docker import DockerConfig
from rompy.backends.files import named_type, place_of, read_backend, validated
from rompy.backends.local import LocalConfig
from rompy.backends.slurm import SlurmConfig
from rompy.errors import BackendFileError

if TYPE_CHECKING:
    from rompy.backends.base import BaseBackendConfig

_BUILT_IN: dict[str, type[BaseBackendConfig]] = {"local": LocalConfig, "docker": DockerConfig, "slurm": SlurmConfig}


def config_classes() -> dict[str, type[BaseBackendConfig]]:
    """Give the config class of each backend type, by the name that ``type`` has in a file."""
    return dict(_BUILT_IN)


def config_class(name: object) -> type[BaseBackendConfig]:
    """Give the config class of a backend type.

    Raises:
        BackendFileError: where there is no such type; the message lists those there are.
    """
    if isinstance(name, str) and name in _BUILT_IN:
        return _BUILT_IN[name]
    close = get_close_matches(str(name).lower(), _BUILT_IN, n=1)
    hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(_BUILT_IN)}"
    message = f"no backend type is called {name!r}; {hint}"
    raise BackendFileError(message)


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
        message = f"{place_of(document, ())}: no 'type' says which backend this is: {', '.join(_BUILT_IN)}"
        raise BackendFileError(message)
    try:
        chosen = config_class(named_type(document, found))
    except BackendFileError as error:
        message = f"{place_of(document, found.type_path)}: {error}"
        raise BackendFileError(message) from None
    return validated(chosen, document, found, host=host)
