"""Finds what is wrong with a folder of published schemas: changed bytes, versions missing or raised too little."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rompy.errors import SchemaError
from rompy.schema.compare import Bump, Effect, compare
from rompy.schema.publish import FIRST_CHANGE, beside, mode_of, plan, without_address, word
from rompy.schema.store import INDEX, Store, digest, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rompy.schema.compare import Change
    from rompy.schema.publish import Candidate, Step
    from rompy.schema.store import Series


@dataclass(frozen=True)
class Fault:
    """Something wrong, and the command that mends it."""

    message: str
    command: str
    changes: tuple[Change, ...] = ()
    """The changes of a schema that it is about."""


def check(
    store: Store, candidates: Sequence[Candidate], base: str, *, command: str = "rompy schema compile"
) -> Iterator[Fault]:
    """Yield what is wrong with a folder.

    Args:
        store: The folder.
        candidates: What the models say now.
        base: The address that the schemas are to be published at.
        command: What compiles them, for the faults to name.

    Raises:
        SchemaError: where the index cannot be read.
    """
    changed: set[str] = set()
    for series in store.index.series.values():
        for fault in _changed(store, series):
            changed.add(series.entry.name)
            yield fault
    yield from _strays(store)
    for series in store.index.series.values():
        if series.entry.name not in changed:
            yield from _raised_too_little(store, series)
    if not changed and store.index.series:
        yield from _stale(store, command)
    sound = [candidate for candidate in candidates if candidate.entry.name not in changed]
    yield from (_unpublished(step, command) for step in plan(store, sound, base))


def _changed(store: Store, series: Series) -> Iterator[Fault]:
    """Yield the published files that are not what the index says."""
    for release in series.releases:
        path = store.folder / series.entry.path(release.version)
        back = f"git checkout -- {path}"
        try:
            data = path.read_bytes()
        except OSError:
            yield Fault(f"{path}: a published file is not there any more; put it back", back)
            continue
        if digest(data) != release.sha256:
            message = (
                f"{path}: a published file was changed, and others have it as it was; put it back, and change the model"
            )
            yield Fault(message, back)
            continue
        try:
            said = read(path).get("$id")
        except SchemaError as error:
            yield Fault(str(error), back)
            continue
        meant = series.entry.path(release.version)
        if not (isinstance(said, str) and said.endswith(f"/{meant}")):
            yield Fault(f"{path}: its $id is {said}, and it is published as {meant}", back)


def _strays(store: Store) -> Iterator[Fault]:
    """Yield files that nobody published."""
    known = {INDEX, "catalog.json"}
    for series in store.index.series.values():
        majors = {str(release.version.major) for release in series.releases}
        names = {*map(str, (release.version for release in series.releases)), *majors, "latest"}
        known |= {series.entry.path(name) for name in names}
    for path in sorted(store.folder.glob("**/*.json")):
        if path.relative_to(store.folder).as_posix() not in known:
            yield Fault(f"{path}: the index does not list this file; remove it", f"rm {path}")


def _stale(store: Store, command: str) -> Iterator[Fault]:
    """Yield aliases, catalog and README that are not what follows from the versions."""
    for path, text in beside(store, store.index, {}).items():
        target = store.folder / path
        if not target.is_file() or target.read_bytes() != text.encode():
            yield Fault(f"{target}: it is not what follows from the versions", command)


def _raised_too_little(store: Store, series: Series) -> Iterator[Fault]:
    """Yield versions whose number says less than their change is."""
    name, folder = series.entry.name, store.folder
    for older, newer in zip(series.releases, series.releases[1:], strict=False):
        said = word(newer.version, older.version)
        withdraw = f"rompy schema compile --output {folder} --withdraw {name}@{newer.version}"
        if newer.change != said:
            message = (
                f"{folder / INDEX}: {name} {newer.version} follows {older.version}, which is no {newer.change} change"
            )
            yield Fault(message, withdraw)
        old, new = (read(folder / series.entry.path(release.version)) for release in (older, newer))
        comparison = compare(without_address(old), without_address(new), mode_of(series.entry))
        if comparison.bump > newer.version.part_raised_since(older.version):
            meant = older.version.raised(comparison.bump)
            message = (
                f"{name}: {newer.version} follows {older.version}, and that is too little for a {comparison.bump.word} "
                f"change; it is {meant}"
            )
            yield Fault(message, withdraw, _grave(comparison.changes))
    if series.releases and series.releases[0].change != FIRST_CHANGE:
        message = f"{folder / INDEX}: the first version of {name} is said to be a {series.releases[0].change} change"
        yield Fault(message, f"git checkout -- {folder / INDEX}")


def _unpublished(step: Step, command: str) -> Fault:
    name = step.candidate.entry.name
    if step.old is None:
        return Fault(f"{name}: it is not published yet; it becomes {step.version}", command)
    if step.comparison is None or not step.comparison.changes:
        return Fault(f"{name}: its address is not that of {step.old}; it becomes {step.version}", command)
    known = {Effect.BREAKING: " --breaking", Effect.BEHAVIOUR: " --behaviour"}.get(step.effect, "")
    kind = {
        Effect.BREAKING: "files that were accepted are refused",
        Effect.BEHAVIOUR: "files mean something else than before",
        Effect.SAFE: "more files are accepted",
        Effect.TEXT: "only texts changed",
    }[step.effect]
    message = f"{name}: the model is not what {step.old} says ({kind}); it becomes {step.version}"
    return Fault(message, f"{command}{known}", _grave(step.comparison.changes))


def _grave(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Give the changes that matter most, or all where only texts changed."""
    found = tuple(changes)
    return tuple(change for change in found if change.bump > Bump.PATCH) or found


def missing_from(store: Store, other: Store) -> Iterator[Fault]:
    """Yield what another folder, such as that of the last release, has published and this one has not or has changed.

    Raises:
        SchemaError: where an index cannot be read.
    """
    for name, series in other.index.series.items():
        known = store.index.series.get(name)
        here = {release.version: release.sha256 for release in known.releases} if known else {}
        for release in series.releases:
            path = store.folder / series.entry.path(release.version)
            back = f"cp {other.folder / series.entry.path(release.version)} {path}"
            if release.version not in here:
                yield Fault(f"{path}: {name} {release.version} was published, and the index has it no more", back)
            elif here[release.version] != release.sha256:
                yield Fault(f"{path}: {name} {release.version} was published with other bytes", back)
