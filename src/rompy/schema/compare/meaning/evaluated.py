"""Which keys and items the keywords beside ``unevaluatedProperties`` and ``unevaluatedItems`` have looked at."""

from __future__ import annotations

from abc import ABC, abstractmethod
from itertools import product
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from rompy.schema.compare.meaning.dialect import DRAFT2020
from rompy.schema.compare.meaning.formula import EachItem, EachKey
from rompy.schema.compare.meaning.places import MissingReferenceError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.schema.compare.meaning.formula import Formula
    from rompy.schema.compare.meaning.reader import Reader
    from rompy.schema.compare.meaning.values import Json

_MOST_CONDITIONS: Final = 7
"""Every combination of conditions is written out."""

Looked = TypeVar("Looked")


class _Evaluated(ABC, Generic[Looked]):
    """Collects what is looked at, each with the condition under which it is."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.formulas = reader.formulas
        self.visited: set[int] = set()

    @abstractmethod
    def own(self, schema: dict[str, Json], base: str, *, top: bool) -> Iterator[Looked]:
        """Give what the keywords of one schema object itself look at."""

    @abstractmethod
    def test(self, looked: list[Looked], rest: Formula) -> Formula:
        """Say that everything but what was looked at satisfies a formula."""

    keyword: str

    def unevaluated(self, schema: dict[str, Json], base: str) -> Formula:
        """Make the formula that the keyword stands for."""
        rest = self.reader.schema(schema[self.keyword], base)
        always: list[Looked] = []
        conditional: dict[Formula, list[Looked]] = {}
        for condition, looked in self._of(schema, base, self.formulas.true, top=True):
            if condition is self.formulas.true:
                always.append(looked)
            elif condition is not self.formulas.false:
                conditional.setdefault(condition, []).append(looked)
        if len(conditional) > _MOST_CONDITIONS:
            return self.reader.unknown("unevaluated", schema)
        parts: list[Formula] = []
        for truths in product((True, False), repeat=len(conditional)):
            looked_at = list(always)
            unless: list[Formula] = []
            for (condition, then_looked), truth in zip(conditional.items(), truths, strict=True):
                unless.append(self.formulas.no(condition) if truth else condition)
                if truth:
                    looked_at.extend(then_looked)
            parts.append(self.formulas.some([*unless, self.test(looked_at, rest)]))
        return self.formulas.all(parts)

    def _of(
        self, schema: Json, base: str, condition: Formula, *, top: bool = False
    ) -> Iterator[tuple[Formula, Looked]]:
        """Give what a schema looks at, with the conditions; a schema that refuses the value has looked at nothing."""
        if not isinstance(schema, dict) or id(schema) in self.visited:
            return
        self.visited.add(id(schema))
        base = self.reader.places.base_of(schema, base)
        for looked in self.own(schema, base, top=top):
            yield condition, looked
        yield from self._below(schema, base, condition)
        self.visited.discard(id(schema))

    def _below(self, schema: dict[str, Json], base: str, condition: Formula) -> Iterator[tuple[Formula, Looked]]:
        read = self.reader.schema
        both = self.formulas.all
        for keyword in ("$ref", "$dynamicRef", "$recursiveRef"):
            reference = schema.get(keyword)
            if isinstance(reference, str):
                try:
                    _, place = self.reader.places.find(reference, base)
                except MissingReferenceError:
                    continue
                yield from self._of(place.schema, place.base, condition)
        for keyword in ("allOf", "anyOf", "oneOf"):
            options = schema.get(keyword)
            for option in options if isinstance(options, list) else ():
                holds = condition if keyword == "allOf" else both([condition, read(option, base)])
                yield from self._of(option, base, holds)
        if "if" in schema:
            yes = read(schema["if"], base)
            yield from self._of(schema["if"], base, both([condition, yes]))
            yield from self._of(schema.get("then"), base, both([condition, yes]))
            yield from self._of(schema.get("else"), base, both([condition, self.formulas.no(yes)]))
        dependent = schema.get("dependentSchemas")
        for name, option in dependent.items() if isinstance(dependent, dict) else ():
            present = both([self.formulas.of_kind("object"), self.reader.has(name)])
            yield from self._of(option, base, both([condition, present]))


class EvaluatedKeys(_Evaluated["Formula"]):
    """The keys that were looked at, as formulas about keys."""

    keyword = "unevaluatedProperties"

    def own(self, schema: dict[str, Json], base: str, *, top: bool) -> Iterator[Formula]:
        """Give the keys that the keywords of one schema object itself look at."""
        del base
        if "additionalProperties" in schema or ("unevaluatedProperties" in schema and not top):
            yield self.formulas.true
        else:
            yield self.reader.declared(schema)

    def test(self, looked: list[Formula], rest: Formula) -> Formula:
        """Say that the value of every other key satisfies a formula."""
        others = self.formulas.no(self.formulas.some(looked))
        return self.formulas.atom("object", EachKey(others, rest))


class EvaluatedItems(_Evaluated["Formula | int | None"]):
    """The items that were looked at: those before an index, those that satisfy a formula, or all (None)."""

    keyword = "unevaluatedItems"

    def own(self, schema: dict[str, Json], base: str, *, top: bool) -> Iterator[Formula | int | None]:
        """Give the items that the keywords of one schema object itself look at."""
        modern = self.reader.dialect.year >= DRAFT2020.year
        items = schema.get("items")
        listed = schema.get("prefixItems") if modern else items
        if isinstance(listed, list):
            yield len(listed)
        if (
            ("items" in schema and not isinstance(items, list))
            or (not modern and isinstance(items, list) and "additionalItems" in schema)
            or ("unevaluatedItems" in schema and not top)
        ):
            yield None
        if modern and "contains" in schema:
            yield self.reader.schema(schema["contains"], base)

    def test(self, looked: list[Formula | int | None], rest: Formula) -> Formula:
        """Say that every other item satisfies a formula."""
        if None in looked:
            return self.formulas.true
        start = max((one for one in looked if isinstance(one, int)), default=0)
        kept = [one for one in looked if one is not None and not isinstance(one, int)]
        return self.formulas.atom("array", EachItem(start, None, self.formulas.some([*kept, rest])))
