"""Spreads work over the cores of this machine: processes that are forked, so that what is loaded is shared.

Only Linux forks here. On macOS a forked process may not call the system's own libraries, and where there are other
threads a lock that one of them holds stays locked for ever; there the work is done in turn.
"""

from __future__ import annotations

import os
import sys

# a clean file is linted in less time than typing and dataclasses take to load
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

WORTH_IT = 60
"""From how many files on a second process gains more than it costs; forking takes as long as some dozen files."""
_HEADER = 8
_CHUNK = 1 << 16


def cores() -> int:
    """Count the cores that this process may use; 1 where it should not fork."""
    threading = sys.modules.get("threading")
    if sys.platform != "linux" or (threading is not None and threading.active_count() > 1):
        return 1
    return len(os.sched_getaffinity(0))


def spread(work: Callable[[int], bytes], count: int, processes: int) -> Iterator[tuple[int, bytes | None]]:
    """Do a piece of work for each number below a count, in several processes, and yield what each gave as it comes.

    Where a process ends in the midst of a piece (a crash of a library in C, the killer of processes that use too much
    memory) the piece gives None, and another process goes on with the rest. Whatever ends this generator early ends
    all processes.
    """
    import signal  # noqa: PLC0415 - needed only where there are many files

    workers: list[_Worker] = []
    try:
        # between a fork and its note nobody would end the process
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            for first in range(processes):
                workers.append(_Worker(work, list(range(first, count, processes))))  # noqa: PERF401 - what is there is noted at once
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        while workers:
            for worker in _ready(workers):
                yield from worker.received()
                if worker.is_at_end:
                    workers.remove(worker)
                    left = worker.end()
                    if left:
                        yield left[0], None
                        if left[1:]:
                            workers.append(_Worker(work, left[1:]))
    finally:
        for worker in workers:
            worker.kill()


def _ready(workers: Sequence[_Worker]) -> list[_Worker]:
    import select  # noqa: PLC0415 - as above

    poll = select.poll()
    for worker in workers:
        poll.register(worker.pipe, select.POLLIN)
    ready = {file for file, _ in poll.poll()}
    return [worker for worker in workers if worker.pipe in ready]


class _Worker:
    """A process, and what is to be heard from it: for each piece its length and its bytes."""

    def __init__(self, work: Callable[[int], bytes], share: list[int]) -> None:
        self._left = share
        self._buffer = b""
        self.is_at_end = False
        sys.stdout.flush()
        sys.stderr.flush()
        self.pipe, inlet = os.pipe()
        self._process = os.fork()
        if not self._process:
            os.close(self.pipe)
            _work(work, share, inlet)
        os.close(inlet)

    def received(self) -> Iterator[tuple[int, bytes]]:
        """Yield the pieces that are there."""
        data = os.read(self.pipe, _CHUNK)
        self.is_at_end = not data
        self._buffer += data
        at = 0
        while len(self._buffer) - at >= _HEADER:
            end = at + _HEADER + int.from_bytes(self._buffer[at : at + _HEADER], "big")
            if end > len(self._buffer):
                break
            yield self._left.pop(0), self._buffer[at + _HEADER : end]
            at = end
        self._buffer = self._buffer[at:]

    def end(self) -> list[int]:
        """Wait for the process, and tell what it has not done."""
        os.close(self.pipe)
        os.waitpid(self._process, 0)
        return self._left

    def kill(self) -> None:
        """End the process at once."""
        import signal  # noqa: PLC0415 - as above

        os.kill(self._process, signal.SIGKILL)
        self.end()


def _work(work: Callable[[int], bytes], share: Sequence[int], inlet: int) -> None:
    """Do a share and end the process, whatever happens."""
    import gc  # noqa: PLC0415 - as above
    import signal  # noqa: PLC0415 - as above

    try:
        # looking for garbage among what is shared would copy it
        gc.freeze()
        # Ctrl-C reaches every process of a terminal, and the first one tells of it
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        with open(inlet, "wb", buffering=_CHUNK) as stream:
            for number in share:
                done = work(number)
                stream.write(len(done).to_bytes(_HEADER, "big") + done)
                # what is done must be known should the next piece end the process
                stream.flush()
    finally:
        os._exit(0)
