"""Names the files through which rompy and the supervisor in a job know of each other."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rompy.errors import CannotStartError
from rompy.run.slurm.script import SHELL, job_script
from rompy.run.supervision import SUPERVISOR, Result, Spec, command_line, read_result

if TYPE_CHECKING:
    from pathlib import Path

    from rompy.plan import Plan, SubmitJob
    from rompy.run.places import Places


@dataclass(frozen=True)
class JobFiles:
    """The files of one job, all in the workspace, which its nodes have to see."""

    places: Places

    @property
    def script(self) -> Path:
        """What is submitted: the job's Command, in which the token stands; ``run.sh`` in the workspace is the same."""
        return self.places.private / self.places.script.name

    @property
    def supervisor(self) -> Path:
        """A copy of the supervisor: where rompy is installed may be no place that nodes see."""
        return self.places.private / "supervisor.py"

    @property
    def spec(self) -> Path:
        """What the supervisor is to do; it is gone once that is read, so that no second job does it again."""
        return self.places.private / "spec.json"

    @property
    def result(self) -> Path:
        """What became of the command."""
        return self.places.private / "result.json"

    def write(self, step: SubmitJob, plan: Plan) -> None:
        """Write what the job needs.

        Raises:
            CannotStartError: where that cannot be written.
        """
        token = self.places.token
        script = job_script(step, plan, token, command_line(self.spec, script=self.supervisor))
        spec = Spec(
            token=token,
            owner="",
            argv=(SHELL, "-c", step.command),
            folder=step.folder,
            result=self.result,
            environment=step.environment,
            timeout=plan.timeout,
            grace=plan.grace,
        )
        try:
            for path in (self.script, self.places.script):
                path.write_bytes(os.fsencode(script))
            shutil.copyfile(SUPERVISOR, self.supervisor)
            spec.write(self.spec)
        except OSError as error:
            self.disarm()
            message = f"the job's files cannot be written in {plan.workspace}: {error.strerror}; is the disk full?"
            raise CannotStartError(message) from error

    def disarm(self) -> bool:
        """See that a job that has not begun runs nothing; tell whether there was one."""
        try:
            self.spec.unlink()
        except OSError:
            return False
        return True

    def read_result(self, patience: float = 0.0) -> Result | None:
        """Read the result, which a shared disk may show some seconds late; None where there is none."""
        end = time.monotonic() + patience
        while True:
            # looking at the folder has network file systems ask again
            with contextlib.suppress(OSError):
                os.listdir(self.places.private)  # noqa: PTH208 - its names are not needed
            found = read_result(self.result, self.places.token)
            if found is not None or time.monotonic() >= end:
                return found
            time.sleep(0.1)
