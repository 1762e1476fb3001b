"""Reads schemas into formulas."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from rompy.schema.compare.meaning.dialect import DRAFT6, DRAFT2019, DRAFT2020
from rompy.schema.compare.meaning.evaluated import EvaluatedItems, EvaluatedKeys
from rompy.schema.compare.meaning.formula import (
    Above,
    AtLeast,
    AtMost,
    Below,
    CountAtLeast,
    CountAtMost,
    Distinct,
    EachItem,
    EachKey,
    Formulas,
    Matches,
    Multiple,
    SomeItem,
    SomeKey,
    WrittenWhole,
)
from rompy.schema.compare.meaning.places import MissingReferenceError, Place, Places
from rompy.schema.compare.meaning.values import KINDS, Value, exact

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

    from rompy.schema.compare.meaning.dialect import Dialect
    from rompy.schema.compare.meaning.formula import Formula, Test
    from rompy.schema.compare.meaning.values import Json

Schema = dict[str, "Json"]


class MalformedError(Exception):
    """A keyword whose value is none that it may have."""


class Library:
    """The documents of one comparison and the formulas that they share."""

    def __init__(self) -> None:
        """Start with no document."""
        self._targets: dict[Hashable, Callable[[], Formula]] = {}
        self.formulas = Formulas(self.expand)

    def expand(self, target: Hashable) -> Formula:
        """Read what a reference points at."""
        return self._targets[target]()

    def read(self, schema: Json, dialect: Dialect) -> Formula:
        """Read a document."""
        return Reader(schema, dialect, self).document()

    def refer(self, target: Hashable, read: Callable[[], Formula]) -> Formula:
        """Make a formula that stands for a place which is still being read."""
        self._targets.setdefault(target, read)
        return self.formulas.reference(target)


class Reader:
    """Reads one document."""

    def __init__(self, root: Json, dialect: Dialect, library: Library) -> None:
        """Find out which places of the document have names."""
        self.root = root
        self.dialect = dialect
        self.library = library
        self.formulas = library.formulas
        self.places = Places(root, dialect)
        self._read: dict[tuple[int, str], Formula] = {}
        self._reading: set[tuple[int, str]] = set()
        self._kept: list[Json] = []
        self._print: str | None = None

    def document(self) -> Formula:
        """Read the whole document."""
        return self.schema(self.places.start.schema, "")

    def schema(self, schema: Json, outer: str) -> Formula:
        """Read a schema inside the document."""
        if isinstance(schema, bool):
            return self.formulas.true if schema else self.formulas.false
        if not isinstance(schema, dict):
            return self.unknown("no schema", schema)
        base = self.places.base_of(schema, outer)
        key = (id(schema), base)
        if key in self._read:
            return self._read[key]
        if key in self._reading:
            target = (self.fingerprint(), base, json.dumps(schema, sort_keys=True, default=str))
            unread = self.unknown("still read", schema)
            return self.library.refer(target, lambda: self._read.get(key, unread))
        self._reading.add(key)
        self._kept.append(schema)
        try:
            formula = self.formulas.all(self._parts(schema, base))
        finally:
            self._reading.discard(key)
        self._read[key] = formula
        return formula

    def fingerprint(self) -> str:
        """Give a text that tells this document from any that may mean something else."""
        if self._print is None:
            self._print = f"{self.dialect.name} {json.dumps(self.root, sort_keys=True, default=str)}"
        return self._print

    def unknown(self, why: str, said: object) -> Formula:
        """Make a formula for something that cannot be judged; it is the same thing only in an equal document."""
        return self.formulas.unknown(f"{why}: {json.dumps(said, sort_keys=True, default=str)} in {self.fingerprint()}")

    def _parts(self, schema: Schema, base: str) -> Iterator[Formula]:
        if "$ref" in schema:
            yield self.referred(schema["$ref"], base)
            if self.dialect.ref_stands_alone:
                return
        if self.dialect.year == DRAFT2019.year and "$recursiveRef" in schema:
            yield self._recursive(schema["$recursiveRef"], base)
        if self.dialect.year >= DRAFT2020.year and "$dynamicRef" in schema:
            yield self._dynamic(schema["$dynamicRef"], base)
        for keyword, read in _KEYWORDS.items():
            since, until, reader = read
            if keyword in schema and since <= self.dialect.year <= until:
                try:
                    yield reader(self, schema, base)
                except (MalformedError, ValueError, TypeError, OverflowError, ZeroDivisionError):
                    yield self.unknown("malformed", {keyword: schema[keyword]})

    def referred(self, reference: Json, base: str) -> Formula:
        """Read what a reference points at."""
        if not isinstance(reference, str):
            return self.unknown("no reference", reference)
        try:
            _, place = self.places.find(reference, base)
        except MissingReferenceError:
            return self.formulas.unknown(f"elsewhere: {base} {reference}")
        return self._at(place)

    def _at(self, place: Place) -> Formula:
        if isinstance(place.schema, dict) and self.places.base_of(place.schema, "") == place.base:
            return self.schema(place.schema, "")
        return self.schema(place.schema, place.base)

    def _recursive(self, reference: Json, base: str) -> Formula:
        """Read ``$recursiveRef``, where it can only mean what it names."""
        return self.unknown("recursive", reference) if self.places.recursive else self.referred(reference, base)

    def _dynamic(self, reference: Json, base: str) -> Formula:
        """Read ``$dynamicRef``, where it can only mean what it names."""
        if self.places.dynamic[str(reference).partition("#")[2]] > 1:
            return self.unknown("dynamic", reference)
        return self.referred(reference, base)

    def keys(self, names: Json) -> Formula:
        """Make a formula about keys that lists them."""
        return self.formulas.among(Value(name) for name in _texts(names))

    def matching(self, pattern: str) -> Formula:
        """Make a formula about keys that match a pattern."""
        return self.formulas.atom("string", Matches(pattern, positive=True))

    def declared(self, schema: Schema) -> Formula:
        """Make a formula about the keys that ``properties`` and ``patternProperties`` of a schema speak of."""
        named = self.keys(list(_mapping(schema.get("properties", {}))))
        return self.formulas.some(
            [named, *(self.matching(one) for one in _mapping(schema.get("patternProperties", {})))]
        )

    # --- values of any kind

    def type(self, schema: Schema, _: str) -> Formula:
        """``type``."""
        said = schema["type"]
        return self.formulas.some(self._kind(name) for name in (said if isinstance(said, list) else [said]))

    def _kind(self, name: Json) -> Formula:
        if name == "integer":
            whole: list[Test] = [Multiple(Fraction(1), positive=True)]
            if self.dialect.year < DRAFT6.year:
                whole.append(WrittenWhole(positive=True))
            return self.formulas.all(
                [self.formulas.of_kind("number"), *(self.formulas.atom("number", t) for t in whole)]
            )
        if isinstance(name, str) and name in KINDS:
            return self.formulas.of_kind(name)
        raise MalformedError(name)

    def enum(self, schema: Schema, _: str) -> Formula:
        """``enum``."""
        return self.formulas.among(Value(value) for value in _list(schema["enum"]))

    def const(self, schema: Schema, _: str) -> Formula:
        """``const``."""
        return self.formulas.is_value(schema["const"])

    # --- several schemas for one value

    def all_of(self, schema: Schema, base: str) -> Formula:
        """``allOf``."""
        return self.formulas.all(self.schema(one, base) for one in _list(schema["allOf"]))

    def any_of(self, schema: Schema, base: str) -> Formula:
        """``anyOf``."""
        return self.formulas.some(self.schema(one, base) for one in _list(schema["anyOf"]))

    def one_of(self, schema: Schema, base: str) -> Formula:
        """``oneOf``."""
        return self.formulas.exactly_one(self.schema(one, base) for one in _list(schema["oneOf"]))

    def not_(self, schema: Schema, base: str) -> Formula:
        """``not``."""
        return self.formulas.no(self.schema(schema["not"], base))

    def if_(self, schema: Schema, base: str) -> Formula:
        """``if`` with ``then`` and ``else``."""
        condition = self.schema(schema["if"], base)
        then = self.schema(schema.get("then", True), base)
        otherwise = self.schema(schema.get("else", True), base)
        return self.formulas.all(
            [
                self.formulas.some([self.formulas.no(condition), then]),
                self.formulas.some([condition, otherwise]),
            ]
        )

    # --- numbers

    def minimum(self, schema: Schema, _: str) -> Formula:
        """``minimum``, which draft-04 sharpens by a boolean ``exclusiveMinimum``."""
        strict = self.dialect.year < DRAFT6.year and schema.get("exclusiveMinimum") is True
        return self.formulas.atom("number", Above(_number(schema["minimum"]), strict))

    def maximum(self, schema: Schema, _: str) -> Formula:
        """``maximum``, which draft-04 sharpens by a boolean ``exclusiveMaximum``."""
        strict = self.dialect.year < DRAFT6.year and schema.get("exclusiveMaximum") is True
        return self.formulas.atom("number", Below(_number(schema["maximum"]), strict))

    def exclusive_minimum(self, schema: Schema, _: str) -> Formula:
        """``exclusiveMinimum`` as a number."""
        return self.formulas.atom("number", Above(_number(schema["exclusiveMinimum"]), strict=True))

    def exclusive_maximum(self, schema: Schema, _: str) -> Formula:
        """``exclusiveMaximum`` as a number."""
        return self.formulas.atom("number", Below(_number(schema["exclusiveMaximum"]), strict=True))

    def multiple_of(self, schema: Schema, _: str) -> Formula:
        """``multipleOf``."""
        of = _number(schema["multipleOf"])
        if of <= 0:
            raise MalformedError(of)
        return self.formulas.atom("number", Multiple(of, positive=True))

    # --- strings

    def pattern(self, schema: Schema, _: str) -> Formula:
        """``pattern``."""
        return self.matching(_text(schema["pattern"]))

    # --- lists

    def items(self, schema: Schema, base: str) -> Formula:
        """``items`` and ``additionalItems`` before 2020-12, ``items`` after ``prefixItems`` since."""
        said = schema["items"]
        if self.dialect.year >= DRAFT2020.year:
            start = len(_list(schema.get("prefixItems", [])))
            return self._items_from(start, said, base)
        if not isinstance(said, list):
            return self._items_from(0, said, base)
        later = self._items_from(len(said), schema.get("additionalItems", True), base)
        return self.formulas.all([*self._prefix(said, base), later])

    def prefix_items(self, schema: Schema, base: str) -> Formula:
        """``prefixItems``."""
        return self.formulas.all(self._prefix(_list(schema["prefixItems"]), base))

    def _prefix(self, schemas: list[Json], base: str) -> Iterator[Formula]:
        for index, one in enumerate(schemas):
            yield self.formulas.atom("array", EachItem(index, index + 1, self.schema(one, base)))

    def _items_from(self, start: int, schema: Json, base: str) -> Formula:
        meant = self.schema(schema, base)
        if meant is self.formulas.false:
            return self.formulas.atom("array", AtMost(start))
        return self.formulas.atom("array", EachItem(start, None, meant))

    def contains(self, schema: Schema, base: str) -> Formula:
        """``contains`` with ``minContains`` and ``maxContains``."""
        meant = self.schema(schema["contains"], base)
        counted = self.dialect.year >= DRAFT2019.year
        least = _count(schema.get("minContains", 1)) if counted else 1
        parts = [self.formulas.atom("array", CountAtLeast(meant, least))]
        if least == 1:
            parts = [self.formulas.atom("array", SomeItem(0, None, meant))]
        if counted and "maxContains" in schema:
            parts.append(self.formulas.atom("array", CountAtMost(meant, _count(schema["maxContains"]))))
        return self.formulas.all(parts)

    def unique_items(self, schema: Schema, _: str) -> Formula:
        """``uniqueItems``."""
        if schema["uniqueItems"] is not True:
            return self.formulas.true
        return self.formulas.atom("array", Distinct(positive=True))

    def unevaluated_items(self, schema: Schema, base: str) -> Formula:
        """``unevaluatedItems``."""
        return EvaluatedItems(self).unevaluated(schema, base)

    # --- mappings

    def properties(self, schema: Schema, base: str) -> Formula:
        """``properties``."""
        return self.formulas.all(
            self.formulas.atom("object", EachKey(self.formulas.is_value(name), self.schema(one, base)))
            for name, one in _mapping(schema["properties"]).items()
        )

    def pattern_properties(self, schema: Schema, base: str) -> Formula:
        """``patternProperties``."""
        return self.formulas.all(
            self.formulas.atom("object", EachKey(self.matching(pattern), self.schema(one, base)))
            for pattern, one in _mapping(schema["patternProperties"]).items()
        )

    def additional_properties(self, schema: Schema, base: str) -> Formula:
        """``additionalProperties``."""
        others = self.formulas.no(self.declared(schema))
        return self.formulas.atom("object", EachKey(others, self.schema(schema["additionalProperties"], base)))

    def unevaluated_properties(self, schema: Schema, base: str) -> Formula:
        """``unevaluatedProperties``."""
        return EvaluatedKeys(self).unevaluated(schema, base)

    def property_names(self, schema: Schema, base: str) -> Formula:
        """``propertyNames``."""
        refused = self.formulas.no(self.schema(schema["propertyNames"], base))
        return self.formulas.atom("object", EachKey(refused, self.formulas.false))

    def required(self, schema: Schema, _: str) -> Formula:
        """``required``."""
        return self.formulas.all(self.has(name) for name in _texts(schema["required"]))

    def has(self, name: str) -> Formula:
        """Make the formula that asks for a key."""
        return self.formulas.atom("object", SomeKey(self.formulas.is_value(name), self.formulas.true))

    def lacks(self, name: str) -> Formula:
        """Make the formula that forbids a key."""
        return self.formulas.atom("object", EachKey(self.formulas.is_value(name), self.formulas.false))

    def dependent_required(self, schema: Schema, _: str) -> Formula:
        """``dependentRequired``."""
        return self.formulas.all(
            self.formulas.some([self.lacks(name), self.formulas.all(self.has(other) for other in _texts(others))])
            for name, others in _mapping(schema["dependentRequired"]).items()
        )

    def dependent_schemas(self, schema: Schema, base: str) -> Formula:
        """``dependentSchemas``."""
        return self.formulas.all(
            self.formulas.some([self.lacks(name), self.schema(one, base)])
            for name, one in _mapping(schema["dependentSchemas"]).items()
        )

    def dependencies(self, schema: Schema, base: str) -> Formula:
        """``dependencies``: keys or a schema for each."""
        parts: list[Formula] = []
        for name, needed in _mapping(schema["dependencies"]).items():
            if isinstance(needed, dict | bool):
                then = self.schema(needed, base)
            else:
                names = _texts([needed] if isinstance(needed, str) else needed)
                then = self.formulas.all(self.has(other) for other in names)
            parts.append(self.formulas.some([self.lacks(name), then]))
        return self.formulas.all(parts)


def _size(kind: str, keyword: str, test: Callable[[int], Test]) -> Callable[[Reader, Schema, str], Formula]:
    def read(reader: Reader, schema: Schema, _: str) -> Formula:
        return reader.formulas.atom(kind, test(_count(schema[keyword])))

    return read


_Read = tuple[int, int, "Callable[[Reader, Schema, str], Formula]"]

_KEYWORDS: Final[dict[str, _Read]] = {
    # the keyword, the years of the first and the last version that know it, and what reads it
    "type": (0, 9999, Reader.type),
    "enum": (0, 9999, Reader.enum),
    "const": (2017, 9999, Reader.const),
    "minimum": (0, 9999, Reader.minimum),
    "maximum": (0, 9999, Reader.maximum),
    "exclusiveMinimum": (2017, 9999, Reader.exclusive_minimum),
    "exclusiveMaximum": (2017, 9999, Reader.exclusive_maximum),
    "multipleOf": (0, 9999, Reader.multiple_of),
    "minLength": (0, 9999, _size("string", "minLength", AtLeast)),
    "maxLength": (0, 9999, _size("string", "maxLength", AtMost)),
    "pattern": (0, 9999, Reader.pattern),
    "minItems": (0, 9999, _size("array", "minItems", AtLeast)),
    "maxItems": (0, 9999, _size("array", "maxItems", AtMost)),
    "uniqueItems": (0, 9999, Reader.unique_items),
    "items": (0, 9999, Reader.items),
    "prefixItems": (2020, 9999, Reader.prefix_items),
    "contains": (2017, 9999, Reader.contains),
    "minProperties": (0, 9999, _size("object", "minProperties", AtLeast)),
    "maxProperties": (0, 9999, _size("object", "maxProperties", AtMost)),
    "required": (0, 9999, Reader.required),
    "properties": (0, 9999, Reader.properties),
    "patternProperties": (0, 9999, Reader.pattern_properties),
    "additionalProperties": (0, 9999, Reader.additional_properties),
    "propertyNames": (2017, 9999, Reader.property_names),
    "dependencies": (0, 2018, Reader.dependencies),
    "dependentRequired": (2019, 9999, Reader.dependent_required),
    "dependentSchemas": (2019, 9999, Reader.dependent_schemas),
    "allOf": (0, 9999, Reader.all_of),
    "anyOf": (0, 9999, Reader.any_of),
    "oneOf": (0, 9999, Reader.one_of),
    "not": (0, 9999, Reader.not_),
    "if": (2018, 9999, Reader.if_),
    "unevaluatedItems": (2019, 9999, Reader.unevaluated_items),
    "unevaluatedProperties": (2019, 9999, Reader.unevaluated_properties),
}


def _list(value: Json) -> list[Json]:
    if not isinstance(value, list):
        raise MalformedError(value)
    return value


def _mapping(value: Json) -> dict[str, Json]:
    if not isinstance(value, dict):
        raise MalformedError(value)
    return value


def _text(value: Json) -> str:
    if not isinstance(value, str):
        raise MalformedError(value)
    return value


def _texts(value: Json) -> list[str]:
    if not isinstance(value, list):
        raise MalformedError(value)
    return [_text(one) for one in value]


def _number(value: Json) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise MalformedError(value)
    return exact(value)


def _count(value: Json) -> int:
    number = _number(value)
    if number.denominator != 1:
        raise MalformedError(value)
    return number.numerator
