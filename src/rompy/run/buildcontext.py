"""What an image is built from: the files of its context, and the tag that names what they hold."""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
import tarfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from rompy.errors import CannotStartError
from rompy.run.places import PRIVATE, RUN_FILES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rompy.plan import BuildImage

REPOSITORY = "rompy-build"
_IGNORE = ".dockerignore"
_PIECE = 1024 * 1024
_DIGITS = 32
"""Of the hash in a tag; 128 bits."""
_BLOCK = 512
"""Bytes that parts of a tar archive are multiples of (POSIX, "pax")."""


def build_tag(step: BuildImage, between: Callable[[], None] | None = None) -> str:
    """Name the image that a step builds, by what it is built from.

    The same files (names, modes, links and content, without what ``.dockerignore`` leaves out; times and owners do
    not matter, as Docker sends none), the same Dockerfile and the same arguments give the same tag, wherever they are.

    Args:
        step: What is built.
        between: Called between files; what it raises ends the work.

    Raises:
        CannotStartError: where the Dockerfile is missing, or a file cannot be read.
    """
    total = hashlib.sha256()

    def add(*parts: bytes) -> None:
        for part in parts:
            total.update(len(part).to_bytes(8, "big") + part)

    add(b"1", os.fsencode(dockerfile_name(step)), json.dumps(dict(step.arguments), sort_keys=True).encode())
    add(_text(step.context / step.dockerfile))
    for one in context_files(step):
        if between is not None:
            between()
        add(os.fsencode(one.name), one.mode.to_bytes(4, "big"))
        if stat.S_ISREG(one.mode):
            add(_content_digest(one.path))
        elif stat.S_ISLNK(one.mode):
            add(os.fsencode(_link(one.path)))
    return f"{REPOSITORY}:{total.hexdigest()[:_DIGITS]}"


def dockerfile_name(step: BuildImage) -> str:
    """Give the path of the Dockerfile below the context, as Docker takes it."""
    path = step.dockerfile
    return (path.relative_to(step.context) if path.is_absolute() else path).as_posix()


@dataclass(frozen=True)
class ContextFile:
    """A file, folder or link of a build context."""

    name: str
    """Below the context."""
    path: Path
    mode: int
    """Kind and permissions (inode(7))."""


def context_files(step: BuildImage) -> Iterator[ContextFile]:
    """List what Docker would be sent, in the order of names; a run's record and logs are none of it.

    Raises:
        CannotStartError: where the context or the Dockerfile is missing, or a folder cannot be read.
    """
    if not step.context.is_dir():
        message = f"the folder to build from does not exist: {step.context}; set build_context"
        raise CannotStartError(message)
    dockerfile = dockerfile_name(step)
    if not (step.context / dockerfile).is_file():
        message = f"the Dockerfile does not exist: {step.context / dockerfile}; it is looked for below build_context"
        raise CannotStartError(message)
    ignored = _Ignored(_patterns(step.context, dockerfile))
    yield from _below(step.context, "", ignored, {dockerfile, _IGNORE})


def archive(step: BuildImage) -> Iterator[bytes]:
    """Give the context as a tar archive, piece by piece, with the Dockerfile's own ``.dockerignore`` applied.

    Raises:
        CannotStartError: as ``context_files``, and where a file changes while it is read.
    """
    for one in context_files(step):
        # the engine would apply it again, also where the Dockerfile's own takes its place
        if one.name == _IGNORE:
            continue
        yield from _archived(one)
    yield bytes(2 * _BLOCK)


def _archived(one: ContextFile) -> Iterator[bytes]:
    information = tarfile.TarInfo(one.name)
    information.mode = stat.S_IMODE(one.mode)
    information.mtime = int(one.path.lstat().st_mtime)
    if stat.S_ISDIR(one.mode):
        information.type = tarfile.DIRTYPE
    elif stat.S_ISLNK(one.mode):
        information.type, information.linkname = tarfile.SYMTYPE, _link(one.path)
    elif stat.S_ISFIFO(one.mode):
        information.type = tarfile.FIFOTYPE
    else:
        information.size = one.path.stat().st_size
    yield information.tobuf(tarfile.PAX_FORMAT, errors="surrogateescape")
    if information.size:
        left = information.size
        for piece in _pieces(one.path):
            yield piece[:left]
            left = max(0, left - len(piece))
        if left:
            message = f"a file of the build context became shorter while it was read: {one.path}"
            raise CannotStartError(message)
        yield bytes(-information.size % _BLOCK)


