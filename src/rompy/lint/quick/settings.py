"""Reads settings as far as they are plain, without loading what reads all of them."""

from __future__ import annotations

import os

from rompy.lint.globs import Globs, OddPatternError
from rompy.lint.quick.check import bytes_of
from rompy.lint.quick.facts import RULES
from rompy.lint.quick.plain import read_plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from rompy.lint.quick.check import Host

_YAML_NAMES = (".rompy-lint.yml", ".rompy-lint.yaml")
_TOML_NAME = "pyproject.toml"
_LARGEST = 1 << 20

_OF_FILES = "per-file-ignores"
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"
_PATTERN = _LETTERS + "0123456789./*-"
_BLANKS = str.maketrans("", "", "\n\r\t")

_found: dict[str, Known] = {}


class UnsureError(Exception):
    """That settings, or something else, may mean more than is known here."""


class Known:
    """What the settings of a folder say."""

    def __init__(self, source: tuple[str, str] | None, root: str, data: Mapping[str, object]) -> None:
        """Take what a file says, its name and its text.

        Raises:
            UnsureError: where that may be wrong, or mean more than is known here.
        """
        for name, value in data.items():
            if name not in _HARMLESS or not _HARMLESS[name](value):
                raise UnsureError
        self._source = source
        self.root = root
        self.looks = not any(name in data for name in _FAR_REACHING) and all(
            _choose(data.get(name, [])) for name in ("select", "extend-select")
        )
        """Whether a quick look knows all that might be said."""
        self.is_strict = data.get("strict") is True
        self._exclude = _globs(data.get("exclude"))
        self._include = _globs(data.get("include"))
        self._assumed = _texts(data.get("assume-exists"))
        self._is_assumed = (
            _globs([pattern for pattern in self._assumed if pattern[0] == "/"]),
            _globs([pattern for pattern in self._assumed if pattern[0] != "/"]),
        )
        cpus, memory = data.get("host-cpu"), data.get("host-memory")
        size = (cpus if isinstance(cpus, int) else 0, bytes_of(memory) if isinstance(memory, str) else 0)
        here: Host = (*size, self._is_taken_to_exist) if self._assumed else size
        self.host: Host | None = here if data.get("host", True) is True else None
        """The machine where paths must exist, or None where they need not."""

    def key(self) -> str:
        """Give a text that differs wherever the settings do."""
        from rompy.lint.maker import fingerprint  # noqa: PLC0415 - only what is remembered has a key

        return f"{self._source[0]} {fingerprint(self._source[1].encode())}" if self._source else ""

    def excluded(self, folder: str) -> Callable[[str], bool] | None:
        """Give the function that tells, by its name, whether a file of an absolute folder is passed over."""
        return self._matching(self._exclude, folder)

    def included(self, folder: str) -> Callable[[str], bool] | None:
        """Give the function that tells, by its name, whether a file of an absolute folder must be one of ours."""
        return self._matching(self._include, folder)

    def _matching(self, globs: Globs | None, folder: str) -> Callable[[str], bool] | None:
        if globs is None:
            return None
        below = os.path.relpath(folder, self.root)
        # patterns reach nothing outside of their folder
        return None if below[:2] == ".." else globs.within("" if below == "." else below)

    def _is_taken_to_exist(self, path: str) -> bool:
        """Tell whether a path counts as there: by a pattern from the top, or by one from the settings' folder."""
        from_top, from_root = self._is_assumed
        whole = os.path.normpath(path)
        if from_top is not None and (from_top.matches(whole.lstrip("/")) or f"{whole}/**" in self._assumed):
            return True
        below = os.path.relpath(path, self.root)
        return from_root is not None and below[:2] != ".." and from_root.matches(below)


def settings_of(folder: str) -> Known:
    """Give the settings of an absolute folder, as far as they are known here.

    Settings that only leave rules out, or say how bad findings are, change nothing for a file without findings.

    Raises:
        UnsureError: where they may be wrong, or mean more.
    """
    if folder not in _found:
        _found[folder] = _looked_up(folder)
    return _found[folder]


def defaults() -> Known:
    """Give the settings where no file says any."""
    return Known(None, "/", {})


def forget() -> None:
    """Forget the settings that were found."""
    _found.clear()


def _looked_up(folder: str) -> Known:
    for name in (*_YAML_NAMES, _TOML_NAME):
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            text = _text(path)
            data = _toml(text) if name == _TOML_NAME else _yaml(text)
            if data is not None:
                return Known((path, text), folder, data)
    above = os.path.dirname(folder)
    return defaults() if above == folder else settings_of(above)


def _yaml(text: str) -> Mapping[str, object]:
    lines = [_with_quotes(line) for line in text.replace("\r\n", "\n").split("\n")]
    start = lines.index(f"{_OF_FILES}:") if f"{_OF_FILES}:" in lines else len(lines)
    end = next((at for at in range(start + 1, len(lines)) if lines[at] and lines[at][0] not in " #"), len(lines))
    rest = "\n".join([*lines[:start], *lines[end:]])
    data = read_plain(rest) if rest.strip() else {}
    if data is None or (start < len(lines) and _OF_FILES in data):
        raise UnsureError
    return {**data, _OF_FILES: _of_files(lines[start + 1 : end])} if start < len(lines) else data


