"""What a repository asks of the linter: ``[tool.rompy-lint]`` in pyproject.toml, or ``.rompy-lint.yml``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rompy.document import Source, read
from rompy.errors import SettingsError, SourceError
from rompy.lint.kind import Kind
from rompy.lint.machine import Machine, this_machine
from rompy.lint.meant import closest
from rompy.lint.patterns import matches

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from rompy.document import Path as DataPath

YAML_NAMES = (".rompy-lint.yml", ".rompy-lint.yaml")
TOML_NAME = "pyproject.toml"
TOML_TABLE = ("tool", "rompy-lint")


def _kebab(name: str) -> str:
    return name.replace("_", "-")


_VERSION = r"(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*)){0,2}"
_NAMED = f"({'|'.join(kind.option for kind in Kind)})={_VERSION}"
_SCHEMA_VERSIONS = f"^({_VERSION}|{_NAMED}(,{_NAMED})*)$"


class Settings(BaseModel):
    """The settings of one repository or folder; patterns are written as in a ``.gitignore``, from the settings' folder.

    Rules are named by code (``RMP302``), by the beginning of one (``RMP3``), by name (``root-user``), or ``ALL``.
    """

    model_config = ConfigDict(
        frozen=True,
        strict=True,
        extra="forbid",
        alias_generator=_kebab,
        populate_by_name=True,
        title="rompy-lint",
        defer_build=True,
    )

    select: list[str] | None = Field(
        None, description="Rules to use instead of those that are on by default", examples=[["RMP1", "RMP302"]]
    )
    extend_select: list[str] = Field(
        default_factory=list,
        description="Rules to use besides the selected ones",
        examples=[["image-not-pinned-by-digest"]],
    )
    ignore: list[str] = Field(
        default_factory=list, description="Rules not to use", examples=[["RMP302", "memory-beyond-host"]]
    )
    per_file_ignores: dict[str, list[str]] = Field(
        default_factory=dict,
        description="Rules not to use in files that match a pattern",
        examples=[{"laptop/*.yml": ["root-user"], "old/**": ["RMP1"]}],
    )
    severity: dict[str, Literal["error", "warning"]] = Field(
        default_factory=dict,
        description='How bad findings of a rule are: "error" or "warning"',
        examples=[{"unpinned-image": "error", "RMP2": "warning"}],
    )
    include: list[str] = Field(
        default_factory=list, description="Files that must hold backends", examples=[["backends/**/*.yml"]]
    )
    exclude: list[str] = Field(
        default_factory=list, description="Files and folders to pass over", examples=[["drafts/", "*_generated.yml"]]
    )
    host: bool = Field(default=True, description="Whether paths must exist on this machine", examples=[False])
    assume_exists: list[str] = Field(
        default_factory=list,
        description="Paths that are taken to exist, because they are on another machine",
        examples=[["/scratch/**", "runs/output"]],
    )
    path_map: dict[str, str] = Field(
        default_factory=dict,
        description="Folders of another machine, each with what stands for it on this one",
        examples=[{"/scratch/project": "testdata"}],
    )
    host_cpu: int | None = Field(
        None, ge=1, description="Cores of the machine that runs the models, where it is another one", examples=[96]
    )
    host_memory: str | None = Field(
        None,
        pattern="^[0-9]+[kmgKMG]$",
        description='Memory of that machine, written as in a backend: "128g"',
        examples=["384g"],
    )
    schema_version: str | None = Field(
        None,
        pattern=_SCHEMA_VERSIONS,
        description="Published version of the schemas to judge by, for machines that have an older rompy",
        examples=["1.0", "backend=1.2,model-run=1.0"],
    )
    strict: bool = Field(default=False, description="Whether warnings count as errors", examples=[True])

    def is_excluded(self, path: Path, root: Path) -> bool:
        """Tell whether a file is to be passed over."""
        return matches(self.exclude, path, root)

    def is_included(self, path: Path, root: Path) -> bool:
        """Tell whether a file must hold a backend."""
        return matches(self.include, path, root)


DEFAULTS = Settings.model_construct()
"""The settings where no file says any; nothing in them is to be checked."""


@dataclass(frozen=True)
class Loaded:
    """Settings and where they come from."""

    settings: Settings
    root: Path
    """The folder that patterns start from."""
    source: Source | None = None
    """The file, where there is one."""

    def place(self, text: str) -> int:
        """Tell where a text stands in the settings' file, as an offset in characters."""
        return max(0, self.source.text.find(text)) if self.source else 0


def find(folder: Path) -> Loaded:
    """Find the settings of a folder: its own, or those of the nearest folder above that has some.

    Raises:
        SettingsError: where they are not right.
    """
    return _find(folder.absolute())


def forget() -> None:
    """Forget the settings that were found, so that files that changed since are read again."""
    _find.cache_clear()