def _below(folder: Path, prefix: str, ignored: _Ignored, always: set[str]) -> Iterator[ContextFile]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        raise _unreadable(folder, error) from error
    is_workspace = any(entry.name == PRIVATE for entry in entries)
    for entry in entries:
        # they change while the run goes on, and would name every build anew
        if is_workspace and entry.name in {PRIVATE, *RUN_FILES}:
            continue
        name = prefix + entry.name
        mode = entry.stat(follow_symlinks=False).st_mode
        is_sent = name in always or not ignored.holds(name)
        if is_sent and (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or stat.S_ISLNK(mode) or stat.S_ISFIFO(mode)):
            yield ContextFile(name, Path(entry.path), mode)
        is_searched = is_sent or ignored.has_exceptions or any(path.startswith(f"{name}/") for path in always)
        if stat.S_ISDIR(mode) and is_searched:
            yield from _below(Path(entry.path), f"{name}/", ignored, always)


def _patterns(context: Path, dockerfile: str) -> list[str]:
    """Read the file that says what is left out: the Dockerfile's own, or the one of the context.

    Source: docs.docker.com, "Build context", "Filename and location".
    """
    for path in (context / f"{dockerfile}{_IGNORE}", context / _IGNORE):
        if path.is_file():
            text = _text(path).decode("utf-8-sig", errors="surrogateescape")
            return [line.strip() for line in text.splitlines() if not line.startswith("#") and line.strip()]
    return []


class _Ignored:
    """Tells what patterns leave out: the last one that fits decides, and one that fits a folder fits what is in it.

    Source: docs.docker.com, "Build context", ".dockerignore files"; the syntax is that of Go's filepath.Match with
    ``**`` for any number of folders.
    """

    def __init__(self, lines: list[str]) -> None:
        self._patterns: list[tuple[re.Pattern[str], bool]] = []
        for line in lines:
            is_exception = line.startswith("!")
            cleaned = os.path.normpath(line.removeprefix("!").strip() or ".").lstrip("/")
            if cleaned not in {"", "."}:
                self._patterns.append((_expression(cleaned), is_exception))

    @property
    def has_exceptions(self) -> bool:
        return any(is_exception for _, is_exception in self._patterns)

    def holds(self, name: str) -> bool:
        path = PurePosixPath(name)
        names = [name, *(str(parent) for parent in path.parents if parent.name)]
        is_ignored = False
        for pattern, is_exception in self._patterns:
            if is_exception == is_ignored and any(map(pattern.fullmatch, names)):
                is_ignored = not is_exception
        return is_ignored


def _expression(pattern: str) -> re.Pattern[str]:
    parts: list[str] = []
    rest = pattern
    while rest:
        if rest.startswith("**"):
            rest = rest[2:].removeprefix("/")
            parts.append("(?:.*/)?" if rest else ".*")
        elif found := re.match(r"\[(\^?)((?:\\.|[^\]\\])+)\]", rest):
            parts.append("[" + found[1] + found[2].replace("[", "\\[") + "]")
            rest = rest[found.end() :]
        else:
            size = 2 if rest[0] == "\\" and len(rest) > 1 else 1
            parts.append({"*": "[^/]*", "?": "[^/]"}.get(rest[:size], re.escape(rest[size - 1])))
            rest = rest[size:]
    try:
        return re.compile("".join(parts), re.DOTALL)
    except re.error as error:
        message = f"{_IGNORE} holds a pattern that cannot be read: {pattern}"
        raise CannotStartError(message) from error


def _text(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from error


def _content_digest(path: Path) -> bytes:
    found = hashlib.sha256()
    for piece in _pieces(path):
        found.update(piece)
    return found.digest()


def _pieces(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as stream:
            while piece := stream.read(_PIECE):
                yield piece
    except OSError as error:
        raise _unreadable(path, error) from error


def _link(path: Path) -> str:
    try:
        return str(path.readlink())
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> CannotStartError:
    return CannotStartError(
        f"the build context cannot be read: {path}: {error.strerror}; if it is not needed there, name it in {_IGNORE}"
    )
