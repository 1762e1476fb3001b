"""The backend types there are, each with its config class."""

from __future__ import annotations

from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from rompy.backends import plugin_types
from rompy.backends.described import Described, described
from rompy.backends.facts import OWN
from rompy.backends.family import Family
from rompy.backends.layout import OLD_TYPE_KEY
from rompy.errors import BackendFileError

if TYPE_CHECKING:
    from rompy.backends.base import BaseBackendConfig

_BUILT_IN = {"local": "LocalConfig", "docker": "DockerConfig", "slurm": "SlurmConfig"}
"""The config class of each type, which is loaded when it is needed, from the module of the type's name."""


def config_classes() -> dict[str, type[BaseBackendConfig]]:
    """Give the config class of each backend type of rompy itself, by the name that ``type`` has in a file."""
    return {name: _own(name) for name in _BUILT_IN}


def own_types() -> tuple[str, ...]:
    """List the names of rompy's own backend types."""
    return tuple(_BUILT_IN)


def description(name: object) -> Described:
    """Describe the fields of a backend type; what describes rompy's own is generated, so that no model is loaded.

    Raises:
        BackendFileError, PluginError: as ``config_class``.
    """
    own = OWN.get(name) if isinstance(name, str) else None
    return described(config_class(name)) if own is None else own


def type_names() -> list[str]:
    """List the names of all backend types, those of installed packages included; none of them is loaded for it."""
    return list(dict.fromkeys([*_BUILT_IN, *plugin_types.found()]))


def is_type(name: object) -> bool:
    """Tell whether a backend type has that name; packages are looked through only where it is none of rompy's own."""
    return isinstance(name, str) and (name in _BUILT_IN or name in plugin_types.found())


def _own(name: str) -> type[BaseBackendConfig]:
    found: type[BaseBackendConfig] = getattr(import_module(f"rompy.backends.{name}"), _BUILT_IN[name])
    return found


def config_class(name: object) -> type[BaseBackendConfig]:
    """Give the config class of a backend type.

    Raises:
        BackendFileError: where there is no such type; the message lists those there are.
        PluginError: where the package that brings it cannot be loaded.
    """
    if isinstance(name, str) and name in _BUILT_IN:
        return _own(name)
    entry = plugin_types.found().get(name) if isinstance(name, str) else None
    if entry is not None:
        from rompy.backends import plugins  # noqa: PLC0415 - most types are rompy's own

        return plugins.config_class_of(entry)
    names = type_names()
    close = get_close_matches(str(name).lower(), names, n=1)
    hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(names)}"
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
        PluginError: where the package that brings its type cannot be loaded.
        ValidationError: where a field is wrong; its notes say where each fault stands.
    """
    from rompy.backends.files import load_at, read_document  # noqa: PLC0415 - the linter reads files by itself

    return load_at(FAMILY, read_document(Path(path), "backend"), (), host=host)


FAMILY: Family[BaseBackendConfig] = Family("backend", OLD_TYPE_KEY, is_type, type_names, config_class)