@cache
def _find(folder: Path) -> Loaded:
    for name in (*YAML_NAMES, TOML_NAME):
        path = folder / name
        if path.is_file():
            loaded = load(path, required=name != TOML_NAME)
            if loaded is not None:
                return loaded
    if folder.parent == folder:
        return Loaded(DEFAULTS, folder)
    return _find(folder.parent)


def load(path: Path, *, required: bool = True) -> Loaded | None:
    """Load a settings file: TOML with a table ``[tool.rompy-lint]``, or YAML; None where a TOML file has no such table.

    Raises:
        SettingsError: with the place of every mistake; also where the table is required and missing.
    """
    try:
        source = Source.from_path(path)
    except SourceError as error:
        message = f"{path}: {error}"
        raise SettingsError(message) from error
    loaded = _toml(source) if path.suffix == ".toml" else _yaml(source)
    if loaded is None:
        if not required:
            return None
        message = f"{path}: there is no table [{'.'.join(TOML_TABLE)}]"
        raise SettingsError(message)
    data, offset_of = loaded
    try:
        settings = Settings.model_validate(data, by_alias=True, by_name=False)
    except ValidationError as error:
        lines = [_mistake(source, fault["loc"], fault["type"], fault["msg"], offset_of) for fault in error.errors()]
        raise SettingsError("\n".join(lines)) from None
    return Loaded(settings, path.absolute().parent, source)


def _toml(source: Source) -> tuple[Mapping[str, Any], Any] | None:
    import tomllib  # noqa: PLC0415 - most folders have no such file

    try:
        data: Any = tomllib.loads(source.text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        message = f"{source.name}: {error}"
        raise SettingsError(message) from error
    for step in TOML_TABLE:
        data = data.get(step) if isinstance(data, dict) else None
    if not isinstance(data, dict):
        return None
    header = re.search(r"^\s*\[tool\.[\"']?rompy-lint", source.text, re.MULTILINE)
    start = header.start() if header else 0

    def offset_of(path: DataPath) -> int:
        """Find the innermost key of a path, or header of its table, that stands below the table's own header."""
        offset = start
        for step in path:
            name = rf"[\"']?{re.escape(str(step))}[\"']?\s*"
            found = re.compile(rf"(?:^\s*|[{{,]\s*){name}=|^\[tool\.[^\]\n]*\.\s*{name}\]", re.MULTILINE).search(
                source.text, offset
            )
            if not isinstance(step, int) and found is not None:
                offset = found.start() + len(found[0]) - len(found[0].lstrip(" \t\r\n{,"))
        return offset

    return data, offset_of


def _yaml(source: Source) -> tuple[Mapping[str, Any], Any]:
    readings = read(source)
    for reading in readings:
        for fault in reading.faults:
            line, column = source.position(fault.span.start)
            message = f"{source.name}:{line}:{column}: {fault.message}"
            raise SettingsError(message)
    document = readings[0].document if readings else None
    if document is None or document.data is None:
        return {}, lambda _: 0
    if not isinstance(document.data, dict) or len(readings) > 1:
        message = f"{source.name}:1:1: settings are one mapping"
        raise SettingsError(message)
    return document.data, lambda path: document.key_span(path).start


def _mistake(source: Source, loc: DataPath, kind: str, message: str, offset_of: Any) -> str:  # noqa: ANN401
    line, column = source.position(offset_of(loc))
    name = str(loc[0]) if loc else ""
    if kind == "extra_forbidden" and len(loc) == 1:
        close = closest(name.replace("_", "-"), [_kebab(field) for field in Settings.model_fields])
        hint = f" (did you mean {close!r}?)" if close else ""
        return f"{source.name}:{line}:{column}: there is no setting {name!r}{hint}"
    said = ".".join(str(step) for step in loc)
    return f"{source.name}:{line}:{column}: {said}: {message[:1].lower()}{message[1:]}"


def named_rules(settings: Settings) -> Iterator[str]:
    """Yield every code, beginning of one, or name of a rule that the settings mention."""
    yield from settings.select or []
    yield from settings.extend_select
    yield from settings.ignore
    for names in settings.per_file_ignores.values():
        yield from names
    yield from settings.severity


def overridden(settings: Settings, **values: object) -> Settings:
    """Give settings with those values in place that are not None."""
    return settings.model_copy(update={name: value for name, value in values.items() if value is not None})


def machine_of(settings: Settings) -> Machine:
    """Give the size of the machine that runs the models: as the settings say, or as this one is."""
    from rompy.backends.fields import memory_bytes  # noqa: PLC0415 - only rules about the machine need it

    this = this_machine()
    memory = this.memory if settings.host_memory is None else memory_bytes(settings.host_memory)
    return Machine(settings.host_cpu or this.cpus, memory)
