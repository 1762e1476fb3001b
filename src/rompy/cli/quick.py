"""Answers the plain calls of ``rompy-lint`` without loading what most files do not need.

A plain call names files and folders and perhaps a few options. Where every file is surely clean, the answer is
printed here; otherwise the rest is told what is known of each file already. Every other call is click's.
"""

from __future__ import annotations

import marshal
import os

from rompy.lint.cache import Remembered
from rompy.lint.parallel import WORTH_IT, cores, spread
from rompy.lint.quick import FOREIGN, UNSURE, verdict_on
from rompy.lint.quick.check import looked_up
from rompy.lint.quick.settings import UnsureError, host_of
from rompy.lint.walk import walk
from rompy.packages import may_have_entry_points

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rompy.lint.quick.check import Host

    # a file, its folder, and the machine where its paths must exist
    File = tuple["Seen", str, Host | None]
    Answer = tuple[int, tuple[tuple[str, str], ...]]


_HERE = (0, 0)
_CHUNK = 250
_WORTH_FORKING = 4 * WORTH_IT
"""A look takes a quarter of what linting takes, at most."""


class Call:
    """What a call asks for, as far as it matters here."""

    def __init__(  # noqa: PLR0913 - the options of a call
        self,
        paths: Sequence[str],
        *,
        as_found: bool,
        isolated: bool,
        host: bool | None,
        strict: bool | None,
        remembers: bool,
    ) -> None:
        self.paths = paths
        self.as_found = as_found
        self.isolated = isolated
        self.host = host
        self.strict = strict
        self.remembers = remembers


class Seen:
    """A file that is linted, and what is known of it."""

    __slots__ = ("is_named", "name", "verdict")

    def __init__(self, name: str, verdict: int, *, is_named: bool) -> None:
        self.name = name
        self.verdict = verdict
        self.is_named = is_named


_OPTIONS = frozenset({"--as-found", "--isolated", "--strict", "--no-host", "--no-cache"})


def plain_call(arguments: Sequence[str]) -> Call | None:
    """Read arguments, or give None where click must read them."""
    options = {argument for argument in arguments if argument[:1] == "-"}
    if not options <= _OPTIONS or "" in arguments or "_ROMPY_LINT_COMPLETE" in os.environ:
        return None
    return Call(
        [argument for argument in arguments if argument[:1] != "-"] or ["."],
        as_found="--as-found" in options,
        isolated="--isolated" in options,
        host=False if "--no-host" in options else None,
        strict=True if "--strict" in options else None,
        remembers="--no-cache" not in options,
    )


def look(call: Call) -> list[Seen] | None:
    """Look at every file of a call once; None where something must be told, or settings or packages may matter."""
    try:
        return None if may_have_entry_points("rompy.lint.rules") else _looked_at(call)
    except (OSError, ValueError, UnsureError):
        return None


def answer(seen: Iterable[Seen], *, colour: bool) -> str | None:
    """Give the report where there are surely no findings, or None."""
    from rompy.lint.words import counted, green, no_problems  # noqa: PLC0415 - not needed where there are findings

    backends = files = foreign = 0
    for each in seen:
        if each.verdict == UNSURE:
            return None
        backends += each.verdict
        files += each.verdict > 0
        foreign += not each.verdict
    return green(no_problems(counted(backends, "backend"), files, foreign), colour=colour)


def _looked_at(call: Call) -> list[Seen]:
    files = list(_files(call))
    memory = Remembered() if call.remembers and len(files) >= WORTH_IT else None
    missing = files if memory is None else [file for file in files if not _is_remembered(memory, *file)]
    states = [None if memory is None else memory.state_of(each.name) for each, _, _ in missing]
    for chunk, answers in _answers(missing):
        first = chunk * _CHUNK
        for index, (verdict, paths) in enumerate(answers, start=first):
            each, _, host = missing[index]
            each.verdict = verdict
            if memory is not None and verdict != UNSURE:
                memory.note(each.name, states[index], host, verdict, paths)
    if memory is not None:
        memory.keep()
    return [each for each, _, _ in files]


def _is_remembered(memory: Remembered, each: Seen, _folder: str, host: Host | None) -> bool:
    verdict = memory.verdict(each.name, host)
    # of a foreign file that is named, more must be known
    if verdict is None or (verdict == FOREIGN and each.is_named):
        return False
    each.verdict = verdict
    return True


def _answers(files: list[File]) -> Iterator[tuple[int, list[Answer]]]:
    """Yield what is said of each chunk of files: of each the verdict, and what is on this machine."""

    def of_chunk(chunk: int) -> list[Answer]:
        return [_answer(file) for file in files[chunk * _CHUNK : (chunk + 1) * _CHUNK]]

    count = -(-len(files) // _CHUNK)
    if len(files) < _WORTH_FORKING or cores() == 1:
        yield from ((chunk, of_chunk(chunk)) for chunk in range(count))
        return
    for chunk, told in spread(lambda chunk: marshal.dumps(of_chunk(chunk)), count, cores()):
        # files of which nothing was told stay unsure, and what a process died of is told when they are linted
        yield chunk, [] if told is None else marshal.loads(told)  # noqa: S302 - it comes from this very program


def _answer(file: File) -> Answer:
    each, start, host = file
    looked_up.clear()
    verdict = verdict_on(each.name, start, host, is_found=not each.is_named)
    return verdict, tuple(looked_up)


def _files(call: Call) -> Iterator[File]:
    """Yield each file once, its folder, and the machine where its paths must exist."""
    known: set[str] = set()
    folders: dict[str, tuple[str, Host | None]] = {}
    for name, is_named in _names(call):
        folder, _, file = name.rpartition("/")
        if folder not in folders:
            folders[folder] = _of_folder(folder if folder or name[:1] != "/" else "/", call)
        start, host = folders[folder]
        if len(call.paths) > 1:
            identity = f"{_real(start)}/{file}"
            if identity in known:
                continue
            known.add(identity)
        yield Seen(name, UNSURE, is_named=is_named), start, host


def _names(call: Call) -> Iterator[tuple[str, bool]]:
    """Yield the name of each file, and whether a person named it."""
    for path in call.paths:
        if os.path.isdir(path):
            for name in walk(path):
                yield name, False
        elif os.path.lexists(path):
            yield path, not call.as_found
        else:
            raise UnsureError


def _of_folder(folder: str, call: Call) -> tuple[str, Host | None]:
    """Give the absolute folder, and the machine where paths of its files must exist."""
    start = os.path.join(os.getcwd(), folder) if folder else os.getcwd()
    host = _HERE if call.isolated else host_of(_settled(start))
    if call.host is not None:
        # an option says only whether; the settings' size of the machine stays
        if call.host and host is None:
            raise UnsureError
        host = host if call.host else None
    return start, host


def _settled(folder: str) -> str:
    """Give a folder as pathlib writes it, from which the folders above are named; ``..`` stays."""
    return "/" + "/".join(part for part in folder.split("/") if part not in {"", "."})


_reals: dict[str, str] = {}


def _real(folder: str) -> str:
    if folder not in _reals:
        _reals[folder] = os.path.realpath(folder)
    return _reals[folder]
