"""Conditions between fields, declared as data so that models, schemas and rules come from one source."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from rompy.backends.paths import absolute, checks_host, here
from rompy.backends.volume import MountFormatError, parse_mount
from rompy.backends.wrong import WrongValueError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Violation(NamedTuple):
    """Where a condition is broken, and the error that says so."""

    path: tuple[str | int, ...]
    error: WrongValueError
    fields: frozenset[str] = frozenset()
    """The fields that are involved, about which later conditions have nothing to say."""


class Given(NamedTuple):
    """What a condition is judged by."""

    fields: Mapping[str, object]
    """The fields as they were given, in their order."""
    wrong: frozenset[str | int]
    """Names of fields that are wrong already, whose faults must not be told twice."""
    context: Mapping[str, object] | None
    """The context of validation: ``host``, ``base``, ``complete``."""


class Condition(Protocol):
    """Something that must hold between the fields of one config."""

    def violations(self, given: Given) -> Iterator[Violation]:
        """Yield what is broken."""


class ExactlyOne(NamedTuple):
    """One of two fields must be there, and not both; null counts as not there."""

    first: str
    second: str
    only_with_second: tuple[str, ...] = ()
    """Fields that mean nothing unless the second is there."""
    meanings: tuple[str, str] | None = None
    """What it is to set the one and the other, in a few words; otherwise their descriptions begin with it."""

    def violations(self, given: Given) -> Iterator[Violation]:
        """Yield the later field where both are there, or the whole config where neither is."""
        pair = {self.first, self.second}
        present = [name for name, value in given.fields.items() if name in pair and value is not None]
        kind = f"{self.first}_xor_{self.second}"
        names = {"first": self.first, "second": self.second}
        if not present:
            message = "Either '{first}' or '{second}' must be provided"
            yield Violation((), WrongValueError(kind, message, names), frozenset(pair))
        elif len(present) > 1:
            message = "Cannot specify both '{first}' and '{second}'"
            details = {**names, "other": present[0]}
            yield Violation((present[1],), WrongValueError(kind, message, details), frozenset(pair))


class TwoOfThree(NamedTuple):
    """Of three fields two must be there, which give the third; null counts as not there."""

    owner: str
    """What the fields are of, in one word."""
    names: tuple[str, str, str]

    @property
    def said(self) -> str:
        """What holds, as a sentence."""
        first, second, third = self.names
        return f"A {self.owner} has two of {first}, {second} and {third}"

    def violations(self, given: Given) -> Iterator[Violation]:
        """Yield the whole where one of them is there, none, or all."""
        present = [name for name in self.names if given.fields.get(name) is not None]
        if len(present) != 2:  # noqa: PLR2004 - two of three
            found = " and ".join(present) or "none of them"
            kind, message = f"{self.owner}_two_of_three", f"{self.said}; this has {{found}}"
            yield Violation((), WrongValueError(kind, message, {"found": found}), frozenset(self.names))


class Renamed(NamedTuple):
    """A field that old files have under another name; it stands under one of the two."""

    name: str
    old: str
    is_required: bool = False
    missing: str = ""
    """What is said where it is required, and under neither."""


class DistinctTargets(NamedTuple):
    """No two mounts of a list may stand on one container path; Docker refuses them ("Duplicate mount point")."""

    field: str

    def violations(self, given: Given) -> Iterator[Violation]:
        """Yield each mount whose target an earlier mount has."""
        volumes = given.fields.get(self.field)
        if not isinstance(volumes, list):
            return
        first: dict[str, int] = {}
        for index, volume in enumerate(volumes):
            if not isinstance(volume, str):
                continue
            try:
                target = parse_mount(volume).target
            except MountFormatError:
                continue
            if target in first:
                message = "Two volumes are mounted on {target}"
                details = {"target": target, "other": first[target]}
                yield Violation((self.field, index), WrongValueError("volume_target_twice", message, details))
            first.setdefault(target, index)


class DockerfileInContext(NamedTuple):
    """The Dockerfile must be a file within its build context, or beside the config file where it names none.

    Without a build context the file is looked for only where the context of validation has ``complete: True``, as
    the linter and the executor say: in Python a config may be made before its Dockerfile.
    """

    dockerfile: str
    build_context: str

    def violations(self, given: Given) -> Iterator[Violation]:
        """Yield the Dockerfile where it is not there; a missing build context is not told as a missing file in it."""
        if given.wrong & {self.dockerfile, self.build_context}:
            return
        written, folder, context = (
            given.fields.get(self.dockerfile),
            given.fields.get(self.build_context),
            given.context,
        )
        if not isinstance(written, str | Path) or (folder is not None and not isinstance(folder, str | Path)):
            return
        if checks_host(context) and (folder is not None or (context or {}).get("complete") is True):
            try:
                path = absolute(folder or "", context, self.build_context if folder else None) / written
            except WrongValueError as error:
                yield Violation((self.dockerfile,), error)
                return
            place = here(path, context)
            if place is None:
                return
            if not os.path.exists(place):  # noqa: PTH110 - Path.exists raises for a name that is too long
                yield self._violation("dockerfile_missing", "Dockerfile does not exist: {path}", path)
            elif not place.is_file():
                yield self._violation("dockerfile_no_file", "Dockerfile is not a file: {path}", path)

    def _violation(self, kind: str, message: str, path: Path) -> Violation:
        return Violation((self.dockerfile,), WrongValueError(kind, message, {"path": os.path.normpath(path)}))


OF_DOCKER: tuple[Condition, ...] = (
    ExactlyOne(
        "image",
        "dockerfile",
        only_with_second=("build_context", "build_args"),
        meanings=("a prebuilt image", "build one"),
    ),
    DistinctTargets("volumes"),
    DockerfileInContext("dockerfile", "build_context"),
)
"""The conditions of Docker's backends."""
