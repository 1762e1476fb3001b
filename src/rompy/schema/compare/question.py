"""Whether one schema accepts what another refuses, with a document for an answer."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Final

from rompy.schema.compare.change import Side, Witness
from rompy.schema.compare.meaning.pattern import CLASSES, Reading
from rompy.schema.compare.meaning.reader import Library
from rompy.schema.compare.meaning.result import Budget, Found, Impossible
from rompy.schema.compare.meaning.search import Search
from rompy.schema.compare.meaning.strings import Strings
from rompy.schema.compare.meaning.values import Value
from rompy.schema.compare.witness import Acceptance, smallest, survives_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.schema.compare.meaning.dialect import Dialect
    from rompy.schema.compare.meaning.formula import Formula
    from rompy.schema.compare.meaning.result import Result
    from rompy.schema.compare.meaning.values import Json

STEPS: Final = 100_000
"""How many steps one question may take."""
_ALL_STEPS: Final = 800_000
"""How many steps the questions about one pair of schemas may take together."""
_TRIES: Final = 8
"""How many documents are tried where jsonschema judges one otherwise than expected."""


@dataclass(frozen=True)
class Answer:
    """A document that shows a difference, or that there is none, or that neither could be decided."""

    document: Json = None
    found: bool = False
    decided: bool = True

    def witness(self, accepted_by: Side) -> Witness | None:
        """Give the document as a witness."""
        return Witness(self.document, accepted_by) if self.found else None


NO_DIFFERENCE: Final = Answer()
UNDECIDED: Final = Answer(decided=False)


class Pair:
    """Two schemas about which questions are asked."""

    def __init__(self, old: Json, new: Json, old_dialect: Dialect, new_dialect: Dialect) -> None:
        """Read both."""
        self._library = Library()
        self._samples = tuple(dict.fromkeys((*_texts(old), *_texts(new))))[:200]
        self._search = self._searching(Reading.ECMA)
        self._unicode: Search | None = None
        self._reads_differ = any(CLASSES.search(text) for schema in (old, new) for text in _all_texts(schema))
        self._left = _ALL_STEPS
        self._too_deep = count()
        self._schemas = {Side.OLD: old, Side.NEW: new}
        self._dialects = {Side.OLD: old_dialect, Side.NEW: new_dialect}
        self._acceptances: dict[Side, Acceptance] = {}
        self.old = self.read(old, old_dialect)
        self.new = self.read(new, new_dialect)

    def _searching(self, reading: Reading) -> Search:
        strings = Strings(self._samples, reading)
        return Search(self._library.formulas, self._library.expand, strings, Budget(0))

    def read(self, schema: Json, dialect: Dialect) -> Formula:
        """Read one more schema, such as one between the two."""
        try:
            return self._library.read(schema, dialect)
        except RecursionError:
            return self._library.formulas.unknown(f"too deep: {next(self._too_deep)}")

    def refused(self, side: Side = Side.OLD, *also: tuple[Formula, bool], to_show: bool = True) -> Answer:
        """Look for a document that one side accepts and the other refuses.

        Args:
            side: the schema that accepts it.
            also: further formulas, each with what it must be of the document.
            to_show: whether somebody will look at the document, which is then made as small as it can be.
        """
        accepting, refusing = (self.old, self.new) if side is Side.OLD else (self.new, self.old)
        formulas = self._library.formulas
        try:
            wanted = formulas.all(
                [accepting, formulas.no(refusing), *(one if truth else formulas.no(one) for one, truth in also)]
            )
            return self._in_both_readings(wanted, side, to_show=to_show)
        except RecursionError:
            return UNDECIDED

    def _in_both_readings(self, wanted: Formula, side: Side, *, to_show: bool) -> Answer:
        """Look under the rules of ECMA-262 for patterns, then under those of Python where they differ."""
        answer = self._answer(wanted, side, self._search, to_show=to_show)
        if answer is NO_DIFFERENCE and self._reads_differ:
            self._unicode = self._unicode or self._searching(Reading.UNICODE)
            answer = self._answer(wanted, side, self._unicode, to_show=to_show)
        return answer

    def _answer(self, wanted: Formula, side: Side, search: Search, *, to_show: bool) -> Answer:
        formulas = self._library.formulas
        tried: list[Value] = []
        search.budget = Budget(min(STEPS, self._left))
        for _ in range(_TRIES):
            result = self._ask(formulas.all([wanted, formulas.among(tried, positive=False)]), search)
            if isinstance(result, Impossible):
                return UNDECIDED if tried else NO_DIFFERENCE
            guesses = (result.value,) if isinstance(result, Found) else result.guess
            if not guesses:
                break
            if self._shows(guesses[0], wanted, side, search):
                return self._shown(guesses[0], wanted, side, search, to_show=to_show)
            tried.append(Value(guesses[0]))
        for document in self._examples():
            if self._shows(document, wanted, side, search):
                return self._shown(document, wanted, side, search, to_show=to_show)
        return UNDECIDED

    def _ask(self, wanted: Formula, search: Search) -> Result:
        before = max(search.budget.steps, 0)
        result = search.ask(wanted)
        self._left -= before - max(search.budget.steps, 0)
        return result

    def _shows(self, document: Json, wanted: Formula, side: Side, search: Search) -> bool:
        """Judge a document: by the formula, which is quick, then by jsonschema."""
        other = Side.NEW if side is Side.OLD else Side.OLD
        return (
            search.holds(wanted, document) is not False
            and self._acceptance(side).accepts(document) is True
            and self._acceptance(other).accepts(document) is False
            and survives_yaml(document)
        )

    def _shown(self, document: Json, wanted: Formula, side: Side, search: Search, *, to_show: bool) -> Answer:
        if to_show:
            document = smallest(document, lambda smaller: self._shows(smaller, wanted, side, search))
        return Answer(document, found=True)

    def _acceptance(self, side: Side) -> Acceptance:
        if side not in self._acceptances:
            self._acceptances[side] = Acceptance(self._schemas[side], self._dialects[side])
        return self._acceptances[side]

    def _examples(self) -> Iterator[Json]:
        """Give documents that the schemas themselves show."""
        for schema in self._schemas.values():
            if isinstance(schema, dict):
                examples = schema.get("examples")
                yield from examples if isinstance(examples, list) else ()
                if "default" in schema:
                    yield schema["default"]
        yield from self._samples


def _all_texts(schema: Json) -> Iterator[str]:
    """Give every string in a schema, the names of keys too."""
    waiting: list[Json] = [schema]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, list):
            waiting.extend(one)
        elif isinstance(one, dict):
            yield from one
            waiting.extend(one.values())


def _texts(schema: Json) -> Iterator[str]:
    """Give the strings that a schema shows as values."""
    waiting: list[Json] = [schema]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting.extend(one)
        elif isinstance(one, dict):
            for key in ("const", "default", "enum", "examples"):
                value = one.get(key)
                for text in value if isinstance(value, list) else [value]:
                    if isinstance(text, str):
                        yield text
            waiting.extend(one.values())
