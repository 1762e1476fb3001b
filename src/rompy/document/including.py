"""Follows includes from file to file."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from rompy.document.fault import INCLUDE_KINDS, STILL_DATA, Elsewhere, Fault
from rompy.document.include import Include, Included
from rompy.document.source import Source, Span
from rompy.errors import SourceError, TemplateError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rompy.document.document import Document
    from rompy.document.include import Follow
    from rompy.document.reading import Reading

MAX_INCLUDES = 10
"""How many includes may lead from a file to a value; rompy 0.6.4 follows as many."""

_KEPT = 16 * 1024 * 1024
"""How much text that was read for another reason is kept for includes of it, in characters."""

_SHELL_NAME = r"\$([A-Za-z_][A-Za-z0-9_]*)"
"""``$NAME`` in the path of an include, as rompy 0.6.4 knows it; other values have ``${NAME}`` only."""
_STANDS_HERE = "the include stands here"


class _Content(NamedTuple):
    """What one file holds, with all that is included in it."""

    source: Source
    document: Document | None
    is_empty: bool
    second: Span | None
    """Where a second document begins."""
    faults: tuple[Fault, ...]
    """As faults of the file itself."""
    depth: int
    """How many includes led to it when it was read."""
    levels: int
    """How many includes lead from it to the deepest value."""
    written: Mapping[str, int]

    @property
    def distinct(self) -> list[Fault]:
        """The faults, each once even where several ways lead to it: ways multiply from file to file."""
        return list({(fault.kind, *_origin(fault, self.source)): fault for fault in reversed(self.faults)}.values())[
            ::-1
        ]

    @property
    def is_cut(self) -> bool:
        """Tell whether something in it was left out for being too deep, which it need not be from elsewhere."""
        return any(fault.kind == "include_too_deep" for fault in self.faults)


class _Way(NamedTuple):
    """The files from the one that was read first to the one whose includes are followed."""

    files: tuple[str, ...]
    source: Source
    """The last of them."""


class Includes:
    """The files that the includes of one run lead to, each read once."""

    def __init__(self, variables: Mapping[str, str], texts: Mapping[str, Source] | None = None) -> None:
        """Take the variables that paths of includes may name, and the texts that stand in for files, by their paths."""
        self._variables = variables
        self._sources: dict[str, Source | SourceError] = dict(texts or {})
        self._contents: dict[tuple[str, str | None], _Content] = {}
        self._roots: dict[str, str | None] = {}
        self._kept = 0
        self._levels = 0

    @property
    def files(self) -> frozenset[Path]:
        """The absolute paths of all files that were looked for, found or not."""
        return frozenset(map(Path, self._sources))

    def source(self, path: Path, name: str, *, max_bytes: int) -> Source:
        """Read a file, or give what was read of it before in this run.

        Raises:
            SourceError: as ``Source.from_path``.
        """
        key = os.path.abspath(path)  # noqa: PTH100 - without detours by '..'
        known = self._sources.get(key)
        if isinstance(known, Source) and len(known.text) <= max_bytes:
            return replace(known, name=name)
        source = Source.from_path(path, name, max_bytes=max_bytes)
        if self._kept < _KEPT:
            self._kept += len(source.text)
            self._sources[key] = source
        return source

    def read(self, source: Source, path: Path) -> list[Reading]:
        """Read a source as ``rompy.document.read`` does, and compose it with what its includes lead to.

        Args:
            source: The text.
            path: Its file, from whose folder relative paths start.
        """
        file = os.path.abspath(path)  # noqa: PTH100 - as above
        from rompy.document.reader import read  # noqa: PLC0415 - what reads YAML takes long to load

        return read(source, follow=self._follow(_Way((file,), source)))

    def _follow(self, way: _Way) -> Follow:
        def follow(include: Include, span: Span) -> Included:
            try:
                from rompy.document.template import render  # noqa: PLC0415 - most files include nothing

                written = render(re.sub(_SHELL_NAME, r"${\1}", include.path), self._variables)
            except TemplateError as error:
                return _refused(Fault(error.kind, span, _sentence(str(error))))
            return self._included(include, written, span, way)

        return follow

    def _included(self, include: Include, written: str, span: Span, way: _Way) -> Included:
        if not written:
            return _refused(_unreadable(include, span, "its path is empty"))
        path = os.path.expanduser(written)  # noqa: PTH111 - Path.expanduser raises for an unknown user
        file = os.path.normpath(Path(way.files[-1]).parent / path)
        above = [_identity(each) for each in way.files]
        if (identity := _identity(file)) in above:
            return _refused(_cycle(include, span, [*way.files[above.index(identity) :], file]))
        warnings = _leaving(include, span, file, way.files[-1], self._root(way))
        name = os.path.normpath(Path(way.source.name).parent / path)
        try:
            source = self._text(file, name)
        except SourceError as error:
            return _refused(*warnings, _unreadable_text(include, span, error, name))
        content = self._content(file, source, way)
        if content is None:
            message = f"{include.path!r} is included more than {MAX_INCLUDES} files deep"
            return _refused(*warnings, Fault("include_too_deep", span, message, "include fewer files in each other"))
        if content.second is not None:
            second = Elsewhere(source, content.second, "the second one begins here")
            fault = _unreadable(include, span, "it holds several documents, and one is expected")
            return Included(content.source, None, faults=(*warnings, fault._replace(elsewhere=(second,))))
        faults = (*warnings, *(_lifted(fault, content.source, way.source, span) for fault in content.distinct))
        return Included(content.source, content.document, content.is_empty, faults, content.written)

    def _root(self, way: _Way) -> str | None:
        """Give the root of the repository that the first file of a way is in, links resolved."""
        folder = str(Path(way.files[0]).parent)
        if folder not in self._roots:
            self._roots[folder] = _repository(folder)
        return self._roots[folder]

    def _text(self, file: str, name: str) -> Source:
        if file not in self._sources:
            try:
                self._sources[file] = Source.from_path(Path(file), name)
            except SourceError as error:
                self._sources[file] = error
        found = self._sources[file]
        if isinstance(found, SourceError):
            raise found
        return found

    def _content(self, file: str, source: Source, way: _Way) -> _Content | None:
        """Give what a file holds; None where that would be too deep on this way."""
        depth = len(way.files)
        key = file, self._root(way)
        known = self._contents.get(key)
        if known is None or (known.is_cut and depth < known.depth):
            if depth > MAX_INCLUDES:
                return None
            known = self._contents[key] = self._read_content(file, source, way, depth)
        if depth + known.levels > MAX_INCLUDES and not known.is_cut:
            return None
        self._levels = max(self._levels, known.levels + 1)
        return known

    def _read_content(self, file: str, source: Source, way: _Way, depth: int) -> _Content:
        beside, self._levels = self._levels, 0
        inner = _Way((*way.files, file), source)
        from rompy.document.reader import read  # noqa: PLC0415 - as above

        readings = read(source, follow=self._follow(inner), folder=Path(file).parent)
        levels, self._levels = self._levels, beside
        faults = tuple(fault for reading in readings for fault in reading.faults)
        documents = [reading.document for reading in readings if reading.document is not None]
        is_usable = len(documents) == 1 and all(fault.kind in STILL_DATA for fault in faults)
        return _Content(
            source,
            documents[0] if is_usable else None,
            not readings,
            documents[1].value_span(()) if len(documents) > 1 else None,
            faults,
            depth,
            levels,
            _written(file, documents),
        )


def _identity(file: str) -> str:
    """Tell which file is meant where folders are links; a file that is a link has paths of its own, beside itself."""
    return os.path.join(os.path.realpath(os.path.dirname(file)), os.path.basename(file))  # noqa: PTH118, PTH119, PTH120 - the files are text


def _written(file: str, documents: Iterable[Document]) -> Mapping[str, int]:
    """Count the values that are written in a file and in each file below it."""
    counts = {file: 0}
    for document in documents:
        counts[file] += document.written
        for found in document.includes:
            counts.update(found.written or {})
    return counts


def _refused(*faults: Fault) -> Included:
    return Included(None, None, faults=faults)


def _unreadable(include: Include, span: Span, reason: str) -> Fault:
    return Fault("include_unreadable", span, f"{include.path!r} cannot be included: {reason}")


def _unreadable_text(include: Include, span: Span, error: SourceError, name: str) -> Fault:
    fault = _unreadable(include, span, str(error))
    if error.kind != "not_text":
        return fault
    place = Elsewhere(Source(name, error.text), Span(error.offset, error.offset + 1), "it stands here")
    return fault._replace(elsewhere=(place,))


def _cycle(include: Include, span: Span, files: list[str]) -> Fault:
    shown = " -> ".join(os.path.basename(file) for file in files)  # noqa: PTH119 - the files are text
    message = f"{include.path!r} is included within itself: {shown}"
    return Fault("include_cycle", span, message, "take one of these includes out")


def _leaving(include: Include, span: Span, file: str, above: str, root: str | None) -> tuple[Fault, ...]:
    """Warn of an include that leads out of the repository; what is outside may include what it wants."""
    if root is None or _is_below(file, root) or not _is_below(above, root):
        return ()
    message = f"{include.path!r} lies outside of the repository"
    advice = "whoever clones the repository does not have it: copy it into the repository"
    return (Fault("include_outside_repository", span, message, advice),)


def _is_below(file: str, root: str) -> bool:
    return Path(os.path.realpath(file)).is_relative_to(root)


def _repository(folder: str) -> str | None:
    """Give the root of the repository that a folder is in: the nearest folder with a ``.git``."""
    for above in (Path(folder), *Path(folder).parents):
        if (above / ".git").exists():
            return os.path.realpath(above)
    return None


def _lifted(fault: Fault, child: Source, parent: Source, span: Span) -> Fault:
    """Make a fault of an included file one of the file that includes it, at the place of the include or within."""
    if fault.kind not in INCLUDE_KINDS:
        place = Elsewhere(parent, span, "included here")
        return fault._replace(source=fault.source or child, elsewhere=(*fault.elsewhere, place))
    is_deeper = any(place.label == _STANDS_HERE for place in fault.elsewhere)
    place = Elsewhere(child, fault.span, "through this include" if is_deeper else _STANDS_HERE)
    message = fault.message if is_deeper else f"In {child.name}, which is included here, {fault.message}"
    return fault._replace(span=span, message=message, elsewhere=(*fault.elsewhere, place))


def _origin(fault: Fault, source: Source) -> tuple[str, Span, str]:
    """Tell where a fault was made, however far it was lifted from there."""
    place = next((place for place in fault.elsewhere if place.label == _STANDS_HERE), None)
    if place is not None and fault.kind in INCLUDE_KINDS:
        return place.source.name, place.span, fault.message
    return (fault.source or source).name, fault.span, fault.message


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
