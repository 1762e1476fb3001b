"""Finds the runs there were: the newest first, or one by what a person calls it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from rompy.errors import RunRecordError
from rompy.run.owner import Owner
from rompy.run.places import RECORD, FormerPlaces, Places, place_of, recent, record_of
from rompy.run.record import SCHEMA_VERSION, Log, Record, read

if TYPE_CHECKING:
    from collections.abc import Iterator

_BEGINNING = re.compile("[0-9a-f]{4,32}")
"""What a person types of a token."""
SHORT = 8
"""So many letters of a token are shown."""


@dataclass(frozen=True)
class Run:
    """A run that was found: its record as it was then, and where its files stand."""

    record: Record
    places: Places

    @property
    def name(self) -> str:
        """The beginning of the token, by which commands take the run."""
        return self.record.token[:SHORT]

    @property
    def owner(self) -> Owner | None:
        """The process that watches over the run; None where the record does not say."""
        return Owner.parse(self.record.owner)

    @property
    def is_watched(self) -> bool | None:
        """Whether the process that watches over it is alive; None where that cannot be told from here."""
        return None if self.owner is None else self.owner.is_alive

    @property
    def is_orphaned(self) -> bool:
        """Whether the run is under way by its record although nobody watches over it."""
        return not self.record.is_finished and self.is_watched is False

    @property
    def is_from_later_version(self) -> bool:
        """Whether the record may say more than this version can read, and so must not be written anew."""
        return self.record.schema_version > SCHEMA_VERSION

    @property
    def state(self) -> str:
        """What became of the run, or what it does now and who could tell."""
        if self.record.is_finished:
            return self.record.state
        watched = self.is_watched
        if watched is False:
            return f"{self.record.state} (its rompy is gone)"
        if watched is None:
            return f"{self.record.state} (its rompy is on {self.owner.host})" if self.owner else self.record.state
        return self.record.state

    @property
    def logs(self) -> list[Log]:
        """The files that hold what it wrote, where they stand now."""
        known = self.record.logs
        if not known and self.places.log.is_file():
            # they are noted when they are closed
            known = [Log(path=str(self.places.log))]
        workspace = Path(self.record.workspace)
        return [
            log.model_copy(update={"path": str(self.places.log)})
            if Path(log.path) == workspace / self.places.log.name
            else log
            for log in known
        ]

    @property
    def log_paths(self) -> list[Path]:
        """The files of ``logs``."""
        return [Path(log.path) for log in self.logs]

    def again(self) -> Run:
        """Read the record again.

        Raises:
            RunRecordError: where it cannot be read.
        """
        return look(self.places)


def look(places: Places) -> Run:
    """Read the record of a run.

    Raises:
        RunGoneError: where it is gone.
        RunRecordError: where it cannot be read.
    """
    run = _looked(places)
    # its rompy may have ended it, and itself, just after the record was read
    return _looked(places) if run.is_orphaned else run


def _looked(places: Places) -> Run:
    record, folder = record_of(places)
    kind = Places if folder == places.workspace else FormerPlaces
    return Run(record, kind(places.workspace, places.token))


def runs() -> Iterator[Run | RunRecordError]:
    """Find the runs of this user, the newest first, and the reasons why some cannot be shown."""
    for places in recent():
        try:
            yield look(places)
        except RunRecordError as error:
            yield error


def is_attended(token: str) -> bool:
    """Tell whether somebody alive, or perhaps alive elsewhere, watches over a run by what its record says."""
    places = place_of(token)
    if places is None:
        return False
    try:
        run = look(places)
    except RunRecordError:
        return False
    return run.is_watched is not False


def find(name: str) -> Run:
    """Find a run by the beginning of its token, by its run_id (the latest of that name), or by a path.

    Raises:
        RunRecordError: where there is none, or more than one; the message lists what could be meant.
    """
    if "/" in name or name in {".", ".."}:
        return at(Path(name).expanduser())
    by_token = list(recent(name)) if _BEGINNING.fullmatch(name) else []
    by_name, known = _named(name)
    found = {places.token: places for places in ([by_name] if by_name else []) + by_token}
    if len(found) > 1:
        raise RunRecordError(_ambiguous(name, list(found.values())))
    if found:
        return look(next(iter(found.values())))
    if Path(name).exists():
        return at(Path(name))
    raise RunRecordError(_no_such_run(name, known))


def at(path: Path) -> Run:
    """Find the run whose record is a file, or stands in a folder.

    Raises:
        RunRecordError: where there is none.
    """
    file = path.absolute() / RECORD if path.is_dir() else path.absolute()
    record = read(file)
    folder = file.parent
    if folder.name == record.token and folder.parent.name == ".rompy":
        return look(FormerPlaces(folder.parent.parent, record.token))
    if file.name != RECORD:
        message = f"{path}: records are found by their names: give a folder that holds {RECORD}"
        raise RunRecordError(message)
    return look(Places(folder, record.token))


def latest() -> Run:
    """Give the run of the current folder, or else the latest.

    Raises:
        RunRecordError: where there is none.
    """
    if Path(RECORD).is_file():
        return at(Path())
    for run in runs():
        if isinstance(run, Run):
            return run
    message = "there is no run yet: nothing is remembered for you, and this folder holds no run.json"
    raise RunRecordError(message)


def under_way() -> list[Run]:
    """Give the run of the current folder where it is under way, or else all runs that are, the newest first."""
    if Path(RECORD).is_file():
        here = at(Path())
        return [] if here.record.is_finished else [here]
    return [run for run in runs() if isinstance(run, Run) and not run.record.is_finished]


def _named(run_id: str) -> tuple[Places | None, list[str]]:
    """Find the latest run of a name; where there is none, give the names there are."""
    known = []
    for places in recent():
        name = _run_id(places)
        if name == run_id:
            return places, []
        if name is not None:
            known.append(name)
    return None, known


def _run_id(places: Places) -> str | None:
    """Read nothing of a record but its name: there may be thousands."""
    for path in (places.record, places.private / RECORD):
        try:
            data = json.loads(path.read_bytes())
        except (OSError, ValueError, RecursionError):
            continue
        if isinstance(data, dict) and data.get("token") == places.token and isinstance(data.get("run_id"), str):
            return str(data["run_id"])
    return None


def _ambiguous(name: str, found: list[Places]) -> str:
    lines = [f"{name!r} may be any of {len(found)} runs; give more letters:"]
    for places in found[:10]:
        length = max(SHORT, len(name) + 4)
        try:
            run = look(places)
        except RunRecordError:
            lines.append(f"  {places.token[:length]}  in {places.workspace}")
        else:
            lines.append(f"  {places.token[:length]}  {run.record.run_id}, {run.state}, in {places.workspace}")
    if len(found) > 10:  # noqa: PLR2004
        lines.append(f"  and {len(found) - 10} more")
    return "\n".join(lines)


def _no_such_run(name: str, known: list[str]) -> str:
    if not known:
        return f"there is no run {name!r}, nor any other that is remembered for you; a path of its workspace will do"
    close = get_close_matches(name, dict.fromkeys(known), n=3)
    hint = f"did you mean {' or '.join(map(repr, close))}?" if close else "'rompy runs list --all' shows all"
    return f"there is no run whose token begins with {name!r}, or whose run_id it is; {hint}"
