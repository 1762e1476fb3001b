"""The settings as the linter uses them, and the file that they come from."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields, replace
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from rompy.document.source import Source
from rompy.errors import SettingsError, SourceError
from rompy.lint.machine import Machine, this_machine
from rompy.lint.patterns import matches
from rompy.lint.quick.reading import readings_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from rompy.document import Path as DataPath
    from rompy.lint.settings import Settings

YAML_NAMES = (".rompy-lint.yml", ".rompy-lint.yaml")
TOML_NAME = "pyproject.toml"
TOML_TABLE = ("tool", "rompy-lint")


@dataclass(frozen=True)
class AsRead:
    """Settings that need no check; what each means, and what is right, is said in ``rompy.lint.settings``."""

    select: list[str] | None = None
    extend_select: list[str] = field(default_factory=list)
    ignore: list[str] = field(default_factory=list)
    per_file_ignores: dict[str, list[str]] = field(default_factory=dict)
    severity: dict[str, str] = field(default_factory=dict)
    include: list[str] = field(default_factory=list)
    exclude: list[str] = field(default_factory=list)
    host: bool = True
    assume_exists: list[str] = field(default_factory=list)
    path_map: dict[str, str] = field(default_factory=dict)
    host_cpu: int | None = None
    host_memory: str | None = None
    schema_version: str | None = None
    strict: bool = False

    def is_excluded(self, path: Path, root: Path) -> bool:
        """Tell whether a file is to be passed over."""
        return matches(self.exclude, path, root)

    def is_included(self, path: Path, root: Path) -> bool:
        """Tell whether a file must hold a backend."""
        return matches(self.include, path, root)


def written(settings: Settings | AsRead) -> str:
    """Write settings down, so that equal ones are written equally."""
    return repr([getattr(settings, each.name) for each in fields(AsRead)])


DEFAULTS = AsRead()
"""The settings where no file says any."""


class Loaded(NamedTuple):
    """Settings and where they come from."""

    settings: Settings | AsRead
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
    settings: Settings | AsRead | None = _plainly_right(data)
    if settings is None:
        from rompy.lint.settings import checked  # noqa: PLC0415 - most settings are few, and right

        settings = checked(data, source, offset_of)
    return Loaded(settings, path.absolute().parent, source)


def _plainly_right(data: Mapping[str, Any]) -> AsRead | None:
    """Give settings that are surely right as they stand; None where there are others, or anything is wrong."""
    if not all(name in _RIGHT and _RIGHT[name](value) for name, value in data.items()):
        return None
    given: dict[str, Any] = {name.replace("-", "_"): value for name, value in data.items()}
    return AsRead(**given)


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _are_lists(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(name, str) and _are_texts(item) for name, item in value.items())


def _are_severities(value: object) -> bool:
    return isinstance(value, dict) and all(
        isinstance(name, str) and said in ("error", "warning") for name, said in value.items()
    )


_RIGHT: Mapping[str, Callable[[object], bool]] = {
    **dict.fromkeys(("host", "strict"), _is_flag),
    **dict.fromkeys(("select", "extend-select", "ignore", "include", "exclude", "assume-exists"), _are_texts),
    "per-file-ignores": _are_lists,
    "severity": _are_severities,
    "host-cpu": lambda value: type(value) is int and value > 0,
    "host-memory": lambda value: isinstance(value, str) and re.fullmatch("[0-9]+[kmgKMG]", value) is not None,
}
"""What is surely right; ``rompy.lint.settings`` judges the rest, and says what is wrong."""


def _toml(source: Source) -> tuple[Mapping[str, Any], Callable[[DataPath], int]] | None:
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


def _yaml(source: Source) -> tuple[Mapping[str, Any], Callable[[DataPath], int]]:
    readings = readings_of(source)
    if readings is None:
        from rompy.document.reader import read  # noqa: PLC0415 - what reads all YAML takes long to load

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


def named_rules(settings: Settings | AsRead) -> Iterator[str]:
    """Yield every code, beginning of one, or name of a rule that the settings mention."""
    yield from settings.select or []
    yield from settings.extend_select
    yield from settings.ignore
    for names in settings.per_file_ignores.values():
        yield from names
    yield from settings.severity


def as_written(settings: Settings | AsRead) -> dict[str, object]:
    """Give every setting by the name that it has in a file."""
    names = [each.name for each in fields(AsRead)]
    return {name.replace("_", "-"): getattr(settings, name) for name in names}


def overridden(settings: Settings | AsRead, **values: object) -> Settings | AsRead:
    """Give settings with those values in place that are not None."""
    given: dict[str, Any] = {name: value for name, value in values.items() if value is not None}
    return replace(settings, **given) if isinstance(settings, AsRead) else settings.model_copy(update=given)


def machine_of(settings: Settings | AsRead) -> Machine:
    """Give the size of the machine that runs the models: as the settings say, or as this one is."""
    from rompy.backends.checks import memory_bytes  # noqa: PLC0415 - only rules about the machine need it

    this = this_machine()
    memory = this.memory if settings.host_memory is None else memory_bytes(settings.host_memory)
    return Machine(settings.host_cpu or this.cpus, memory)
