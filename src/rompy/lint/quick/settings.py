"""Reads settings as far as they do not matter to a clean file."""

from __future__ import annotations

import os

from rompy.lint.quick.check import bytes_of
from rompy.lint.quick.facts import RULES
from rompy.lint.quick.plain import read_plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from rompy.lint.quick.check import Host

_YAML_NAMES = (".rompy-lint.yml", ".rompy-lint.yaml")
_TOML_NAME = "pyproject.toml"
_LARGEST = 1 << 20

_BLANKS = str.maketrans("", "", "\n\r\t")

_found: dict[str, Host | None] = {}


class UnsureError(Exception):
    """That settings, or something else, may mean more than is known here."""


def host_of(folder: str) -> Host | None:
    """Give the machine where paths of an absolute folder must exist, or None where they need not.

    Settings that only leave rules out, or say how bad findings are, change nothing for a file without findings.

    Raises:
        UnsureError: where they may change something.
    """
    if folder not in _found:
        _found[folder] = _looked_up(folder)
    return _found[folder]


def forget() -> None:
    """Forget the settings that were found."""
    _found.clear()


def _looked_up(folder: str) -> Host | None:
    for name in (*_YAML_NAMES, _TOML_NAME):
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            data = _toml(path) if name == _TOML_NAME else _yaml(path)
            if data is not None:
                return _host(data)
    above = os.path.dirname(folder)
    return (0, 0) if above == folder else host_of(above)


def _yaml(path: str) -> Mapping[str, object]:
    data = read_plain(_text(path))
    if data is None:
        raise UnsureError
    return data


def _toml(path: str) -> Mapping[str, object] | None:
    """Read the table of a file, or give None where it has none."""
    text = _text(path)
    import tomllib  # noqa: PLC0415 - most folders have no such file

    try:
        data = tomllib.loads(text.replace("\r\n", "\n"))
    except (ValueError, RecursionError):
        raise UnsureError from None
    tool = data.get("tool")
    table = tool.get("rompy-lint") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise UnsureError
    return table


def _text(path: str) -> str:
    try:
        with open(path, "rb") as stream:
            data = stream.read(_LARGEST + 1)
        text = data.decode("utf-8")
    except (OSError, ValueError):
        raise UnsureError from None
    if len(data) > _LARGEST or not text.translate(_BLANKS).isprintable():
        raise UnsureError
    return text


def _host(data: Mapping[str, object]) -> Host | None:
    for name, value in data.items():
        if name not in _HARMLESS or not _HARMLESS[name](value):
            raise UnsureError
    cpus, memory = data.get("host-cpu"), data.get("host-memory")
    size = (cpus if isinstance(cpus, int) else 0, bytes_of(memory) if isinstance(memory, str) else 0)
    return size if data.get("host", True) is True else None


def _is_bool(value: object) -> bool:
    return isinstance(value, bool)


def _is_count(value: object) -> bool:
    return type(value) is int and value > 0


def _is_memory(value: object) -> bool:
    return isinstance(value, str) and value[-1:] in _UNITS and bytes_of(value) > 0


def _are_severities(value: object) -> bool:
    if not isinstance(value, dict) or not _leave_out(list(value)):
        return False
    return all(severity in ("error", "warning") for severity in value.values())


def _leave_out(names: object) -> bool:
    return _are_rules(names, adds=False)


def _choose(names: object) -> bool:
    return _are_rules(names, adds=True)


def _are_rules(names: object, *, adds: bool) -> bool:
    """Tell that each name is one of rules, and switches on none that is off where nobody asks for it."""
    return isinstance(names, list) and all(isinstance(name, str) and _is_rule(name, adds=adds) for name in names)


def _is_rule(name: str, *, adds: bool) -> bool:
    meant = [
        is_on for code, (known, is_on) in RULES.items() if name == known or (len(name) > 1 and code.startswith(name))
    ]
    return bool(meant) and (not adds or all(meant))


_UNITS = frozenset("kmgKMG")
_HARMLESS: Mapping[str, Callable[[object], bool]] = {
    "select": _choose,
    "extend-select": _choose,
    "ignore": _leave_out,
    "severity": _are_severities,
    "host": _is_bool,
    "host-cpu": _is_count,
    "host-memory": _is_memory,
    "strict": _is_bool,
}
"""Settings, and what their values are that change nothing for a clean file, but for the host."""
