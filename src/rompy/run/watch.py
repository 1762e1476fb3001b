"""Follows a run that goes on under another rompy: what it writes, and how its record changes."""

from __future__ import annotations

import os
import time
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from rompy.errors import RunRecordError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rompy.run.history import Run

POLL = 0.2
"""Seconds between two looks at a file."""
_BLOCK = 64 * 1024


@dataclass(frozen=True)
class Output:
    """A piece of what a run wrote."""

    path: Path
    """The log that it stands in."""
    chunk: bytes


def tail(path: Path, lines: int | None) -> Iterator[bytes]:
    """Read the last lines of a file, or all, block by block; of a file that is not there, nothing."""
    try:
        with path.open("rb") as log:
            if lines is not None:
                log.seek(start_of_tail(log, lines))
            yield from iter(lambda: log.read(_BLOCK), b"")
    except OSError:
        return


def start_of_tail(log: BinaryIO, lines: int) -> int:
    """Tell where the last lines of a file begin, in bytes."""
    end = position = log.seek(0, os.SEEK_END)
    if lines <= 0:
        return end
    found = 0
    while position > 0:
        length = min(_BLOCK, position)
        position -= length
        log.seek(position)
        block = log.read(length)
        # the end of the last line begins no other
        index = len(block) - 1 if position + length == end and block.endswith(b"\n") else len(block)
        while (index := block.rfind(b"\n", 0, index)) >= 0:
            found += 1
            if found == lines:
                return position + index + 1
    return 0


def follow(run: Run, *, lines: int | None = None) -> Iterator[Output | Run]:
    """Follow a run until it is over, or its rompy is gone: what it writes as it comes, and the run at each change.

    The last thing given is the run as it was at the end of following.

    Args:
        run: What is followed.
        lines: How many lines of what was written before are given; None gives all.
    """
    with ExitStack() as stack:
        logs: dict[Path, BinaryIO] = {}
        is_first = True
        while True:
            # before the logs, so that all that was written is read after the last change of the record
            is_over = run.record.is_finished or run.is_orphaned
            for path in run.log_paths:
                if path not in logs and (opened := _opened(path)) is not None:
                    logs[path] = stack.enter_context(opened)
                    if is_first and lines is not None:
                        opened.seek(start_of_tail(opened, lines))
            for path, log in logs.items():
                yield from (Output(path, chunk) for chunk in _news(log))
            if is_over:
                yield run
                return
            if is_first:
                yield run
                is_first = False
            time.sleep(POLL)
            before = run
            run = _again(run)
            if run.state != before.state and not (run.record.is_finished or run.is_orphaned):
                yield run


def _again(run: Run) -> Run:
    try:
        return run.again()
    except RunRecordError:
        # as where a network file system does not answer; its last state holds until it does
        if not run.places.workspace.exists():
            raise
        return run


def _opened(path: Path) -> BinaryIO | None:
    try:
        return path.open("rb")
    except OSError:
        return None


def _news(log: BinaryIO) -> Iterator[bytes]:
    """Give what was added to a file since; one that was cut down is read from its beginning."""
    if os.fstat(log.fileno()).st_size < log.tell():
        log.seek(0)
    yield from iter(lambda: log.read(_BLOCK), b"")
