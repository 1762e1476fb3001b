"""Compares two schemas, or one with every version before it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from rompy.schema.compare.change import GRAVEST, Bump, Change, Comparison, Effect, Mode, Side
from rompy.schema.compare.differences import differences, same
from rompy.schema.compare.meaning.dialect import DRAFT7, dialect_of, dialects_of
from rompy.schema.compare.meaning.recursion import with_room
from rompy.schema.compare.question import NO_DIFFERENCE, Pair
from rompy.schema.compare.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rompy.schema.compare.differences import Difference
    from rompy.schema.compare.meaning.dialect import Dialect
    from rompy.schema.compare.meaning.formula import Formula
    from rompy.schema.compare.meaning.values import Json
    from rompy.schema.compare.question import Answer

_DEFAULTS: Final = frozenset({"default-added", "default-changed", "default-removed"})

_MODES: Final = {Side.OLD: (Mode.BACKWARD, Mode.FULL), Side.NEW: (Mode.FORWARD, Mode.FULL)}
"""The modes that ask for the documents which a side accepts."""


Schema: TypeAlias = "Mapping[str, object] | bool"
"""A JSON Schema as a JSON or YAML file gives it."""


def compare(old: Schema, new: Schema, mode: Mode = Mode.BACKWARD, *, dialect: Dialect = DRAFT7) -> Comparison:
    """Tell how a new schema differs from an old one, and what that does to files.

    Args:
        old: the schema that is in use.
        new: the schema that would take its place.
        mode: which files must go on being accepted.
        dialect: the version of JSON Schema where neither schema shows one.
    """
    try:
        return with_room(lambda: _compare(_json(old), _json(new), mode, dialect))
    except RecursionError:
        change = _undecided(_json(old), _json(new), Bump.MAJOR)
        return Comparison(mode, (change,), Effect.BREAKING, Bump.MAJOR, decided=False)


def _compare(old: Json, new: Json, mode: Mode, dialect: Dialect) -> Comparison:
    if same(old, new):
        return Comparison(mode, (), None, Bump.NONE)
    old_dialect, new_dialect = dialects_of([old, new], dialect)
    return _Comparing(old, new, mode, old_dialect, new_dialect).compare()


def _json(schema: Schema) -> Json:
    return schema if isinstance(schema, bool) else cast("Json", schema)


def compare_all(
    versions: Mapping[str, Schema], new: Schema, mode: Mode = Mode.BACKWARD, *, dialect: Dialect = DRAFT7
) -> dict[str, Comparison]:
    """Compare a new schema with every version before it: what is called TRANSITIVE in schema registries.

    Args:
        versions: the schemas by their versions, the oldest first.
        new: the schema that would follow them.
        mode: which files must go on being accepted.
        dialect: the version of JSON Schema where a schema shows none.
    """
    return {version: compare(old, new, mode, dialect=dialect) for version, old in versions.items()}


def gravest(comparisons: Mapping[str, Comparison]) -> tuple[str, Comparison] | None:
    """Give the version against which a new schema does worst, and how; nothing where there is no version."""
    return max(
        comparisons.items(),
        key=lambda pair: (-_grave(pair[1].verdict), pair[1].bump),
        default=None,
    )


def _grave(effect: Effect | None) -> int:
    return len(GRAVEST) if effect is None else GRAVEST.index(effect)


@dataclass(frozen=True)
class _Answers:
    """What is known of the pair as a whole when single changes are judged."""

    backward: Answer
    forward: Answer


class _Comparing:
    """One comparison in the making."""

    def __init__(self, old: Json, new: Json, mode: Mode, old_dialect: Dialect, new_dialect: Dialect) -> None:
        self.old = old
        self.new = new
        self.mode = mode
        self.dialects = {Side.OLD: old_dialect, Side.NEW: new_dialect}
        self.pair = Pair(old, new, old_dialect, new_dialect)

    def compare(self) -> Comparison:
        whole = _Answers(self.asked(Side.OLD), self.asked(Side.NEW))
        found = list(differences(self.old, self.new, self.dialects[Side.OLD], self.dialects[Side.NEW]))
        changes = [self.judged(difference, whole) for difference in found]
        changes.extend(self.unexplained(changes, whole))
        verdict = next((effect for effect in GRAVEST if any(change.effect is effect for change in changes)), None)
        answers = self.answers(whole)
        witness = next((answer.witness(side) for answer, side in answers if answer.found), None)
        return Comparison(
            self.mode,
            tuple(changes),
            verdict,
            max(*(change.bump for change in changes), _bump(whole)) if changes else Bump.NONE,
            verdict is not Effect.BREAKING or witness is not None,
            witness,
        )

    def asked(self, side: Side, *also: tuple[Formula, bool]) -> Answer:
        """Look for a document that one side accepts and the other refuses; a small one where the mode is about it."""
        return self.pair.refused(side, *also, to_show=self.mode in _MODES[side])

    def answers(self, whole: _Answers) -> list[tuple[Answer, Side]]:
        """Give the answers that the mode asks for, each with the side that accepts the document."""
        both = [(whole.backward, Side.OLD), (whole.forward, Side.NEW)]
        return {Mode.BACKWARD: both[:1], Mode.FORWARD: both[1:], Mode.FULL: both}[self.mode]

    def judged(self, difference: Difference, whole: _Answers) -> Change:
        """Class one difference."""
        if difference.rule in _DEFAULTS:
            return _change(difference, Effect.BEHAVIOUR, Bump.MINOR, "")
        if difference.applied is None:
            return _change(difference, Effect.TEXT, Bump.PATCH, "")
        backward = self.effect_of(difference, Side.OLD, whole.backward)
        forward = self.effect_of(difference, Side.NEW, whole.forward)
        return self.classed(difference, _Answers(backward, forward))

    def effect_of(self, difference: Difference, side: Side, whole: Answer) -> Answer:
        """Look for a document that a change alone takes away: made in one schema, or left out of the other."""
        if whole.decided and not whole.found:
            return NO_DIFFERENCE
        assert difference.applied is not None  # noqa: S101 -- the caller saw to that
        assert difference.undone is not None  # noqa: S101
        applied = self.read(difference.applied(), Side.OLD)
        alone = self.asked(side, (applied, side is Side.NEW))
        if alone.found or not alone.decided:
            return alone
        undone = self.read(difference.undone(), Side.NEW)
        return self.asked(side, (undone, side is Side.OLD))

    def read(self, schema: Json, side: Side) -> Formula:
        """Read a schema that is one of the two but for one change."""
        return self.pair.read(schema, dialect_of(schema) or self.dialects[side])

    def classed(self, difference: Difference, own: _Answers) -> Change:
        """Make the change of a difference whose effects are known."""
        breaks = [(answer, side) for answer, side in self.answers(own) if answer.found or not answer.decided]
        bump = _bump(own)
        if not breaks:
            return _change(difference, Effect.SAFE, bump, "")
        for answer, side in breaks:
            if answer.found:
                follows = "a file that was accepted is refused"
                if side is Side.NEW:
                    follows = "a file that the new schema accepts is refused by the old one"
                change = _change(difference, Effect.BREAKING, bump, follows)
                return replace(change, witness=answer.witness(side))
        change = _change(difference, Effect.BREAKING, bump, "whether a file is refused by it could not be decided")
        return replace(change, decided=False)

    def unexplained(self, changes: list[Change], whole: _Answers) -> Iterator[Change]:
        """Tell of a break that no single change explains."""
        broken = [(answer, side) for answer, side in self.answers(whole) if answer.found or not answer.decided]
        if not broken or any(change.effect is Effect.BREAKING for change in changes):
            return
        answer, side = max(broken, key=lambda pair: pair[0].found)
        bump = Bump.MAJOR if side is Side.OLD else Bump.MINOR
        change = _undecided(self.old, self.new, bump)
        if answer.found:
            message = RULES["combined-change"]
            change = replace(change, message=message, witness=answer.witness(side), decided=True)
        yield change


def _bump(answers: _Answers) -> Bump:
    """Say which part of a version must be raised: old files count first, new ones second, whatever the mode."""
    if answers.backward.found or not answers.backward.decided:
        return Bump.MAJOR
    return Bump.MINOR if answers.forward.found or not answers.forward.decided else Bump.PATCH


def _undecided(old: Json, new: Json, bump: Bump) -> Change:
    message = "Whether a file is refused by the changes together could not be decided."
    return Change("combined-change", "", old, new, Effect.BREAKING, bump, message, decided=False)


def _change(difference: Difference, effect: Effect, bump: Bump, follows: str) -> Change:
    said = RULES[difference.rule].rstrip(".")
    message = f"{said} ({difference.subject})" + (f"; {follows}." if follows else ".")
    return Change(difference.rule, difference.pointer, difference.old, difference.new, effect, bump, message)
