"""Tells in a moment what PyYAML, models and rules would say; where it is not sure it says nothing, and these are asked.

Without it the same comes out, only later. ``verdict_on`` says that a file is surely clean, or surely none of ours.
Three others stand before what takes long to load, each with an answer or with None: ``reading.readings_of`` before
PyYAML, ``faults.faults_of`` before the models, and ``silence.may_speak`` before the rules.
"""

from __future__ import annotations

import os

from rompy.lint.quick.check import clean_backends, is_clean
from rompy.lint.quick.foreign import is_foreign, surely_foreign

TYPE_CHECKING = False
if TYPE_CHECKING:
    from rompy.lint.quick.check import Host

FOREIGN, UNSURE = 0, -1
"""What is said of a file that holds nothing of ours, and of one that only models and rules can judge."""

_LARGEST = 1 << 18
"""Largest file that is looked at, in bytes."""
_USUAL = 1 << 14
"""Size in bytes that most files are below; memory for more takes longer to get than to fill."""


def verdict_on(path: str, folder: str, host: Host | None, *, is_found: bool) -> int:
    """Look at a file, and give how many backends it has if all are surely clean, ``FOREIGN`` or ``UNSURE``.

    Args:
        path: The file.
        folder: Its absolute folder, where its paths start.
        host: The machine where paths must exist, if they must.
        is_found: Whether it was found in a folder; of one that was named, what is foreign must be sound too.
    """
    data = data_of(path)
    return UNSURE if data is None else verdict_of(data, path, folder, host, is_found=is_found)


def data_of(path: str) -> bytes | None:
    """Read a file that is small enough to be looked at; None for every other."""
    try:
        # what is no ordinary file must not keep us waiting
        file = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            data = os.read(file, _USUAL)
            if len(data) == _USUAL:
                data += os.read(file, _LARGEST)
        finally:
            os.close(file)
    except (OSError, ValueError):
        return None
    return data if data and len(data) < _LARGEST else None


def verdict_of(data: bytes, path: str, folder: str, host: Host | None, *, is_found: bool) -> int:
    """Judge what a file holds, as ``verdict_on`` does."""
    try:
        text = data.decode("utf-8")
    except ValueError:
        return UNSURE
    if path[-5:].lower() == ".json":
        return _of_json(text, folder, host, is_found=is_found)
    count = clean_backends(text, folder, host)
    if count:
        return count
    return FOREIGN if is_found and surely_foreign(text) else UNSURE


def _of_json(text: str, folder: str, host: Host | None, *, is_found: bool) -> int:
    import json  # noqa: PLC0415 - most files are YAML

    try:
        data = json.loads(text, object_pairs_hook=_each_once, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return UNSURE
    if isinstance(data, dict) and is_clean(data, folder, host):
        return 1
    return FOREIGN if is_found and is_foreign(data, text) else UNSURE


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Make a mapping of pairs of which no two have one key.

    Raises:
        ValueError: where two have.
    """
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError
    return found


def _refuse(word: str) -> object:
    """Refuse what Python's reader takes and JSON has not: ``NaN`` and infinities.

    Raises:
        ValueError: always.
    """
    raise ValueError(word)