def _with_quotes(line: str) -> str:
    """Put patterns in a list between brackets into quotes, without which values of models have no stars."""
    head, bracket, items = line.partition(": [")
    if not bracket or "*" not in items or items[-1:] != "]" or not _all_of(items[:-1], _PATTERN + ", "):
        return line
    words = [word.strip(" ") for word in items[:-1].split(",")]
    if any(word[:1] in {"", "*"} for word in words):
        return line
    return f"{head}: [{', '.join(repr(word) if '*' in word else word for word in words)}]"


def _of_files(lines: Sequence[str]) -> Mapping[str, object]:
    """Read what stands below patterns, whose letters no key of a model has.

    Raises:
        UnsureError: where it is not plainly written.
    """
    patterns: list[str] = []
    below = [line for line in lines if line.strip(" ") and line.lstrip(" ")[0] != "#"]
    indent = len(below[0]) - len(below[0].lstrip(" ")) if below else 0
    text = ""
    for line in below:
        if line[:indent].strip(" ") or not indent:
            raise UnsureError
        inner = line[indent:]
        if inner[0] not in " -":
            pattern, colon, inner = inner.partition(":")
            name = pattern[1:-1] if pattern[:1] in {"'", '"'} and pattern[:1] == pattern[-1:] else pattern
            is_plain = _all_of(name, _PATTERN) and name and (name != pattern or name[0] in _LETTERS)
            if not colon or not is_plain or name in patterns:
                raise UnsureError
            inner = f"pattern_{len(patterns)}:{inner}"
            patterns.append(name)
        text += f"{inner}\n"
    data = read_plain(text)
    if not data or len(data) != len(patterns):
        raise UnsureError
    return dict(zip(patterns, data.values(), strict=True))


def _all_of(text: str, characters: str) -> bool:
    return not text.strip(characters)


def _toml(text: str) -> Mapping[str, object] | None:
    """Read the table of a file, or give None where it has none."""
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


def _texts(value: object) -> tuple[str, ...]:
    return tuple(text for text in value if isinstance(text, str)) if isinstance(value, list) else ()


def _globs(value: object) -> Globs | None:
    """Read patterns, or give None where there are none.

    Raises:
        UnsureError: where one is not plain.
    """
    patterns = _texts(value)
    try:
        return Globs(patterns) if patterns else None
    except OddPatternError:
        raise UnsureError from None


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
    """Tell that rules which are chosen are on where nobody asks for them, so that a quick look knows them."""
    return _are_rules(names, adds=True)


def _are_rules(names: object, *, adds: bool) -> bool:
    """Tell that each name is one of rules, and switches on none that is off where nobody asks for it."""
    return isinstance(names, list) and all(isinstance(name, str) and _is_rule(name, adds=adds) for name in names)


def _is_rule(name: str, *, adds: bool) -> bool:
    meant = [
        is_on
        for code, (known, is_on) in RULES.items()
        if name in (known, "ALL") or (len(name) > 1 and code.startswith(name))
    ]
    return bool(meant) and (not adds or all(meant))


def _are_patterns(patterns: object) -> bool:
    """Tell that patterns are plain."""
    return (
        isinstance(patterns, list)
        and all(isinstance(pattern, str) and bool(pattern) for pattern in patterns)
        and (_globs(patterns) is not None or not patterns)
    )


def _are_ignores(value: object) -> bool:
    return isinstance(value, dict) and _are_patterns(list(value)) and all(map(_leave_out, value.values()))


def _are_folders(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(text, str) for text in (*value, *value.values()))


def _is_version(value: object) -> bool:
    if not isinstance(value, str):
        return False
    parts = value.split(".")
    return len(parts) <= _NUMBERS and all(
        part.isascii() and part.isdigit() and (part[0] != "0" or part == "0") for part in parts
    )


_NUMBERS = 3
"""Of a version, at most."""
_UNITS = frozenset("kmgKMG")
_HARMLESS: Mapping[str, Callable[[object], bool]] = {
    "select": _leave_out,
    "extend-select": _leave_out,
    "ignore": _leave_out,
    "per-file-ignores": _are_ignores,
    "severity": _are_severities,
    "include": _are_patterns,
    "exclude": _are_patterns,
    "host": _is_bool,
    "assume-exists": _are_patterns,
    "path-map": _are_folders,
    "host-cpu": _is_count,
    "host-memory": _is_memory,
    "schema-version": _is_version,
    "strict": _is_bool,
}
"""Settings, and what their values are where they are surely right."""
_FAR_REACHING = frozenset({"path-map", "schema-version"})
"""Settings by which other things are said of a file."""
