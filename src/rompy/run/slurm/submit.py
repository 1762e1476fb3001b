"""Submits a job once, and finds it again by the token of its run."""

from __future__ import annotations

import re
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rompy.errors import CannotStartError
from rompy.run.slurm.commands import JobName, NoAnswerError, NoSuchJobError, RefusedError, call
from rompy.run.slurm.script import COMMENT, job_options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.plan import SubmitJob
    from rompy.run.execution import Execution
    from rompy.run.slurm.files import JobFiles

PATIENCE = 120.0
"""Seconds that submission is tried again while the controller does not answer."""

_TOKEN = re.compile(rf"(?:{COMMENT}|/\.rompy/)([0-9a-f]{{32}})\b")
_SCRIPT = re.compile(r"\|(/.*)/\.rompy/([0-9a-f]{32})/[^/]*$")


def submit(execution: Execution, step: SubmitJob, files: JobFiles) -> JobName:
    """Submit a job, and give its name.

    What goes wrong leaves no job: one that the controller took without saying so is found by the token and cancelled,
    or finds nothing to do once it begins.

    Raises:
        CannotStartError: where Slurm refuses it, with its own words, or does not answer.
    """
    files.write(step, execution.plan)
    options = job_options(step, execution.plan, execution.places.token)
    try:
        return _submitted(execution, ["--parsable", *options, str(files.script)], step)
    except BaseException:
        files.disarm()
        with suppress(NoAnswerError, NoSuchJobError, RefusedError):
            found = find(execution.places.token)
            if found is not None:
                cancel(found)
        raise


def _submitted(execution: Execution, words: list[str], step: SubmitJob) -> JobName:
    end = time.monotonic() + PATIENCE
    has_told = has_answered = False
    said = ""

    def pass_time() -> None:
        execution.audience.tick(execution.record)

    while True:
        try:
            answer = "" if has_answered else call("sbatch", *words, folder=step.folder, meanwhile=pass_time)
        except (RefusedError, NoSuchJobError) as error:
            message = f"sbatch refused the job: {error}"
            raise CannotStartError(message) from error
        except NoAnswerError as error:
            said = str(error)
        else:
            name = JobName.parse(answer)
            if name is not None:
                return name
            # the job is there, whatever a site's own sbatch says of it
            said = said if has_answered else f"sbatch gave no job's number: {answer.strip()[:200]!r}"
            has_answered = True
        if not has_told:
            has_told = True
            execution.audience.progress(f"Slurm has not told the job's number ({said}); trying again")
        execution.stop.wait(2.0)
        # never a second time: the first request may have arrived
        with suppress(NoAnswerError, RefusedError):
            found = find(execution.places.token)
            if found is not None:
                return found
        if execution.stop.is_requested or time.monotonic() > end:
            message = f"the job could not be submitted: {said}; see 'scontrol ping' and 'squeue --me'"
            raise CannotStartError(message)


@dataclass(frozen=True)
class Mine:
    """A job of this user that rompy submitted."""

    name: JobName
    state: str
    token: str
    workspace: Path | None
    """Where the run's files are, as far as the path of its script tells."""


def mine() -> Iterator[Mine]:
    """Yield the jobs of this user that rompy submitted, and that Slurm still knows.

    Raises:
        NoAnswerError, RefusedError: as ``call``.
    """
    shown = call("squeue", "--me", "--noheader", "--states=all", "--format=%i|%T|%k|%o")
    for line in shown.splitlines():
        number, state, rest = line.split("|", 2) if line.count("|") > 1 else ("", "", "")
        token = _TOKEN.search(rest)
        if number.isdecimal() and token is not None:
            script = _SCRIPT.search(rest)
            yield Mine(JobName(number), state, token[1], Path(script[1]) if script and script[2] == token[1] else None)


def find(token: str) -> JobName | None:
    """Find the job of a run; None where Slurm knows none.

    Raises:
        NoAnswerError, RefusedError: as ``call``.
    """
    found = [job.name for job in mine() if job.token == token]
    return found[-1] if found else None


def cancel(name: JobName, *options: str) -> bool:
    """Cancel a job, or send it a signal by an option; tell whether Slurm took that."""
    try:
        call("scancel", *name.of_cluster, *options, name.number)
    except (NoAnswerError, NoSuchJobError, RefusedError):
        return False
    return True
