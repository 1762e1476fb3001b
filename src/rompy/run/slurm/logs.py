"""Follows files that a job writes on another machine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rompy.run.record import Log

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.run.slurm.job import Job

_CHUNK = 1 << 20


@dataclass
class Followed:
    """A file, and how much of it was read."""

    path: Path
    position: int = 0

    def news(self) -> Iterator[bytes]:
        """Yield what was written since; it is opened each time, because that is when network file systems look."""
        try:
            with self.path.open("rb") as stream:
                stream.seek(self.position)
                while chunk := stream.read(_CHUNK):
                    self.position += len(chunk)
                    yield chunk
        except OSError:
            # not yet there, or not visible from here
            return

    def noted(self) -> Log:
        """Give it as records note it."""
        try:
            size = self.path.stat().st_size
        except OSError:
            size = None
        return Log(path=str(self.path), bytes=size)


def files_of(job: Job) -> list[Followed]:
    """Give the files that a job writes: its output, and its errors where they go elsewhere."""
    named = dict.fromkeys(name for name in (job.output, job.errors) if name)
    return [Followed(Path(name)) for name in named if name != "/dev/null"]
