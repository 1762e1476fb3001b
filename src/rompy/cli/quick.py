"""Answers the plain calls of ``rompy-lint`` without loading what most files do not need.

A plain call names files and folders and perhaps a few options. Where every file is surely clean, or what was said of it
before still holds, the answer is printed here; otherwise the rest is told what is known of each file already. Every
other call is click's.
"""

from __future__ import annotations

import gc
import marshal
import os
import sys

from rompy.lint.parallel import cores, spread
from rompy.lint.quick import UNSURE, data_of, verdict_of
from rompy.lint.quick.check import looked_up
from rompy.lint.quick.settings import UnsureError, defaults, settings_of
from rompy.lint.walk import walk
from rompy.packages import may_have_entry_points

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from rompy.lint.account import Account, Told
    from rompy.lint.cache import Entry, Remembered, Written
    from rompy.lint.lookups import Lookup
    from rompy.lint.quick.check import Host
    from rompy.lint.quick.settings import Known

    # of each file a verdict, and what is to be remembered
    Answers = tuple[list[int], list[Written]]


_CHUNK = 500
_WORTH_REMEMBERING = 200
"""From how many files on it takes less to look up what was said of a clean file than to look at it."""
_WORTH_FORKING = 1_200
"""From how many files on it takes less to look at them in several processes, which takes some milliseconds to begin."""


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
        besides: str = "",
    ) -> None:
        self.paths = paths
        self.as_found = as_found
        self.isolated = isolated
        self.host = host
        self.strict = strict
        self.remembers = remembers
        self.besides = besides
        """What else findings depend on."""


class Seen:
    """A file that is linted, and what is known of it."""

    __slots__ = ("is_named", "is_ours", "name", "place", "said", "whole")

    def __init__(self, name: str, place: Place, *, is_named: bool, is_ours: bool) -> None:
        self.name = name
        self.place = place
        """Its folder."""
        self.is_named = is_named
        self.is_ours = is_ours
        """Whether settings say that it must be one of ours."""
        self.said: int | bytes = UNSURE
        """What is said of it: a verdict, or an account."""
        self.whole = b""
        """What else is said of it, for other formats than text."""

    @property
    def context(self) -> str:
        """In which circumstances it is looked at, which what is said of it depends on."""
        return self.place.named if self.is_named else self.place.found


class Place:
    """A folder, and how its files are looked at."""

    __slots__ = ("_contexts", "call", "excludes", "folder", "host", "includes", "known")

    def __init__(self, folder: str, known: Known, call: Call) -> None:
        self.folder = folder
        self.known = known
        self.call = call
        within = _settled(folder)
        self.excludes = known.excluded(within)
        self.includes = known.included(within)
        if call.host is True and known.host is None:
            raise UnsureError
        # an option says only whether; the settings' size of the machine stays
        self.host: Host | None = None if call.host is False else known.host
        self._contexts: list[str] = []

    @property
    def found(self) -> str:
        """The context of files that were found."""
        return self._context(0)

    @property
    def named(self) -> str:
        """The context of files that a person named."""
        return self._context(1)

    def _context(self, is_named: int) -> str:
        if not self._contexts:
            key = f"quick {self.call.isolated} {self.call.host} {self.call.besides} {self.known.key()}"
            self._contexts = [f"found {key}", f"named {key}"]
        return self._contexts[is_named]


class Looked:
    """The files of a call, and what is known of them."""

    def __init__(self, files: list[Seen], memory: Remembered | None, *, is_strict: bool) -> None:
        self.files = files
        self.memory = memory
        self.is_strict = is_strict


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


def look(call: Call) -> Looked | None:
    """Look at every file of a call once; None where something must be told, or settings may matter."""
    # nothing here becomes garbage before the end, and looking for some would take a tenth of the time
    collects = gc.isenabled()
    gc.disable()
    try:
        return _looked_at(call)
    except (OSError, ValueError, UnsureError):
        return None
    finally:
        if collects:
            gc.enable()


def answer(looked: Looked, *, colour: bool) -> tuple[Iterator[str], int] | None:
    """Give the report and the exit status where all is known, or None."""
    from rompy.lint.account import told  # noqa: PLC0415 - not needed where models judge

    # packages whose rules cannot be loaded are told of
    if any(each.said == UNSURE for each in looked.files) or may_have_entry_points("rompy.lint.rules"):
        return None
    report = told(account(each.said) for each in looked.files)
    return (report.pieces(colour=colour), status(report, is_strict=looked.is_strict)) if report.is_whole else None


def account(said: int | bytes) -> int | Account:
    """Read what is said of a file."""
    if isinstance(said, int):
        return said
    from rompy.lint.account import Account  # noqa: PLC0415 - most files are clean

    return Account(*marshal.loads(said))  # noqa: S302 - it comes from this very program


def status(report: Told, *, is_strict: bool) -> int:
    """Tell how a run ended, as ``rompy.cli.status`` has it."""
    if report.is_broken:
        return 3
    return int(report.errors > 0 or (is_strict and report.warnings > 0))


def _looked_at(call: Call) -> Looked:
    places: dict[str, Place] = {}
    files = list(_files(call, places))
    is_strict = call.strict is True or (call.strict is None and any(each.place.known.is_strict for each in files))
    memory = None
    if call.remembers and len(files) >= _WORTH_REMEMBERING:
        memory = _memory()
        _recall(files, memory)
        _look_at([each for each in files if each.said == UNSURE], memory)
    else:
        _look_at(files, None)
        unsure = [each for each in files if each.said == UNSURE]
        if call.remembers and unsure:
            memory = _memory()
            _recall(unsure, memory)
    if memory is not None:
        memory.keep()
    return Looked(files, memory, is_strict=is_strict)


