"""What a repository says of the schemas that it publishes: ``[tool.rompy.schema]`` in its pyproject.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from rompy.catalog import BASE_URL
from rompy.errors import SettingsError

FOLDER = "schemas"
"""Where schemas are put, from the folder of pyproject.toml, unless it says another."""
_KNOWN = ("base-url", "output", "types")


@dataclass(frozen=True)
class Project:
    """What a repository says; a folder without a pyproject.toml says nothing."""

    base_url: str = BASE_URL
    """The address that the folder of schemas is published at."""
    output: Path = Path(FOLDER)
    """The folder of schemas."""
    types: tuple[str, ...] = ()
    """What is published: ``rompy`` for all that rompy itself publishes, a type, or ``NAME=module:Class``."""


def find(folder: Path) -> Project:
    """Find what the nearest pyproject.toml with the table says, in a folder or above it.

    Raises:
        SettingsError: where it is not right.
    """
    for place in (folder.absolute(), *folder.absolute().parents):
        path = place / "pyproject.toml"
        if path.is_file():
            try:
                data = tomllib.loads(path.read_text(encoding="utf-8"))
            except (OSError, ValueError) as error:
                message = f"{path}: {error}"
                raise SettingsError(message) from error
            said = data.get("tool", {}).get("rompy", {}).get("schema")
            if said is not None:
                return _project(path, said)
    return Project()


def _project(path: Path, said: object) -> Project:
    table = f"{path}: [tool.rompy.schema]"
    if not isinstance(said, dict):
        message = f"{table} is a table with {', '.join(_KNOWN)}"
        raise SettingsError(message)
    for name in said:
        if name not in _KNOWN:
            message = f"{table}: there is no setting {name!r}; there are {', '.join(_KNOWN)}"
            raise SettingsError(message)
    base, output, types = said.get("base-url", BASE_URL), said.get("output", FOLDER), said.get("types", [])
    if not (isinstance(base, str) and base.startswith(("https://", "http://"))):
        message = f"{table}: base-url is an address that begins with https://"
        raise SettingsError(message)
    if not isinstance(output, str) or not output:
        message = f"{table}: output is a folder, from that of pyproject.toml"
        raise SettingsError(message)
    if not (isinstance(types, list) and all(isinstance(name, str) for name in types)):
        message = f'{table}: types is a list such as ["hpc"] or ["hpc=package.module:HPCConfig"]'
        raise SettingsError(message)
    return Project(base.rstrip("/"), path.parent / output, tuple(types))
