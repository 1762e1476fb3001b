"""What a comparison of two schemas says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum, StrEnum
from typing import TYPE_CHECKING, Final, TypeAlias

import yaml

from rompy.schema.compare.meaning.recursion import with_room

if TYPE_CHECKING:
    from rompy.schema.compare.meaning.values import Json


class Mode(StrEnum):
    """Which files must go on being accepted, in the words of schema registries."""

    BACKWARD = "backward"
    """What the old schema accepts, the new one accepts: old files still load."""
    FORWARD = "forward"
    """What the new schema accepts, the old one accepts: new files load with the old release."""
    FULL = "full"
    """Both."""


class Effect(StrEnum):
    """The class of a change."""

    BREAKING = "breaking"
    """A file that was accepted is refused, or it could not be shown that there is none."""
    BEHAVIOUR = "behaviour"
    """Every file is accepted as before, and one may do something else: a default changed."""
    SAFE = "safe"
    """No file is refused that was accepted."""
    TEXT = "text"
    """Only what people and editors read, or what no validator judges."""


class Bump(IntEnum):
    """Which part of a version must be raised: MAJOR where a file is refused, MINOR where more are accepted."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3

    @property
    def word(self) -> str:
        """Its name in reports."""
        return self.name.lower()


class Side(StrEnum):
    """One of the two schemas of a comparison."""

    OLD = "old"
    NEW = "new"


class Absent(Enum):
    """The type of ABSENT."""

    ABSENT = "absent"


ABSENT: Final = Absent.ABSENT
"""In place of a value that a schema does not have."""

Given: TypeAlias = "Json | Absent"


@dataclass(frozen=True)
class Witness:
    """A document that one schema accepts and the other refuses, as jsonschema judges both."""

    document: Json
    accepted_by: Side = Side.OLD

    @property
    def text(self) -> str:
        """The document as a YAML file."""
        return with_room(lambda: as_yaml(self.document))


def as_yaml(document: Json) -> str:
    """Write a document as YAML, as short as it gets."""
    text = yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=10_000, default_flow_style=False)
    return text.removesuffix("...\n")


@dataclass(frozen=True)
class Change:
    """One difference between two schemas, and what follows from it."""

    rule: str
    """Its name in RULES."""
    pointer: str
    """Where it is, as a JSON pointer: in the new schema, or in the old one where the new one has no such place."""
    old: Given
    new: Given
    effect: Effect
    bump: Bump
    message: str
    """What changed and what follows, in one sentence."""
    witness: Witness | None = None
    """Of a breaking change: a smallest document that shows it."""
    decided: bool = True
    """Whether the class is certain; a change that could not be decided counts as breaking."""


@dataclass(frozen=True)
class Comparison:
    """How one schema differs from another."""

    mode: Mode
    changes: tuple[Change, ...]
    verdict: Effect | None
    """The gravest class of a change; nothing where nothing changed."""
    bump: Bump
    decided: bool = True
    """Whether the verdict is certain."""
    witness: Witness | None = None
    """Where the verdict is breaking: a smallest document that shows it, if one was found."""


GRAVEST: Final = (Effect.BREAKING, Effect.BEHAVIOUR, Effect.SAFE, Effect.TEXT)
"""The classes, the gravest first."""
