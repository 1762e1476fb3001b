"""The intermediate form of a type: what a file of it may say, and what people are told about it.

It is taken from a model once; the schema for editors, the reference page and the commented template are made from it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rompy.backends.condition import ExactlyOne, Renamed, TwoOfThree
    from rompy.backends.grammar import Pattern

    Rule: TypeAlias = ExactlyOne | TwoOfThree | Renamed

Value: TypeAlias = "bool | int | float | str | list[Value] | dict[str, Value] | None"
"""What a JSON document holds."""


class Missing(Enum):
    """The default of a field that has none."""

    MISSING = "missing"


MISSING = Missing.MISSING


@dataclass(frozen=True)
class Text:
    """A text."""

    min_length: int | None = None
    max_length: int | None = None
    patterns: tuple[Pattern, ...] = ()
    format: str | None = None
    wrong_type: str | None = None
    """What is said of a value that is no text."""
    suggestions: tuple[str, ...] = ()
    """Texts that editors offer; others are as good."""
    snippet: tuple[str, str] | None = None
    """What editors offer to fill in as an item of a list: a name, and the text with blanks as ``${1:first}``."""


@dataclass(frozen=True)
class Whole:
    """A whole number."""

    minimum: int | None = None
    maximum: int | None = None
    multiple_of: int | None = None


@dataclass(frozen=True)
class Number:
    """A number, whole or not."""

    minimum: float | None = None
    maximum: float | None = None
    above: float | None = None
    below: float | None = None
    multiple_of: float | None = None


@dataclass(frozen=True)
class Flag:
    """True or false."""


@dataclass(frozen=True)
class Choice:
    """One of some values."""

    values: tuple[str | int | float | bool, ...]
    meanings: tuple[str, ...] = ()
    """What each value means, in the same order; empty where nobody said."""


@dataclass(frozen=True)
class Nothing:
    """Null, as an option of a union."""


@dataclass(frozen=True)
class Unused:
    """Null alone: the value of a field that would do nothing."""

    reason: str
    """What is said of any other value."""


@dataclass(frozen=True)
class Anything:
    """Any value at all."""


@dataclass(frozen=True)
class ListOf:
    """A list whose items are all of one kind."""

    items: Kind
    min_items: int | None = None
    max_items: int | None = None
    is_distinct: bool = False


@dataclass(frozen=True)
class Row:
    """A list of a fixed length whose items are each of a kind of its own."""

    items: tuple[Kind, ...]


@dataclass(frozen=True)
class MapOf:
    """A mapping from names, which the author chooses, to values that are all of one kind."""

    values: Kind
    names: Text = field(default_factory=Text)
    min_items: int | None = None
    max_items: int | None = None


@dataclass(frozen=True)
class Named:
    """A record that stands among the definitions of the form, under this name."""

    name: str


@dataclass(frozen=True)
class AnyOf:
    """A value of one of several kinds."""

    options: tuple[Kind, ...]


@dataclass(frozen=True)
class Tagged:
    """One of several records, told apart by the value of one of their fields."""

    tag: str
    options: tuple[tuple[str, Named], ...]
    default: str | None = None
    """Which one it is where nothing tells; None where something must."""
    is_open: bool = False
    """Whether there may be others, elsewhere, of which nothing is known here."""
    old_tag: str | None = None
    """What old files call the field that tells."""
    meanings: tuple[str, ...] = ()
    """What each option means, in the same order; empty where nobody said."""
    description: str | None = None
    """What the field that tells says."""


@dataclass(frozen=True)
class Verbatim:
    """A kind that has no word here, as the JSON Schema that pydantic makes of it."""

    schema: Mapping[str, object]


Kind: TypeAlias = (
    Text
    | Whole
    | Number
    | Flag
    | Choice
    | Nothing
    | Unused
    | Anything
    | ListOf
    | Row
    | MapOf
    | Named
    | AnyOf
    | Tagged
    | Verbatim
)


@dataclass(frozen=True)
class Notice:
    """That a field should be used no more."""

    reason: str | None = None
    since: str | None = None
    is_last_call: bool = False
    """Whether the next major version has it no more."""

    def __str__(self) -> str:
        """Say it."""
        since = f" since {self.since}" if self.since else ""
        return f"Deprecated{since}: {self.reason}" if self.reason else f"Deprecated{since}."


@dataclass(frozen=True)
class Field:
    """One field of a record."""

    name: str
    kind: Kind
    description: str | None = None
    is_required: bool = False
    default: Value | Missing = MISSING
    takes_null: bool = False
    """Whether null is taken too; it is accepted and never offered."""
    examples: tuple[Value, ...] = ()
    takes_templates: bool = True
    """Whether ``${NAME}`` may stand in its place, or in it; in fields of the shell it is the shell's."""
    since: str | None = None
    deprecated: Notice | None = None
    is_advised: bool = False
    """Whether a careful author would not leave the default."""
    takes_include: bool = False
    """Whether editors must expect ``!include FILE`` in its place, which they take for a text."""
    is_offered: bool = True
    """Whether editors offer it."""


@dataclass(frozen=True)
class Record:
    """A mapping with fields that are known."""

    title: str
    description: str | None
    fields: tuple[Field, ...]
    is_open: bool = False
    """Whether fields that are not known are passed over instead of refused."""
    rules: tuple[Rule, ...] = ()
    """What must hold between fields."""
    other_rules: tuple[str, ...] = ()
    """What must hold too and no schema can say, in words."""
    examples: tuple[Value, ...] = ()

    def field(self, name: str) -> Field:
        """Give a field by its name.

        Raises:
            LookupError: where there is none.
        """
        found = next((known for known in self.fields if known.name == name), None)
        if found is None:
            message = f"{self.title} has no field {name!r}"
            raise LookupError(message)
        return found


@dataclass(frozen=True)
class Form:
    """A type that files are written of."""

    name: str
    record: Record
    definitions: Mapping[str, Record] = field(default_factory=dict)
    """The records within it that have names of their own."""
    is_whole: bool = False
    """Whether editors offer a whole file of it in an empty one."""


@dataclass(frozen=True)
class Family:
    """Several types told apart by ``type``, of which a file is one."""

    name: str
    title: str
    description: str
    members: tuple[Form, ...]
    tag: str = "type"
    tag_description: str = "Which backend runs the model"
    is_open: bool = False
    """Whether there may be other types, elsewhere, of which nothing is known here."""


def definitions_of(form: Form, name: str) -> dict[str, Record]:
    """Give a form as definitions of another: itself under a name, and the records within it below that name."""
    records = {name: form.record, **{f"{name}.{inner}": record for inner, record in form.definitions.items()}}
    return {key: _below(record, f"{name}.") for key, record in records.items()}


def _below(record: Record, prefix: str) -> Record:
    return replace(record, fields=tuple(replace(field, kind=_moved(field.kind, prefix)) for field in record.fields))


def _moved(kind: Kind, prefix: str) -> Kind:
    """Give a kind whose records have a prefix before their names."""
    match kind:
        case Named():
            return Named(f"{prefix}{kind.name}")
        case ListOf():
            return replace(kind, items=_moved(kind.items, prefix))
        case MapOf():
            return replace(kind, values=_moved(kind.values, prefix))
        case Row():
            return Row(tuple(_moved(item, prefix) for item in kind.items))
        case AnyOf():
            return AnyOf(tuple(_moved(option, prefix) for option in kind.options))
        case Tagged():
            options = tuple((value, Named(f"{prefix}{named.name}")) for value, named in kind.options)
            return replace(kind, options=options)
    return kind
