"""Walks two schemas side by side and tells their differences, each as a change that can be made alone."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from rompy.schema.compare.change import ABSENT
from rompy.schema.compare.meaning.places import MissingReferenceError, Places
from rompy.schema.compare.meaning.values import Value
from rompy.schema.compare.pairing import paired

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rompy.schema.compare.change import Given
    from rompy.schema.compare.meaning.dialect import Dialect
    from rompy.schema.compare.meaning.values import Json

Schema: TypeAlias = "dict[str, Json]"
Path: TypeAlias = "tuple[str, ...]"
Rebuild: TypeAlias = "Callable[[Json], Json]"
"""Puts a schema back where it came from and gives the whole document."""

OTHER: Final = "x-the-other-schema"
"""Where a document that was changed in part keeps the one that the change comes from, for its references."""

TEXTS: Final = frozenset(
    {
        "$comment",
        "$vocabulary",
        "defaultSnippets",
        "deprecationMessage",
        "description",
        "doNotSuggest",
        "enumDescriptions",
        "errorMessage",
        "examples",
        "markdownDescription",
        "markdownEnumDescriptions",
        "patternErrorMessage",
        "readOnly",
        "title",
        "writeOnly",
    }
)
"""Keywords for people and editors only."""

_BOUNDS: Final = {
    "minimum": 1,
    "exclusiveMinimum": 1,
    "minLength": 1,
    "minItems": 1,
    "minProperties": 1,
    "minContains": 1,
    "maximum": -1,
    "exclusiveMaximum": -1,
    "maxLength": -1,
    "maxItems": -1,
    "maxProperties": -1,
    "maxContains": -1,
    "multipleOf": 0,
    "uniqueItems": 1,
}
"""Limits; 1 where a greater one is stricter, -1 where a smaller one is."""

_FORMATS: Final = frozenset({"format", "contentEncoding", "contentMediaType", "contentSchema"})
_DEFINITIONS: Final = frozenset({"$defs", "definitions"})
_REST: Final = frozenset({"additionalProperties", "additionalItems", "unevaluatedItems", "unevaluatedProperties"})
_CONDITIONS: Final = frozenset({"if", "then", "else", "not", "contains"})
_CONDITION: Final[tuple[str, ...]] = ("if", "then", "else")
_BRANCHES: Final = frozenset({"allOf", "anyOf", "oneOf"})
_DEPENDENCIES: Final = frozenset({"dependencies", "dependentRequired", "dependentSchemas"})


@dataclass(frozen=True)
class Difference:
    """One difference, with the documents in which it is the only one."""

    rule: str
    path: Path
    old: Given
    new: Given
    subject: str
    """What it is about, in words: a key, a keyword, a value."""
    applied: Callable[[], Json] | None = None
    """Gives the old document with this change made; nothing where no validator judges the difference."""
    undone: Callable[[], Json] | None = None
    """Gives the new document with this change taken back."""

    @property
    def pointer(self) -> str:
        """Its place as a JSON pointer (RFC 6901)."""
        return "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in self.path)


@dataclass(frozen=True)
class _Spot:
    """Two schemas that stand for the same thing, and how to put another in the place of each."""

    old: Json
    new: Json
    path: Path
    into_old: Rebuild
    into_new: Rebuild

    def below(self, path: Path, old: Json, new: Json, into_old: Rebuild, into_new: Rebuild) -> _Spot:
        """Give a spot inside this one."""
        return _Spot(
            old,
            new,
            (*self.path, *path),
            lambda schema: self.into_old(into_old(schema)),
            lambda schema: self.into_new(into_new(schema)),
        )


def differences(old: Json, new: Json, old_dialect: Dialect, new_dialect: Dialect) -> Iterator[Difference]:
    """Tell every difference between two schemas, outer ones before inner ones."""
    if same(old, new):
        return
    yield from _Walk(old, new, old_dialect, new_dialect).walk()


def same(old: Json, new: Json) -> bool:
    """Tell whether two documents are equal to the letter, the order of keys apart."""
    if isinstance(old, dict) and isinstance(new, dict):
        return old.keys() == new.keys() and all(same(value, new[key]) for key, value in old.items())
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(same, old, new))
    return type(old) is type(new) and old == new


class _Walk:
    """The walk through one pair of documents."""

    def __init__(self, old: Json, new: Json, old_dialect: Dialect, new_dialect: Dialect) -> None:
        self.old_places = Places(old, old_dialect)
        self.new_places = Places(new, new_dialect)
        self.old = old
        self.new = new
        self.inlined: set[tuple[str, str]] = set()

    def walk(self) -> Iterator[Difference]:
        """Start at the top."""
        start = _Spot(
            self.old,
            self.new,
            (),
            lambda schema: _with_other(schema, self.new),
            lambda schema: _with_other(schema, self.old),
        )
        yield from self.schema(start)

    def schema(self, spot: _Spot) -> Iterator[Difference]:
        """Tell the differences of two schemas in one place."""
        if same(spot.old, spot.new):
            return
        if not isinstance(spot.old, dict) or not isinstance(spot.new, dict):
            yield self.whole("schema-changed", spot, "the schema")
            return
        old_ref, new_ref = spot.old.get("$ref"), spot.new.get("$ref")
        if old_ref != new_ref:
            yield from self.reference(spot, old_ref, new_ref)
            for keyword in sorted(_DEFINITIONS & (spot.old.keys() | spot.new.keys())):
                yield from self.definitions(spot, keyword, _get(spot.old, keyword), _get(spot.new, keyword))
            return
        if {"const", "enum"} <= spot.old.keys() ^ spot.new.keys():
            # one value is a list of one
            lists = _Spot(_with_list(spot.old), _with_list(spot.new), spot.path, spot.into_old, spot.into_new)
            inside = list(self.schema(lists))
            yield from inside or [self.whole("schema-changed", spot, "the schema")]
            return
        condition_as_one = ("if" in spot.old) != ("if" in spot.new)
        if condition_as_one:
            yield self.condition(spot)
        for keyword in dict.fromkeys((*spot.old, *spot.new)):
            if condition_as_one and keyword in _CONDITION:
                continue
            before, after = _get(spot.old, keyword), _get(spot.new, keyword)
            if before is not ABSENT and after is not ABSENT and same(before, after):
                continue
            yield from self.keyword(spot, keyword, before, after)

    def whole(self, rule: str, spot: _Spot, subject: str) -> Difference:
        """Make a difference of a schema as a whole."""
        return Difference(
            rule,
            spot.path,
            spot.old,
            spot.new,
            subject,
            lambda: spot.into_old(pasted(spot.new)),
            lambda: spot.into_new(pasted(spot.old)),
        )

    def one(self, rule: str, spot: _Spot, keyword: str, subject: str) -> Difference:
        """Make a difference of one keyword."""
        before, after = _get(spot.old, keyword), _get(spot.new, keyword)
        return Difference(
            rule,
            (*spot.path, keyword),
            before,
            after,
            subject,
            lambda: spot.into_old(_with(spot.old, keyword, after if keyword == "const" else _pasted(after))),
            lambda: spot.into_new(_with(spot.new, keyword, before if keyword == "const" else _pasted(before))),
        )

    def condition(self, spot: _Spot) -> Difference:
        """Make a difference of an "if" that only one side has, with all that hangs on it."""
        assert isinstance(spot.old, dict)  # noqa: S101 -- the caller looked
        assert isinstance(spot.new, dict)  # noqa: S101
        old: Schema = {key: spot.old[key] for key in _CONDITION if key in spot.old}
        new: Schema = {key: spot.new[key] for key in _CONDITION if key in spot.new}
        old_rest = {key: value for key, value in spot.old.items() if key not in _CONDITION}
        new_rest = {key: value for key, value in spot.new.items() if key not in _CONDITION}
        added = "if" in new
        return Difference(
            "condition-added" if added else "condition-removed",
            (*spot.path, "if"),
            ABSENT if added else old,
            new if added else ABSENT,
            "'if'",
            lambda: spot.into_old({**old_rest, **{key: pasted(value) for key, value in new.items()}}),
            lambda: spot.into_new({**new_rest, **{key: pasted(value) for key, value in old.items()}}),
        )

    def reference(self, spot: _Spot, old_ref: Json, new_ref: Json) -> Iterator[Difference]:
        """Tell the differences where one schema refers elsewhere and the other does not, or refers to another."""
        old, new = self.meant(spot.old, self.old_places), self.meant(spot.new, self.new_places)
        key = (repr(old_ref), repr(new_ref))
        if old is None or new is None or key in self.inlined:
            yield self.whole("reference-changed", spot, "the reference")
            return
        self.inlined.add(key)
        inside = list(self.schema(_Spot(old, new, spot.path, spot.into_old, spot.into_new)))
        self.inlined.discard(key)
        if inside:
            yield from inside
        elif not (isinstance(old_ref, str) and isinstance(new_ref, str) and _is_renamed(old_ref, new_ref)):
            yield self.whole("reference-changed", spot, "the reference")

    def meant(self, schema: Json, places: Places) -> Schema | None:
        """Give what a schema says without its reference; nothing where that cannot be written out."""
        seen: set[str] = set()
        while isinstance(schema, dict) and "$ref" in schema:
            reference = schema["$ref"]
            beside = {key for key in schema if key != "$ref" and key not in TEXTS and key not in _DEFINITIONS}
            if not isinstance(reference, str) or reference in seen or (beside and not places.dialect.ref_stands_alone):
                return None
            seen.add(reference)
            try:
                schema = places.find(reference, places.start.base)[1].schema
            except MissingReferenceError:
                return None
        return schema if isinstance(schema, dict) else None

    def keyword(self, spot: _Spot, keyword: str, before: Given, after: Given) -> Iterator[Difference]:  # noqa: PLR0912
        """Tell the differences that one keyword makes."""
        match keyword:
            case "type":
                yield self.one(_types_rule(before, after), spot, keyword, "the type")
            case "enum":
                yield from self.enum(spot, before, after)
            case "const":
                yield self.one(f"const{_ending(before, after)}", spot, keyword, "the value")
            case "pattern":
                yield self.one(f"pattern{_ending(before, after)}", spot, keyword, "the pattern")
            case "default":
                rule = f"default{_ending(before, after)}"
                yield Difference(rule, (*spot.path, keyword), before, after, "the default")
            case "deprecated":
                rule = "deprecated-set" if after is True else "deprecated-unset"
                yield Difference(rule, (*spot.path, keyword), before, after, "the deprecation")
            case "required":
                yield from self.required(spot, before, after)
            case "properties":
                yield from self.keys(spot, before, after)
            case "patternProperties":
                yield from self.named(spot, keyword, before, after, "pattern-keys")
            case "items" | "prefixItems":
                yield from self.items(spot, keyword, before, after)
            case "propertyNames":
                yield from self.single(spot, keyword, before, after, "key-names-changed")
            case "$id" | "id" | "$anchor":
                # an address is judged by no validator, but references inside the document may count on it
                yield self.one("id-changed", spot, keyword, "the address")
            case "$schema":
                yield self.one("dialect-changed", spot, keyword, "the version of JSON Schema")
            case _ if keyword in _BOUNDS:
                rule = _bound_rule(keyword, before, after)
                yield self.one(rule, spot, keyword, f"'{keyword}'")
            case _ if keyword in _FORMATS:
                yield Difference("format-changed", (*spot.path, keyword), before, after, f"'{keyword}'")
            case _ if keyword in _REST:
                yield from self.rest(spot, keyword, before, after)
            case _ if keyword in _BRANCHES:
                yield from self.branches(spot, keyword, before, after)
            case _ if keyword in _CONDITIONS:
                yield from self.single(spot, keyword, before, after, f"condition{_ending(before, after)}")
            case _ if keyword in _DEPENDENCIES:
                yield from self.dependencies(spot, keyword, before, after)
            case _ if keyword in _DEFINITIONS:
                yield from self.definitions(spot, keyword, before, after)
            case _:
                yield Difference("text-changed", (*spot.path, keyword), before, after, f"'{keyword}'")

    def enum(self, spot: _Spot, before: Given, after: Given) -> Iterator[Difference]:
        """Tell the values that a list of values lost and won."""
        if not isinstance(before, list) or not isinstance(after, list):
            yield self.one(f"enum{_ending(before, after)}", spot, "enum", "the values")
            return
        olds, news = set(map(Value, before)), set(map(Value, after))
        lost = [value for value in before if Value(value) not in news]
        won = [value for value in after if Value(value) not in olds]
        rule = "backend-type" if spot.path == ("properties", "type") else "enum-value"
        yield from (self.listed(rule, spot, "enum", value) for value in (*lost, *won))

    def listed(self, rule: str, spot: _Spot, keyword: str, value: Json) -> Difference:
        """Make a difference of one value that only one of two lists holds."""
        before, after = _list(spot.old, keyword), _list(spot.new, keyword)
        gone = any(same(value, one) for one in before)
        return Difference(
            f"{rule}-removed" if gone else f"{rule}-added",
            (*spot.path, keyword),
            value if gone else ABSENT,
            ABSENT if gone else value,
            _quoted(value),
            lambda: spot.into_old(_with(spot.old, keyword, _less(before, value) if gone else [*before, value])),
            lambda: spot.into_new(_with(spot.new, keyword, [*after, value] if gone else _less(after, value))),
        )

    def required(self, spot: _Spot, before: Given, after: Given) -> Iterator[Difference]:
        """Tell the keys that became required and optional."""
        olds, news = _list(spot.old, "required"), _list(spot.new, "required")
        if not _are_lists(before, after):
            yield self.one("schema-changed", spot, "required", "'required'")
            return
        changed = [name for name in (*olds, *news) if (name in olds) != (name in news)]
        yield from (self.listed("required", spot, "required", name) for name in changed)

    def keys(self, spot: _Spot, before: Given, after: Given) -> Iterator[Difference]:
        """Tell the keys that came and went, and what changed in those that stayed."""
        yield from self.named(spot, "properties", before, after, "key")

    def named(self, spot: _Spot, keyword: str, before: Given, after: Given, rule: str) -> Iterator[Difference]:
        """Tell what changed in a mapping from names to schemas."""
        olds = before if isinstance(before, dict) else {}
        news = after if isinstance(after, dict) else {}
        for name in dict.fromkeys((*olds, *news)):
            if name in olds and name in news:
                yield from self.schema(_member(spot, keyword, name, olds[name], news[name]))
            else:
                yield self.member(rule, spot, keyword, name)

    def member(self, rule: str, spot: _Spot, keyword: str, name: str) -> Difference:
        """Make a difference of a name that only one of two mappings holds."""
        old, new = _get(_get(spot.old, keyword), name), _get(_get(spot.new, keyword), name)
        if old is ABSENT:
            rule = _key_rule(rule, new, gone=False)
        elif new is ABSENT:
            rule = _key_rule(rule, old, gone=True)
        return Difference(
            rule,
            (*spot.path, keyword, name),
            old,
            new,
            _quoted(name),
            lambda: spot.into_old(_with_member(spot.old, keyword, name, _pasted(new))),
            lambda: spot.into_new(_with_member(spot.new, keyword, name, _pasted(old))),
        )

    def single(self, spot: _Spot, keyword: str, before: Given, after: Given, rule: str) -> Iterator[Difference]:
        """Tell what changed in a keyword whose value is one schema."""
        if isinstance(before, dict) and isinstance(after, dict):
            yield from self.schema(
                spot.below(
                    (keyword,),
                    before,
                    after,
                    lambda schema: _with(spot.old, keyword, schema),
                    lambda schema: _with(spot.new, keyword, schema),
                )
            )
            return
        yield self.one(rule, spot, keyword, f"'{keyword}'")

    def rest(self, spot: _Spot, keyword: str, before: Given, after: Given) -> Iterator[Difference]:
        """Tell what changed for keys or items that are not named."""
        rule = "additional-changed"
        if after is False:
            rule = "additional-closed"
        elif before is False:
            rule = "additional-opened"
        yield from self.single(spot, keyword, before, after, rule)

    def items(self, spot: _Spot, keyword: str, before: Given, after: Given) -> Iterator[Difference]:
        """Tell what changed for the items of lists."""
        if not isinstance(before, list) or not isinstance(after, list):
            yield from self.single(spot, keyword, before, after, f"items{_ending(before, after)}")
            return
        for index in range(min(len(before), len(after))):
            yield from self.schema(_item(spot, keyword, index, index))
        if len(before) != len(after):
            rule = "items-added" if len(after) > len(before) else "items-removed"
            more = before if len(before) > len(after) else after
            shorter = min(len(before), len(after))
            yield Difference(
                rule,
                (*spot.path, keyword, str(shorter)),
                more[shorter:] if more is before else ABSENT,
                more[shorter:] if more is after else ABSENT,
                f"'{keyword}'",
                lambda: spot.into_old(_with(spot.old, keyword, [*before[:shorter], *map(pasted, after[shorter:])])),
                lambda: spot.into_new(_with(spot.new, keyword, [*after[:shorter], *map(pasted, before[shorter:])])),
            )

    def branches(self, spot: _Spot, keyword: str, before: Given, after: Given) -> Iterator[Difference]:
        """Tell the alternatives or rules that came and went, and what changed in those that stayed."""
        if not _are_lists(before, after):
            yield self.one("schema-changed", spot, keyword, f"'{keyword}'")
            return
        olds, news = _list(spot.old, keyword), _list(spot.new, keyword)
        together = keyword == "allOf"
        if (not olds or not news) and not together:
            yield self.one(f"condition{_ending(before, after)}", spot, keyword, f"'{keyword}'")
            return
        pairs = paired(olds, news)
        for old_index, new_index in pairs:
            yield from self.schema(_item(spot, keyword, old_index, new_index))
        rule = "condition" if together else "option"
        stayed_old, stayed_new = {old for old, _ in pairs}, {new for _, new in pairs}
        for index in range(len(olds)):
            if index not in stayed_old:
                yield self.branch_gone(rule, spot, keyword, index)
        for index in range(len(news)):
            if index not in stayed_new:
                yield self.branch_come(rule, spot, keyword, index)

    def branch_gone(self, rule: str, spot: _Spot, keyword: str, index: int) -> Difference:
        """Make a difference of an alternative or rule that is no longer there."""
        olds, news = _list(spot.old, keyword), _list(spot.new, keyword)
        return Difference(
            f"{rule}-removed",
            (*spot.path, keyword, str(index)),
            olds[index],
            ABSENT,
            f"one of '{keyword}'",
            lambda: spot.into_old(_with(spot.old, keyword, _without(olds, index))),
            lambda: spot.into_new(_with(spot.new, keyword, [*news, pasted(olds[index])])),
        )

    def branch_come(self, rule: str, spot: _Spot, keyword: str, index: int) -> Difference:
        """Make a difference of an alternative or rule that was not there before."""
        olds, news = _list(spot.old, keyword), _list(spot.new, keyword)
        return Difference(
            f"{rule}-added",
            (*spot.path, keyword, str(index)),
            ABSENT,
            news[index],
            f"one of '{keyword}'",
            lambda: spot.into_old(_with(spot.old, keyword, [*olds, pasted(news[index])])),
            lambda: spot.into_new(_with(spot.new, keyword, _without(news, index))),
        )

    def dependencies(self, spot: _Spot, keyword: str, before: Given, after: Given) -> Iterator[Difference]:
        """Tell what changed in what keys ask for."""
        olds = before if isinstance(before, dict) else {}
        news = after if isinstance(after, dict) else {}
        for name in dict.fromkeys((*olds, *news)):
            old, new = _get(olds, name), _get(news, name)
            if old is ABSENT or new is ABSENT or not same(old, new):
                yield self.member(f"condition{_ending(old, new)}", spot, keyword, name)

    def definitions(self, spot: _Spot, keyword: str, before: Given, after: Given) -> Iterator[Difference]:
        """Tell what changed in definitions; those that came or went do nothing by themselves."""
        olds = before if isinstance(before, dict) else {}
        news = after if isinstance(after, dict) else {}
        for name in (name for name in olds if name in news):
            yield from self.schema(_member(spot, keyword, name, olds[name], news[name]))
        added = [name for name in news if name not in olds]
        for gone in (name for name in olds if name not in news):
            heir = next((name for name in added if same(news[name], olds[gone])), None)
            if heir is not None:
                added.remove(heir)
                yield Difference("definition-renamed", (*spot.path, keyword, heir), gone, heir, _quoted(gone))
            else:
                yield Difference("definition-removed", (*spot.path, keyword, gone), olds[gone], ABSENT, _quoted(gone))
        for name in added:
            yield Difference("definition-added", (*spot.path, keyword, name), ABSENT, news[name], _quoted(name))


def pasted(schema: Json) -> Json:
    """Give a schema of the other document so that its references still point into that document."""
    match schema:
        case dict():
            return {
                key: _moved(value) if key == "$ref" else value if key in {"enum", "const"} else pasted(value)
                for key, value in schema.items()
            }
        case list():
            return [pasted(item) for item in schema]
        case _:
            return schema


def _pasted(value: Given) -> Given:
    return value if value is ABSENT else pasted(value)


def _moved(reference: Json) -> Json:
    if isinstance(reference, str) and (reference == "#" or reference.startswith("#/")):
        return f"#/{OTHER}{reference[1:]}"
    return reference


def _with_other(schema: Json, other: Json) -> Json:
    """Keep the other document beside a changed one, without its address, which the changed one has already."""
    if not isinstance(schema, dict):
        return schema
    kept = (
        {key: value for key, value in other.items() if key not in {"$id", "id"}} if isinstance(other, dict) else other
    )
    return {**schema, OTHER: pasted(kept)}


def _member(spot: _Spot, keyword: str, name: str, old: Json, new: Json) -> _Spot:
    """Give the spot of a named schema that both sides have."""
    return spot.below(
        (keyword, name),
        old,
        new,
        lambda schema: _with_member(spot.old, keyword, name, schema),
        lambda schema: _with_member(spot.new, keyword, name, schema),
    )


def _item(spot: _Spot, keyword: str, old_index: int, new_index: int) -> _Spot:
    """Give the spot of a listed schema that both sides have."""
    olds, news = _get(spot.old, keyword), _get(spot.new, keyword)
    assert isinstance(olds, list)  # noqa: S101 -- the caller looked
    assert isinstance(news, list)  # noqa: S101
    return spot.below(
        (keyword, str(new_index)),
        olds[old_index],
        news[new_index],
        lambda schema: _with(spot.old, keyword, _at(olds, old_index, schema)),
        lambda schema: _with(spot.new, keyword, _at(news, new_index, schema)),
    )


def _get(schema: Given, keyword: str) -> Given:
    return schema.get(keyword, ABSENT) if isinstance(schema, dict) else ABSENT


def _list(schema: Json, keyword: str) -> list[Json]:
    said = _get(schema, keyword)
    return said if isinstance(said, list) else []


def _with(schema: Json, keyword: str, value: Given) -> Json:
    """Set a keyword of a schema, or take it away."""
    assert isinstance(schema, dict)  # noqa: S101 -- only keywords of mappings are compared
    if value is ABSENT:
        return {key: one for key, one in schema.items() if key != keyword}
    return {**schema, keyword: value}


def _with_member(schema: Json, keyword: str, name: str, value: Given) -> Json:
    """Set a member of a keyword's mapping, or take it away."""
    members = _get(schema, keyword)
    return _with(schema, keyword, _with(members if isinstance(members, dict) else {}, name, value))


