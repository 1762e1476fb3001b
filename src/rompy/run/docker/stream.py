"""Reads what an engine sends bit by bit, so that whoever waits for it can also wait for something else."""

from __future__ import annotations

import json
import queue
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self

from docker.errors import DockerException
from docker.types.daemon import CancellableStream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import requests

_PIECE = 64 * 1024
_WAITING = 256
"""How many pieces wait at most to be taken; what is not taken waits at the engine."""
_FAREWELL = 2.0
"""Seconds that the end of a thread is waited for; one that waits for the first word of an engine ends with rompy."""


class Stream:
    """What an engine sends, read in a thread of its own; ``close`` ends it on both sides."""

    def __init__(self, opened: Callable[[], requests.Response], close_client: Callable[[], None]) -> None:
        self._open = opened
        self._close_client = close_client
        self._pieces: queue.Queue[bytes] = queue.Queue(_WAITING)
        self._response: requests.Response | None = None
        self._is_closed = threading.Event()
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._read, name="rompy-docker-stream", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @property
    def is_over(self) -> bool:
        """Whether everything that came has been taken, and nothing more will come."""
        return not self._thread.is_alive() and self._pieces.empty()

    @property
    def error(self) -> Exception | None:
        """Why it ended early, where that is known."""
        return self._error

    def taken(self) -> Iterator[bytes]:
        """Take what has come, without waiting for more."""
        # whoever writes faster than we take must not keep us here for ever
        for _ in range(_WAITING):
            try:
                yield self._pieces.get_nowait()
            except queue.Empty:
                return

    def close(self) -> None:
        """End it; what has not been taken is lost."""
        self._is_closed.set()
        response = self._response
        if response is not None:
            _hang_up(response)
        self._thread.join(_FAREWELL)

    def _read(self) -> None:
        try:
            with self._open() as response:
                self._response = response
                for piece in response.raw.stream(_PIECE):
                    if not self._is_given(piece):
                        break
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told to who takes
            # a connection that we cut ourselves may break at any moment of reading
            self._error = None if self._is_closed.is_set() else error
        finally:
            self._close_client()

    def _is_given(self, piece: bytes) -> bool:
        while not self._is_closed.is_set():
            try:
                self._pieces.put(piece, timeout=0.2)
            except queue.Full:
                continue
            return True
        return False


def _hang_up(response: requests.Response) -> None:
    # a connection by SSH cannot be cut, and one that has just ended has no socket any more
    with suppress(DockerException, OSError, AttributeError, ValueError):
        CancellableStream(iter(()), response).close()


class Messages:
    """Takes a stream of JSON objects, one a line, apart."""

    def __init__(self) -> None:
        self._rest = b""

    def fed(self, piece: bytes) -> Iterator[dict[str, Any]]:
        """Give the objects that are complete."""
        *lines, self._rest = (self._rest + piece).split(b"\n")
        for line in lines:
            with suppress(ValueError):
                found = json.loads(line)
                if isinstance(found, dict):
                    yield found
