"""The postprocessor types there are, each with its config class."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from rompy.backends.family import Family
from rompy.backends.sections import OLD_PROCESSOR_KEY
from rompy.errors import BackendFileError, PluginError
from rompy.packages import described, entry_points
from rompy.packages import load as load_entry

if TYPE_CHECKING:
    from rompy.postprocess.config import BasePostprocessorConfig

GROUP = "rompy.postprocess.config"
"""Entry points that name a postprocessor's config class; their name is the type."""


BUILT_IN = ("noop",)
"""The types of rompy itself."""


def type_names() -> list[str]:
    """List the names of all postprocessor types; no package is loaded for it."""
    return list(dict.fromkeys([*BUILT_IN, *(entry.name for entry in entry_points(GROUP))]))


def is_type(name: object) -> bool:
    """Tell whether a postprocessor type has that name."""
    return name == "noop" or (isinstance(name, str) and name in type_names())


def config_class(name: object) -> type[BasePostprocessorConfig]:
    """Give the config class of a postprocessor type.

    Raises:
        BackendFileError: where there is no such type; the message lists those there are.
        PluginError: where the package that brings it cannot be loaded.
    """
    from rompy.postprocess.config import (  # noqa: PLC0415 - most files are backends
        BasePostprocessorConfig,
        NoopPostprocessorConfig,
    )

    if name == "noop":
        return NoopPostprocessorConfig
    for entry in entry_points(GROUP):
        if entry.name == name:
            found = load_entry(entry)
            if isinstance(found, type) and issubclass(found, BasePostprocessorConfig):
                from rompy.backends.plugins import built  # noqa: PLC0415 - as above

                return built(found, entry)
            message = f"{described(entry)} cannot be used: {entry.value} is no BasePostprocessorConfig"
            raise PluginError(message)
    names = type_names()
    close = get_close_matches(str(name).lower(), names, n=1)
    hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(names)}"
    message = f"no postprocessor type is called {name!r}; {hint}"
    raise BackendFileError(message)


def load(path: str | Path, *, host: bool = True) -> BasePostprocessorConfig:
    """Load a postprocessor file with the config class that its ``type`` names.

    Args:
        path: A YAML or JSON file that holds one postprocessor.
        host: Whether paths must exist on this machine.

    Raises:
        SourceError: where the file cannot be opened or is no text.
        BackendFileError: where it is no YAML or JSON, or holds no single postprocessor of a known type.
        TemplateError: where a template in it has no value.
        PluginError: where the package that brings its type cannot be loaded.
        ValidationError: where a field is wrong; its notes say where each fault stands.
    """
    from rompy.backends.files import load_at, read_document  # noqa: PLC0415 - the linter reads files by itself

    return load_at(FAMILY, read_document(Path(path), "postprocessor"), (), host=host)


FAMILY: Family[BasePostprocessorConfig] = Family("postprocessor", OLD_PROCESSOR_KEY, is_type, type_names, config_class)