def _at(values: list[Json], index: int, value: Json) -> list[Json]:
    return [*values[:index], value, *values[index + 1 :]]


def _without(values: list[Json], index: int) -> Given:
    left = [*values[:index], *values[index + 1 :]]
    return left or ABSENT


def _less(values: list[Json], gone: Json) -> list[Json]:
    return [value for value in values if Value(value) != Value(gone)]


def _quoted(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False)


def _ending(before: Given, after: Given) -> str:
    return "-added" if before is ABSENT else "-removed" if after is ABSENT else "-changed"


def _are_lists(before: Given, after: Given) -> bool:
    return all(value is ABSENT or isinstance(value, list) for value in (before, after))


def _with_list(schema: Schema) -> Schema:
    """Write the one value that a schema accepts as a list of values."""
    return {
        ("enum" if keyword == "const" else keyword): ([value] if keyword == "const" else value)
        for keyword, value in schema.items()
    }


def _is_renamed(old: str, new: str) -> bool:
    """Tell whether two references name places that may be one definition under two names."""
    return old.startswith("#/") and new.startswith("#/")


def _key_rule(rule: str, schema: Given, *, gone: bool) -> str:
    if rule.startswith("condition"):
        return rule
    details = schema if isinstance(schema, dict) else {}
    if rule == "key" and "x-alias-of" in details:
        rule = "alias"
    if rule == "key" and gone and (details.get("deprecated") is True or "deprecationMessage" in details):
        rule = "deprecated-key"
    return f"{rule}-removed" if gone else f"{rule}-added"


def _types_rule(before: Given, after: Given) -> str:
    if before is ABSENT:
        return "type-narrowed"
    if after is ABSENT:
        return "type-widened"
    olds, news = _types(before), _types(after)
    if olds <= news:
        return "type-widened"
    return "type-narrowed" if news <= olds else "type-changed"


def _types(said: Given) -> set[str]:
    names = {str(name) for name in (said if isinstance(said, list) else [said])}
    return names | {"integer"} if "number" in names else names


def _bound_rule(keyword: str, before: Given, after: Given) -> str:
    if before is ABSENT or after is ABSENT:
        return f"bound{_ending(before, after)}"
    if not isinstance(before, int | float) or not isinstance(after, int | float):
        return "bound-changed"
    direction = _BOUNDS[keyword]
    if isinstance(before, bool) or isinstance(after, bool):
        direction = 1
    if direction == 0:
        return "bound-changed"
    return "bound-tightened" if (after - before) * direction > 0 else "bound-loosened"