def _memory() -> Remembered:
    from rompy.lint.cache import Remembered  # noqa: PLC0415 - most runs are over few files, which are clean

    return Remembered()


def _recall(files: list[Seen], memory: Remembered) -> None:
    """Say of files what earlier runs said, as far as it holds."""
    by_context: dict[str, list[Seen]] = {}
    here: list[Seen] = []
    last: Seen | None = None
    for each in files:
        if last is None or each.place is not last.place or each.is_named is not last.is_named:
            here = by_context.setdefault(each.context, [])
            last = each
        here.append(each)
    for context, group in by_context.items():
        for each, entry in zip(group, memory.entries(context, [each.name for each in group]), strict=True):
            if entry is not None:
                each.said, each.whole = entry[3], entry[4]


def _look_at(files: list[Seen], memory: Remembered | None) -> None:
    """Look at files, and remember what is sure."""
    # packages may bring rules of which nothing is known here
    if not files or may_have_entry_points("rompy.lint.rules"):
        return
    found = _answers(files, None if memory is None else memory.now)
    try:
        for chunk, (verdicts, written) in _shown(found, len(files)):
            first = chunk * _CHUNK
            for each, verdict in zip(files[first : first + _CHUNK], verdicts, strict=False):
                each.said = verdict
            if memory is not None:
                memory.take(written)
    finally:
        # whatever happened, no process is left
        found.close()


def _shown(answers: Iterator[tuple[int, Answers]], count: int) -> Iterator[tuple[int, Answers]]:
    """Show a person at a terminal how far looking has come."""
    if not sys.stderr.isatty():
        return answers
    from rompy.cli.progress import shown  # noqa: PLC0415 - most runs are short, or watched by nobody

    return shown(answers, count, each=_CHUNK)


def _answers(files: list[Seen], now: int | None) -> Generator[tuple[int, Answers], None, None]:
    """Yield for each chunk of files what is said of each, and what of it is to be remembered from a moment on."""

    def of_chunk(chunk: int) -> Answers:
        some = files[chunk * _CHUNK : (chunk + 1) * _CHUNK]
        return ([_verdict(each, _data_of(each)) for each in some], []) if now is None else _remembered(some, now)

    count = -(-len(files) // _CHUNK)
    if len(files) < _WORTH_FORKING or cores() == 1:
        yield from ((chunk, of_chunk(chunk)) for chunk in range(count))
        return
    for chunk, told in spread(lambda chunk: marshal.dumps(of_chunk(chunk)), count, cores()):
        # files of which nothing was told stay unsure, and what a process died of is told when they are linted
        yield chunk, ([], []) if told is None else marshal.loads(told)  # noqa: S302 - it comes from this very program


def _remembered(files: list[Seen], now: int) -> Answers:
    """Say what is sure of files, with all that it depends on."""
    from rompy.lint.cache import written  # noqa: PLC0415 - most runs are over few files
    from rompy.lint.lookups import digest, is_settled, state_of  # noqa: PLC0415 - as above

    verdicts: list[int] = []
    entries: list[tuple[str, str, Entry]] = []
    same: dict[tuple[Lookup, ...], tuple[Lookup, ...]] = {}
    for each in files:
        state = state_of(each.name)
        looked_up.clear()
        data = _data_of(each)
        verdict = _verdict(each, data)
        verdicts.append(verdict)
        if verdict != UNSURE and data is not None:
            lookups: tuple[Lookup, ...] = tuple([(kind, path, True) for kind, path in looked_up])
            # what is there already is written as a reference to it
            lookups = same.setdefault(lookups, lookups)
            settled = state if is_settled(state, now) else None
            entries.append((each.context, each.name, (settled, digest(data), lookups, verdict, b"")))
    return verdicts, written(entries)


def _data_of(each: Seen) -> bytes | None:
    return data_of(each.name) if each.place.known.looks else None


def _verdict(each: Seen, data: bytes | None) -> int:
    if data is None:
        return UNSURE
    # of a foreign file that is named, or must be one of ours, more must be known
    return verdict_of(data, each.name, each.place.folder, each.place.host, is_found=not (each.is_named or each.is_ours))


def _files(call: Call, places: dict[str, Place]) -> Iterator[Seen]:
    """Yield each file once."""
    known: set[str] = set()
    is_once = len(call.paths) > 1
    last, place, excludes, includes = None, None, None, None
    for name, is_named in _names(call):
        folder, _, file = name.rpartition("/")
        if place is None or folder != last:
            last = folder
            place = _place(folder if folder or name[:1] != "/" else "/", call, places)
            excludes, includes = place.excludes, place.includes
        if is_once:
            identity = f"{_real(place.folder)}/{file}"
            if identity in known:
                continue
            known.add(identity)
        if excludes is None or is_named or not excludes(file):
            yield Seen(name, place, is_named=is_named, is_ours=includes is not None and includes(file))


def _place(folder: str, call: Call, places: dict[str, Place]) -> Place:
    if folder not in places:
        start = os.path.join(os.getcwd(), folder) if folder else os.getcwd()
        places[folder] = Place(start, defaults() if call.isolated else settings_of(_settled(start)), call)
    return places[folder]


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


def _settled(folder: str) -> str:
    """Give a folder as pathlib writes it, from which the folders above are named; ``..`` stays."""
    return "/" + "/".join(part for part in folder.split("/") if part not in {"", "."})


_reals: dict[str, str] = {}


def _real(folder: str) -> str:
    if folder not in _reals:
        _reals[folder] = os.path.realpath(folder)
    return _reals[folder]
