"""Where the schemas inside a document are, and what references point at."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urldefrag, urljoin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.schema.compare.meaning.dialect import Dialect
    from rompy.schema.compare.meaning.values import Json

ONE: Final = frozenset(
    {
        "additionalItems",
        "additionalProperties",
        "contains",
        "contentSchema",
        "else",
        "if",
        "items",
        "not",
        "propertyNames",
        "then",
        "unevaluatedItems",
        "unevaluatedProperties",
    }
)
"""Keywords whose value is a schema."""
LISTED: Final = frozenset({"allOf", "anyOf", "items", "oneOf", "prefixItems"})
"""Keywords whose value is a list of schemas."""
NAMED: Final = frozenset(
    {"$defs", "definitions", "dependencies", "dependentSchemas", "patternProperties", "properties"}
)
"""Keywords whose value is a mapping to schemas."""


def inner(schema: dict[str, Json]) -> Iterator[tuple[tuple[str, ...], Json]]:
    """Give the schemas right below a schema, with the steps that lead there."""
    for keyword, value in schema.items():
        if keyword in NAMED and isinstance(value, dict):
            yield from (((keyword, name), one) for name, one in value.items() if isinstance(one, dict | bool))
        elif keyword in LISTED and isinstance(value, list):
            yield from (((keyword, str(index)), one) for index, one in enumerate(value))
        elif keyword in ONE and isinstance(value, dict | bool):
            yield (keyword,), value


class MissingReferenceError(Exception):
    """A reference to something that is not in the document."""


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A schema inside a document, and the address against which its references count."""

    schema: Json
    base: str


@dataclass
class Places:
    """The schemas of one document that have names."""

    root: Json
    dialect: Dialect
    _resources: dict[str, Place] = field(default_factory=dict)
    _anchors: dict[str, Place] = field(default_factory=dict)
    dynamic: Counter[str] = field(default_factory=Counter)
    """How often each name is given that ``$dynamicRef`` may find elsewhere than where it looks first."""
    recursive: bool = False
    """Whether ``$recursiveRef`` may find something else than where it looks first."""

    def __post_init__(self) -> None:
        """Note every schema that is named."""
        self._resources[""] = Place(self.root, "")
        self._note(self.root, "")
        self.start = Place(self.root, self.base_of(self.root, ""))

    def base_of(self, schema: Json, outer: str) -> str:
        """Give the address against which references in a schema count."""
        if not isinstance(schema, dict):
            return outer
        if self.dialect.ref_stands_alone and "$ref" in schema:
            return outer
        name = schema.get(self.dialect.id_key)
        if not isinstance(name, str) or name.startswith("#"):
            return outer
        return urldefrag(urljoin(outer, name)).url

    def _note(self, root: Json, outer: str) -> None:
        waiting: list[tuple[Json, str]] = [(root, outer)]
        while waiting:
            schema, outer_base = waiting.pop()
            if not isinstance(schema, dict):
                continue
            base = self.base_of(schema, outer_base)
            place = Place(schema, base)
            if base != outer_base or schema is root:
                self._resources.setdefault(base, place)
            for anchor in self._anchors_in(schema):
                self._anchors.setdefault(f"{base}#{anchor}", place)
            if isinstance(schema.get("$dynamicAnchor"), str):
                self.dynamic[str(schema["$dynamicAnchor"])] += 1
            self.recursive = self.recursive or schema.get("$recursiveAnchor") is True
            waiting.extend((one, base) for _, one in inner(schema))

    def _anchors_in(self, schema: dict[str, Json]) -> Iterator[str]:
        for keyword in ("$anchor", "$dynamicAnchor"):
            name = schema.get(keyword)
            if isinstance(name, str):
                yield name
        name = schema.get(self.dialect.id_key)
        if isinstance(name, str) and "#" in name and not name.endswith("#"):
            yield name.partition("#")[2]

    def find(self, reference: str, base: str) -> tuple[str, Place]:
        """Give the full address of what a reference points at, and what is there.

        Raises:
            MissingReferenceError: where nothing is there.
        """
        address, fragment = urldefrag(urljoin(base, reference) if base else reference)
        if reference.startswith("#"):
            address = base
        resource = self._resources.get(address) or self._known_elsewhere(address)
        if not fragment:
            return address, resource
        if fragment.startswith("/"):
            return f"{address}#{fragment}", self._walk(resource, fragment)
        anchored = self._anchors.get(f"{address}#{fragment}")
        if anchored is None:
            raise MissingReferenceError(reference)
        return f"{address}#{fragment}", anchored

    def _known_elsewhere(self, address: str) -> Place:
        """Give a published schema of JSON Schema itself."""
        from jsonschema_specifications import REGISTRY  # noqa: PLC0415 -- loads every published schema

        resource = REGISTRY.get(address) or REGISTRY.get(f"{address}#")
        if resource is None:
            raise MissingReferenceError(address)
        contents: Json = resource.contents
        self._resources[address] = Place(contents, address)
        self._note(contents, address)
        return self._resources[address]

    def _walk(self, resource: Place, fragment: str) -> Place:
        schema, base = resource.schema, resource.base
        for step in fragment[1:].split("/"):
            name = unquote(step).replace("~1", "/").replace("~0", "~")
            if isinstance(schema, dict) and name in schema:
                schema = schema[name]
            elif isinstance(schema, list) and name.isdigit() and int(name) < len(schema):
                schema = schema[int(name)]
            else:
                raise MissingReferenceError(fragment)
            base = self.base_of(schema, base)
        if not isinstance(schema, dict | bool):
            raise MissingReferenceError(fragment)
        return Place(schema, base)
