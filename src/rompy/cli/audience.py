"""Tells a person about a run while it goes on, and at its end."""

from __future__ import annotations

import os
import shutil
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

import click

from rompy.run.measures import duration
from rompy.run.plain import plain_lines, printable
from rompy.run.watch import tail

if TYPE_CHECKING:
    from rompy.run.outcome import Outcome
    from rompy.run.record import Record

_TAIL = 10
"""Lines of a log that a failure shows."""
_TAIL_BYTES = 16 * 1024
_REFRESH = 0.2
"""Seconds between two states of the live line."""


class _Listening:
    """What every audience remembers."""

    def __init__(self) -> None:
        self.record: Record | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None


class Plain(_Listening):
    """Lines for a log, or for a terminal that shows the model's own output."""

    def __init__(self, *, streams: bool, is_quiet: bool) -> None:
        super().__init__()
        self._streams = streams
        self._is_quiet = is_quiet

    def phase(self, record: Record) -> None:
        """Say which phase the run is in."""
        self.record = record
        if not self._is_quiet and not record.is_finished and record.phase != "created":
            self._say(f"run {record.token[:8]} of {record.run_id}: {record.phase}{_named(record)}")

    def progress(self, text: str) -> None:
        """Say it."""
        if not self._is_quiet:
            self._say(text)

    def output(self, chunk: bytes) -> None:
        """Show what the model wrote, if it is asked for."""
        if not self._streams:
            return
        try:
            sys.stdout.buffer.write(chunk)
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            self._streams = False
            # what is still in the buffer would fail again at the end
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            self._say("nobody reads the output any more; the run goes on, and its log has all of it")

    def tick(self, record: Record) -> None:
        """Keep the record, which the end tells about."""
        self.record = record

    def _say(self, text: str) -> None:
        click.echo(f"{datetime.now(UTC).astimezone():%H:%M:%S} {printable(text)}", err=True)


class Live(_Listening):
    """One line on a terminal, written anew a few times a second."""

    def __init__(self) -> None:
        super().__init__()
        self._last_line = ""
        self._shown_at = 0.0
        self._text = ""

    def __exit__(self, *_: object) -> None:
        self._write("")

    def phase(self, record: Record) -> None:
        """Show the new phase at once."""
        self.record = record
        self._text = ""
        self._refresh(record, is_due=True)

    def progress(self, text: str) -> None:
        """Show it until the next."""
        self._text = printable(text)
        if self.record is not None:
            self._refresh(self.record)

    def output(self, chunk: bytes) -> None:
        """Keep the last line of what the model wrote."""
        lines = [line for line in plain_lines(chunk[-4096:]) if line.strip()]
        if lines:
            self._last_line = lines[-1]

    def tick(self, record: Record) -> None:
        """Show how time goes on."""
        self.record = record
        self._refresh(record)

    def _refresh(self, record: Record, *, is_due: bool = False) -> None:
        if not is_due and time.monotonic() - self._shown_at < _REFRESH:
            return
        self._shown_at = time.monotonic()
        if record.is_finished:
            self._write("")
            return
        parts = [f"{record.run_id}: {record.phase}", _elapsed(record), self._text, self._last_line]
        self._write(" | ".join(part for part in parts if part))

    def _write(self, line: str) -> None:
        # a line that fills the terminal would wrap, and could not be taken back
        width = max(10, shutil.get_terminal_size().columns - 1)
        sys.stderr.write(f"\r\x1b[K{line[:width]}")
        sys.stderr.flush()


def summary(outcome: Outcome, record: Record | None) -> str:
    """Say in one line that a run ended well."""
    if record is None:
        return outcome.cause
    took = "" if record.times.wall_seconds is None else f" in {duration(record.times.wall_seconds)}"
    return f"run {record.token[:8]} of {record.run_id}: {record.state}{took}; see {Path(record.workspace) / 'run.json'}"


def failure(outcome: Outcome, record: Record | None) -> str:
    """Say what went wrong, what the model wrote last, where all of it is, and what to try."""
    named = "the run" if record is None else f"run {record.token[:8]} of {record.run_id}"
    lines = [f"Error: {named}: {str(outcome.state).replace('_', ' ')}: {outcome.cause}"]
    lines += _end_of_logs(record) if record is not None else []
    if outcome.advice:
        lines.append(f"  try: {outcome.advice}")
    lines += [f"  left behind: {left}" for left in outcome.left_behind]
    if record is not None:
        lines.append(f"  more: rompy runs show {record.token[:8]}")
    return "\n".join(lines)


def _end_of_logs(record: Record) -> list[str]:
    """Show the end of the last log that has one: what came before it, such as a build, went well."""
    lines: list[str] = []
    for log in reversed(record.logs):
        last = _last_lines(Path(log.path))
        cut = ", which lacks what the disk had no room for" if log.truncated else ""
        if last:
            return [f"  the last lines of {log.path}{cut}", *(f"    | {line}" for line in last)]
        lines.append(f"  nothing was written to {log.path}{cut}")
    return lines


def _last_lines(path: Path) -> list[str]:
    """Give the last lines of a log without what would move a terminal's cursor; none where it cannot be read."""
    return plain_lines(b"".join(tail(path, _TAIL))[-_TAIL_BYTES:])[-_TAIL:]


def clock(seconds: float) -> str:
    """Write a duration as a clock does: ``0:04``, ``12:05``, ``3:00:12``."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _elapsed(record: Record) -> str:
    """Say how long the run has gone on, and of how long."""
    begun = record.times.started or record.times.submitted or record.times.created
    past = (datetime.now(UTC) - begun).total_seconds()
    limit = next((limit.value for limit in record.limits if limit.name == "timeout"), None)
    of = f" of {clock(limit)}" if limit is not None and record.phase != "queued" else ""
    return f"{clock(past)}{of}"


def _named(record: Record) -> str:
    """Name what the engine knows the run by."""
    match record.native:
        case {"job": {"id": str(job)}}:
            return f" (job {job})"
        case {"container": {"name": name}}:
            return f" (container {name})"
        case {"process": {"pid": pid}}:
            return f" (process {pid})"
    return ""
