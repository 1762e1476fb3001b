"""Follows what a container writes into the log of the run."""

from __future__ import annotations

import os
import re
import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rompy.errors import EngineAwayError, EngineRefusalError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rompy.run.docker.daemon import Daemon
    from rompy.run.docker.stream import Stream
    from rompy.run.execution import Execution

_HEADER = 8
"""Bytes before each piece: its stream, and its size in the last four (API manual, "Attach to a container")."""
_TAIL = 8 * 1024
_AGAIN = 1.0
"""Seconds between attempts to follow a log whose stream broke."""
_IDLE = 10.0
"""Seconds without anything new after which the end of a container's log is not waited for any longer."""


class Frames:
    """Takes the engine's stream of a log apart."""

    def __init__(self) -> None:
        self._rest = b""

    def fed(self, piece: bytes) -> Iterator[bytes]:
        """Give the entries that are complete; each is a line, or a part of a long one, after its time."""
        data = self._rest + piece if self._rest else piece
        start = 0
        while len(data) - start >= _HEADER:
            size = int.from_bytes(data[start + 4 : start + _HEADER], "big")
            end = start + _HEADER + size
            if end > len(data):
                break
            yield data[start + _HEADER : end]
            start = end
        self._rest = data[start:]


class LogFile:
    """The file of a log, which goes on where one of the same run was left off."""

    def __init__(self, path: Path, *, continues: bool) -> None:
        self.is_truncated = False
        self._left = 0
        try:
            self._handle = os.open(
                path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | (0 if continues else os.O_TRUNC), 0o666
            )
            self._left = os.fstat(self._handle).st_size
        except OSError:
            self._handle = -1
            self.is_truncated = True

    def written(self, data: bytes) -> bytes:
        """Write on, and give what the file holds of it now; on a full disk that is less, and nothing from then on."""
        if self._left:
            return self._compared(data)
        if self.is_truncated:
            return b""
        done = 0
        try:
            while done < len(data):
                done += os.write(self._handle, data[done:])
        except OSError:
            self.is_truncated = True
        return data[:done]

    def close(self) -> None:
        """Let go of the file."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def _compared(self, data: bytes) -> bytes:
        """Pass over what the file holds already; where it holds something else, that makes place."""
        start = os.lseek(self._handle, 0, os.SEEK_CUR)
        size = min(len(data), self._left)
        found = os.read(self._handle, size)
        if found == data[:size]:
            self._left -= size
            return data[:size] + (self.written(data[size:]) if len(data) > size else b"")
        self._left = 0
        os.lseek(self._handle, start, os.SEEK_SET)
        with suppress(OSError):
            os.ftruncate(self._handle, start)
        return self.written(data)


class ContainerLog:
    """The log of a container on its way into the file of the run; it outlives breaks of the connection."""

    def __init__(self, execution: Execution, daemon: Daemon, container: str, *, continues: bool = False) -> None:
        self._execution = execution
        self._daemon = daemon
        self._container = container
        self._file = LogFile(execution.places.log, continues=continues)
        self._stream: Stream | None = None
        self._frames = Frames()
        self._latest = b""
        self._of_latest = 0
        self._to_skip = 0
        self._next_attempt = 0.0
        self.tail = b""
        """The last that the container wrote."""
        self.size = 0
        """Bytes that it wrote."""

    @property
    def is_truncated(self) -> bool:
        """Whether the file lacks some of it."""
        return self._file.is_truncated

    @property
    def last_lines(self) -> list[str]:
        """The last lines that say something."""
        text = self.tail.decode("utf-8", errors="replace")
        return [line.rstrip() for line in text.splitlines() if line.strip()][-20:]

    def pump(self) -> bool:
        """Write what has come, and tell whether there was something; a stream that broke is taken up again."""
        if self._stream is None or (self._stream.is_over and time.monotonic() >= self._next_attempt):
            self._follow(is_live=True)
        return self._taken()

    def finish(self) -> None:
        """Write all that is still to come of a container that has ended, or is gone."""
        for is_live in (True, False):
            # a connection that broke says nothing of the end, and a second look from there on finds what is missing
            if not is_live or self._stream is None:
                self._follow(is_live=False)
            self._drain()
            if is_live and self._stream is not None and self._stream.error is None and self._ended_by_itself:
                break
        self.close()

    def close(self) -> None:
        """Let go of the stream and of the file."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None
        self._file.close()

    @property
    def _ended_by_itself(self) -> bool:
        return self._stream is not None and self._stream.is_over

    def _drain(self) -> None:
        seen = time.monotonic()
        while self._stream is not None and not self._stream.is_over:
            if self._taken():
                seen = time.monotonic()
            elif time.monotonic() - seen > _IDLE or self._execution.stop.is_urgent:
                return
            else:
                time.sleep(0.01)
        self._taken()

    def _follow(self, *, is_live: bool) -> None:
        if self._stream is not None:
            self._stream.close()
        self._frames = Frames()
        self._to_skip = self._of_latest
        self._next_attempt = time.monotonic() + _AGAIN
        with suppress(EngineAwayError, EngineRefusalError):
            self._stream = self._daemon.logs(self._container, follow=is_live, since=_since(self._latest))

    def _taken(self) -> bool:
        if self._stream is None:
            return False
        found: list[bytes] = []
        for piece in self._stream.taken():
            found += filter(None, map(self._new, self._frames.fed(piece)))
        if found:
            self._write(b"".join(found))
        return bool(found)

    def _new(self, entry: bytes) -> bytes:
        """Give the text of an entry; nothing where it was there before the stream broke."""
        moment, _, text = entry.partition(b" ")
        if moment == self._latest:
            if self._to_skip:
                self._to_skip -= 1
                return b""
            self._of_latest += 1
        else:
            self._latest, self._of_latest, self._to_skip = moment, 1, 0
        return text

    def _write(self, data: bytes) -> None:
        self.size += len(data)
        self.tail = (self.tail + data)[-_TAIL:]
        kept = self._file.written(data)
        if kept:
            self._execution.audience.output(kept)


def _since(moment: bytes) -> str | None:
    """Write the time of an entry as seconds and nanoseconds, so that entries from then on are given."""
    found = re.fullmatch(
        r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)", moment.decode("ascii", "replace")
    )
    if found is None:
        return None
    zone = "+00:00" if found[3] == "Z" else found[3]
    seconds = int(datetime.fromisoformat(f"{found[1]}{zone}").astimezone(UTC).timestamp())
    return f"{seconds}.{(found[2] or '').ljust(9, '0')}"
