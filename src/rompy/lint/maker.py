"""Names what findings come from, besides files and settings: this release, its code, Python, packages, the machine.

Installed code is told by the list of its files that its installer wrote, with their digests, so that another
installation of the same is the same. Code that is worked on is told by the sizes and times of its files.
"""

from __future__ import annotations

import os
import sys
import zlib

from rompy import __version__
from rompy.packages import GROUPS, installed_packages

# findings that are known are printed without it
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rompy.packages import Installed

_FORMAT = 1
"""Of what is remembered."""
_MOST_FILES = 5_000
"""Files of a package that is worked on, from which on it is not looked through."""
_HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def maker() -> str | None:
    """Give a text that differs wherever findings might for another reason than files and settings; None if unknown."""
    packages = installed_packages()
    try:
        codes = None if packages is None else [*_own_code(packages), *_brought(packages)]
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return None
    if packages is None or codes is None or None in codes:
        return None
    told = "\n".join([*(package.name for package in packages), *map(str, codes)])
    machine = f"{os.cpu_count()} {memory}"
    return f"{_FORMAT} {__version__} {sys.version} {machine} {os.geteuid()} {fingerprint(told.encode())}"


def fingerprint(data: bytes) -> str:
    """Tell contents apart that nobody makes alike on purpose."""
    return f"{len(data)}:{zlib.crc32(data):08x}{zlib.adler32(data):08x}"


def _own_code(packages: Iterable[Installed]) -> Iterator[str]:
    """Tell the state of rompy's own code."""
    beside = os.path.dirname(_HERE)
    name = f"rompy-{__version__}.dist-info"
    if any(package.name == name and os.path.realpath(package.folder) == beside for package in packages):
        yield _listed(f"{beside}/{name}")
    else:
        schemas = os.path.join(os.path.dirname(beside), "schemas")
        yield _looked_through([_HERE, schemas] if os.path.isdir(schemas) else [_HERE])


def _brought(packages: Iterable[Installed]) -> Iterator[str | None]:
    """Tell the state of the code of each package that brings something to rompy; None where it is not found."""
    groups = [group.encode() for group in GROUPS]
    for package in packages:
        if not any(group in package.says for group in groups):
            continue
        folder = f"{package.folder}/{package.name}"
        if not package.name or not os.path.isdir(folder):
            yield None
            continue
        working = _working_folder(folder)
        places = _places(package) if working is None else [working]
        yield fingerprint(package.says)
        if working is None and os.path.isfile(f"{folder}/RECORD"):
            yield _listed(folder)
        else:
            yield _looked_through(places) if places else None


def _listed(folder: str) -> str:
    """Tell what an installer wrote down (Python packaging guide, recording installed projects)."""
    with open(f"{folder}/RECORD", "rb") as stream:
        return fingerprint(stream.read())


def _working_folder(folder: str) -> str | None:
    """Give the folder that a package is worked on in (Python packaging guide, direct URL of an installation)."""
    try:
        with open(f"{folder}/direct_url.json", "rb") as stream:
            said = stream.read()
    except OSError:
        return None
    import json  # noqa: PLC0415 - most packages come from an index
    from urllib.parse import unquote  # noqa: PLC0415 - as above

    data = json.loads(said)
    is_editable = isinstance(data, dict) and data.get("dir_info", {}).get("editable") is True
    address = str(data.get("url", "")) if is_editable else ""
    return unquote(address[len("file://") :]) if address.startswith("file://") else None


def _places(package: Installed) -> list[str]:
    """List where the modules are that entry points name."""
    tops = {
        value.partition(":")[0].strip().partition(".")[0]
        for line in package.says.decode("utf-8", "replace").splitlines()
        if (value := line.partition("=")[2].strip())
    }
    found = [f"{package.folder}/{top}{end}" for top in sorted(tops) for end in ("", ".py")]
    return [place for place in found if os.path.exists(place)]


def _looked_through(places: Iterable[str]) -> str:
    """Tell the state of code by the sizes and times of its files.

    Raises:
        ValueError: where there are too many.
    """
    states: list[str] = []
    waiting = list(places)
    while waiting:
        place = waiting.pop()
        if place.endswith(".py"):
            found = os.stat(place)
            states.append(f"{place} {found.st_size} {found.st_mtime_ns}")
            continue
        with os.scandir(place) as entries:
            for entry in sorted(entries, key=_name):
                if entry.name.endswith(_ENDS) and entry.is_file():
                    found = entry.stat()
                    states.append(f"{entry.path} {found.st_size} {found.st_mtime_ns}")
                elif entry.name[:1] != "." and entry.name not in _PASSED and entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
        if len(states) > _MOST_FILES:
            raise ValueError
    return fingerprint("\n".join(states).encode("utf-8", "surrogateescape"))


_ENDS = (".py", ".json")
_PASSED = frozenset({"__pycache__", "node_modules", "venv", "tests", "docs"})


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name
