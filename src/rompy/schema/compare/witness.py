"""Documents that show a change, judged by jsonschema and made as small as they can be."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

import yaml

from rompy.schema.compare.change import as_yaml
from rompy.schema.compare.meaning.values import Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rompy.schema.compare.meaning.dialect import Dialect
    from rompy.schema.compare.meaning.values import Json

_MOST_TRIES: Final = 400
_MOST_WEIGHT: Final = 20_000
"""How many smaller documents are tried in place of one, and how much they may weigh together."""
_SIMPLE: Final[tuple[Json, ...]] = (None, False, True, 0, 1, "", "a", [], {})


class Acceptance:
    """Which documents jsonschema accepts under one schema; it reads no other file and asks no network."""

    def __init__(self, schema: Json, dialect: Dialect) -> None:
        """Choose the validator of a version of JSON Schema."""
        from jsonschema import validators  # noqa: PLC0415 -- jsonschema is slow to load
        from jsonschema_specifications import REGISTRY  # noqa: PLC0415

        validator = validators.validator_for({"$schema": dialect.address})
        self._validator = validator(schema if isinstance(schema, bool | dict) else False, registry=REGISTRY)

    def accepts(self, document: Json) -> bool | None:
        """Tell whether a document is accepted; None where jsonschema cannot say."""
        try:
            return bool(self._validator.is_valid(document))
        except Exception:  # noqa: BLE001 -- a wrong schema makes it raise anything: bad patterns, types, references
            return None


def survives_yaml(document: Json) -> bool:
    """Tell whether a document is the same once it was written to a YAML file and read again."""
    try:
        return Value(yaml.safe_load(as_yaml(document))) == Value(document)
    except (yaml.YAMLError, ValueError, TypeError, RecursionError):
        return False


def smallest(document: Json, shows: Callable[[Json], bool]) -> Json:
    """Make a document smaller while it still shows what it shows."""
    tries = min(_MOST_TRIES, _MOST_WEIGHT // _weight(document)[0])
    shrunk = True
    while shrunk:
        shrunk = False
        for smaller in _smaller(document):
            tries -= 1
            if tries < 0:
                break
            if shows(smaller):
                document, shrunk = smaller, True
                break
    return document


def _smaller(value: Json) -> Iterator[Json]:
    """Give documents that are simpler in one place, the simplest first."""
    size = _weight(value)
    yield from (simple for simple in _SIMPLE if _weight(simple) < size)
    match value:
        case dict():
            yield from ({key: item for key, item in value.items() if key != gone} for gone in value)
            for key, item in value.items():
                yield from ({**value, key: smaller} for smaller in _smaller(item))
        case list():
            yield from ([*value[:index], *value[index + 1 :]] for index in range(len(value)))
            for index, item in enumerate(value):
                yield from ([*value[:index], smaller, *value[index + 1 :]] for smaller in _smaller(item))
        case str() if len(value) > 1:
            yield from (value[: len(value) // 2], value[1:], value[:-1])
        case float() if value != int(value):
            yield from (float(int(value)), round(value, 1))
        case _:
            return


def _weight(value: Json) -> tuple[int, int]:
    """Measure a document: how much there is to read, then how odd that is."""
    match value:
        case None:
            return 1, 0
        case bool():
            return 1, 1
        case int() | float():
            return len(repr(value)), 2
        case str():
            return 1 + len(value), 3
        case list():
            return 2 + sum(_weight(item)[0] for item in value), 4
        case _:
            inner = chain.from_iterable((1 + len(key), _weight(item)[0]) for key, item in value.items())
            return 2 + sum(inner), 5
