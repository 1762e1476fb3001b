"""The versions of JSON Schema, and where they say different things."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rompy.schema.compare.meaning.values import Json


@dataclass(frozen=True)
class Dialect:
    """One version of JSON Schema."""

    name: str
    uri: str
    """What ``$schema`` says, without a trailing ``#``."""
    year: int
    """Of its publication: 2013 (draft-04), 2017 (draft-06), 2018 (draft-07), 2019 or 2020."""

    @property
    def address(self) -> str:
        """What ``$schema`` says to the letter."""
        return self.uri if self.year > DRAFT7.year else f"{self.uri}#"

    @property
    def id_key(self) -> str:
        """The keyword that names a schema."""
        return "id" if self.year < DRAFT6.year else "$id"

    @property
    def ref_stands_alone(self) -> bool:
        """Whether ``$ref`` hides the keywords beside it (draft-07, 8.3)."""
        return self.year < DRAFT2019.year


DRAFT4: Final = Dialect("draft-04", "http://json-schema.org/draft-04/schema", 2013)
DRAFT6: Final = Dialect("draft-06", "http://json-schema.org/draft-06/schema", 2017)
DRAFT7: Final = Dialect("draft-07", "http://json-schema.org/draft-07/schema", 2018)
DRAFT2019: Final = Dialect("2019-09", "https://json-schema.org/draft/2019-09/schema", 2019)
DRAFT2020: Final = Dialect("2020-12", "https://json-schema.org/draft/2020-12/schema", 2020)
DIALECTS: Final = (DRAFT4, DRAFT6, DRAFT7, DRAFT2019, DRAFT2020)

_SINCE_2020: Final = frozenset({"prefixItems", "$dynamicRef", "$dynamicAnchor"})
_SINCE_2019: Final = frozenset(
    {
        "$defs",
        "$anchor",
        "dependentRequired",
        "dependentSchemas",
        "unevaluatedItems",
        "unevaluatedProperties",
        "minContains",
        "maxContains",
        "$recursiveRef",
    }
)
_DRAFT4_WORDS: Final = frozenset({"exclusiveMinimum", "exclusiveMaximum"})


def dialect_of(schema: Json) -> Dialect | None:
    """Give the version that a schema names, or the one whose words it uses; nothing where it shows neither."""
    if isinstance(schema, dict) and isinstance(schema.get("$schema"), str):
        named = (
            str(schema["$schema"])
            .rstrip("#")
            .replace("https://json-schema.org/draft-", "http://json-schema.org/draft-")
        )
        for dialect in DIALECTS:
            if dialect.uri == named:
                return dialect
    return _by_words(schema)


def _by_words(schema: Json) -> Dialect | None:
    used: set[str] = set()
    old_bounds = False
    waiting: list[Json] = [schema]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting.extend(one)
        elif isinstance(one, dict):
            used.update(one)
            old_bounds = old_bounds or any(isinstance(one.get(word), bool) for word in _DRAFT4_WORDS)
            waiting.extend(value for key, value in one.items() if key not in {"enum", "const", "default", "examples"})
    if used & _SINCE_2020:
        return DRAFT2020
    if used & _SINCE_2019:
        return DRAFT2020 if "$recursiveRef" not in used else DRAFT2019
    return DRAFT4 if old_bounds else None


def dialects_of(schemas: Iterable[Json], default: Dialect) -> list[Dialect]:
    """Give the version of each schema; one that shows none takes that of the others, else the default."""
    told = [dialect_of(schema) for schema in schemas]
    fallback = next((dialect for dialect in told if dialect is not None), default)
    return [dialect or fallback for dialect in told]
