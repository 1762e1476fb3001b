"""Puts what changed into a folder of published schemas, under the version that the change asks for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rompy import __version__
from rompy.catalog import FIRST, LATEST, Entry, Version
from rompy.errors import SchemaError
from rompy.schema.compare import Bump, Effect, Mode, compare
from rompy.schema.pages import catalog, readme
from rompy.schema.store import INDEX, Index, Release, Schema, Series, Store, digest, dump, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from rompy.schema.compare import Comparison

_WORDS = {3: "major", 2: "minor", 1: "patch", 0: "none"}
FIRST_CHANGE = "first"
"""What stands in the index in place of a change for a first version."""


@dataclass(frozen=True)
class Candidate:
    """What the models say now, to be published where it differs from what is."""

    entry: Entry
    schema: Schema
    """Without its address, which depends on the version."""


@dataclass(frozen=True)
class Step:
    """A version to be published."""

    candidate: Candidate
    version: Version
    old: Version | None = None
    """The version before it."""
    comparison: Comparison | None = None
    """How it differs from that, or from the older version of the same number against which it does worst."""

    @property
    def effect(self) -> Effect:
        """The class of the change; a first version breaks nothing."""
        return Effect.SAFE if self.comparison is None else self.comparison.verdict or Effect.TEXT

    @property
    def change(self) -> str:
        """Which number of the version is raised."""
        return FIRST_CHANGE if self.old is None else word(self.version, self.old)


def word(new: Version, old: Version) -> str:
    """Name the number that was raised."""
    return _WORDS[new.part_raised_since(old)]


def mode_of(entry: Entry) -> Mode:
    """Tell which way files must go on fitting: old files into new schemas, or what rompy writes into old ones."""
    return Mode.FORWARD if entry.is_output else Mode.BACKWARD


def plan(store: Store, candidates: Iterable[Candidate], base: str) -> list[Step]:
    """Decide what is to be published: every candidate that differs from its newest version.

    Raises:
        SchemaError: where a published file cannot be read.
    """
    steps = (_step(store, candidate, base) for candidate in candidates)
    return [step for step in steps if step is not None]


def _step(store: Store, candidate: Candidate, base: str) -> Step | None:
    entry, series = candidate.entry, store.index.series.get(candidate.entry.name)
    if series is None or series.newest is None:
        return Step(candidate, FIRST)
    newest = series.newest.version
    published = read(store.folder / series.entry.path(newest))
    if published == addressed(candidate, newest, base):
        return None
    # every version of the same major number, not the last alone, must go on being a way in
    older = [release.version for release in series.releases if release.version.major == newest.major]
    comparisons = [
        compare(without_address(read(store.folder / series.entry.path(version))), candidate.schema, mode_of(entry))
        for version in reversed(older)
    ]
    last = comparisons[0]
    worst = next((one for one in comparisons if one.bump is Bump.MAJOR), last)
    bump = max(Bump.PATCH, worst.bump)
    return Step(candidate, newest.raised(bump), newest, worst)


def addressed(candidate: Candidate, version: Version, base: str) -> Schema:
    """Give a candidate's schema with the address of a version."""
    head = {"$schema": candidate.schema["$schema"], "$id": candidate.entry.address(version, base)}
    return {**head, **{key: value for key, value in candidate.schema.items() if key not in head}}


def without_address(schema: Schema) -> Schema:
    """Give a schema without its address."""
    return {key: value for key, value in schema.items() if key != "$id"}


def refused(steps: Sequence[Step], *, breaking: bool, behaviour: bool) -> list[Step]:
    """List the steps that must not be taken unless their author said that they know.

    Args:
        steps: What is to be published.
        breaking: Whether they know that files are refused which were accepted.
        behaviour: Whether they know that files mean something else than before.
    """
    unknown = {
        *([] if breaking else [Effect.BREAKING]),
        *([] if behaviour or breaking else [Effect.BEHAVIOUR]),
    }
    return [step for step in steps if step.effect in unknown]


def published(store: Store, steps: Iterable[Step], base: str) -> dict[str, str]:
    """Give every file that changes or comes, by its path below the folder: versions, aliases, index, catalog, README.

    Raises:
        SchemaError: where a published file cannot be read.
    """
    index = replace(store.index, base=base)
    texts: dict[str, str] = {}
    for step in steps:
        entry = step.candidate.entry
        text = dump(addressed(step.candidate, step.version, base))
        texts[entry.path(step.version)] = text
        release = Release(step.version, digest(text.encode()), step.change, __version__)
        known = index.series.get(entry.name, Series(entry))
        index = index.with_series(Series(entry, (*known.releases, release)))
    return {**texts, **beside(store, index, texts)}


def beside(store: Store, index: Index, texts: Mapping[str, str]) -> dict[str, str]:
    """Give the files that follow from the versions: aliases, index, catalog and README.

    Args:
        store: The folder.
        index: What is published in the end.
        texts: The versions that are not in the folder yet.

    Raises:
        SchemaError: where the file of a version cannot be read.
    """
    files = {
        alias: texts[path] if path in texts else _text(store, path)
        for series in index.series.values()
        for alias, path in _aliases(series)
    }
    return {**files, "catalog.json": dump(catalog(index)), "README.md": readme(index), INDEX: index.dump()}


def _aliases(series: Series) -> Iterator[tuple[str, str]]:
    """Yield the path of each alias and of the version that it equals."""
    newest = {release.version.major: release.version for release in series.releases}
    for major, version in newest.items():
        yield series.entry.path(str(major)), series.entry.path(version)
    if series.newest is not None:
        yield series.entry.path(LATEST), series.entry.path(series.newest.version)


def _text(store: Store, path: str) -> str:
    try:
        return (store.folder / path).read_text(encoding="utf-8")
    except OSError as error:
        message = f"{store.folder / path}: {error.strerror}"
        raise SchemaError(message) from error


def write(store: Store, files: Mapping[str, str]) -> list[str]:
    """Write what differs into a folder, the index last, and list it.

    Raises:
        SchemaError: where a file cannot be written.
    """
    written = []
    for path in sorted(files, key=lambda path: (path == INDEX, path)):
        target = store.folder / path
        data = files[path].encode()
        try:
            if target.is_file() and target.read_bytes() == data:
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        except OSError as error:
            message = f"{target}: {error.strerror}"
            raise SchemaError(message) from error
        written.append(path)
    return written


def withdrawn(store: Store, name: str, version: Version) -> tuple[Index, list[str]]:
    """Take back the newest version of a schema that nobody has yet; tell what the index says then, and what to remove.

    Raises:
        SchemaError: where it is not the newest one.
    """
    series = store.series(name)
    if series.newest is None or series.newest.version != version:
        message = f"{name} {version} is not the newest version of it, so others may follow from it"
        raise SchemaError(message)
    rest = Series(series.entry, series.releases[:-1])
    gone = [series.entry.path(version)]
    if all(release.version.major != version.major for release in rest.releases):
        gone.append(series.entry.path(str(version.major)))
    if rest.releases:
        return store.index.with_series(rest), gone
    left = {other: kept for other, kept in store.index.series.items() if other != name}
    return replace(store.index, series=left), [*gone, series.entry.path(LATEST)]
