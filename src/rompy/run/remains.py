"""Finds what rompys that were killed left, and ends it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rompy.errors import RompyError
from rompy.run.adopt import take_over
from rompy.run.execute import engine
from rompy.run.history import Run, is_attended, look, runs
from rompy.run.places import place_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rompy.run.execution import Leftover
    from rompy.run.outcome import Outcome


@dataclass(frozen=True)
class Remains:
    """What is left of one run whose rompy is gone: what still goes on, or only a record that was never ended."""

    token: str
    engine: str
    run: Run | None
    """None where there is no record of it."""
    leftovers: tuple[Leftover, ...] = ()

    @property
    def run_id(self) -> str:
        """The name of the run."""
        return self.run.record.run_id if self.run is not None else self.leftovers[0].run_id

    def end(self, *, grace: float | None = None) -> Outcome | None:
        """End it; tell how the run ended, or None where there is no record to write that down in.

        Raises:
            RompyError: where it could not be ended.
        """
        if self.run is not None and self.run.is_orphaned:
            return take_over(self.run, grace=grace, ends=True)
        carrier = engine(self.engine)
        for leftover in self.leftovers:
            carrier.end(leftover)
        return None


@dataclass
class Found:
    """What was found, and which engines could not be asked, with the reason."""

    remains: list[Remains] = field(default_factory=list)
    silent: dict[str, str] = field(default_factory=dict)


def remains(engines: Iterable[str]) -> Found:
    """Find what is left in some engines, except what somebody watches over who is alive, or may be alive elsewhere."""
    found = Found()
    asked = []
    leftovers: dict[str, tuple[str, list[Leftover]]] = {}
    for name in engines:
        try:
            for leftover in engine(name).leftovers():
                leftovers.setdefault(leftover.token, (name, []))[1].append(leftover)
        except RompyError as error:
            found.silent[name] = str(error)
        else:
            asked.append(name)
    for name, run in _orphans(asked):
        _, left = leftovers.pop(run.record.token, (name, []))
        found.remains.append(Remains(run.record.token, name, run, tuple(left)))
    for token, (name, left) in leftovers.items():
        if not is_attended(token):
            found.remains.append(Remains(token, name, _run(token), tuple(left)))
    return found


def _orphans(engines: list[str]) -> Iterator[tuple[str, Run]]:
    """Find the runs of engines that answer which are under way by their records alone."""
    for run in runs():
        if isinstance(run, Run) and run.is_orphaned:
            name = run.record.engine or run.record.backend
            if name in engines:
                yield name, run


def _run(token: str) -> Run | None:
    places = place_of(token)
    if places is None:
        return None
    try:
        return look(places)
    except RompyError:
        return None
