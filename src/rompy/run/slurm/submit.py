"""Submits a job once, and finds it again by the token of its run."""

from __future__ import annotations

import re
import time
from contextlib import suppress
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
    has_told = False
    while True:
        try:
            answer = call("sbatch", *words, folder=step.folder)
        except (RefusedError, NoSuchJobError) as error:
            message = f"sbatch refused the job: {error}"
            raise CannotStartError(message) from error
        except NoAnswerError as error:
            said = str(error)
        else:
            name = JobName.parse(answer)
            if name is not None:
                return name
            said = f"sbatch gave no job's number: {answer.strip()[:200]!r}"
        if not has_told:
            has_told = True
            execution.audience.progress(f"Slurm's controller does not answer ({said}); trying again")
        execution.stop.wait(2.0)
        # never a second time: the first request may have arrived
        with suppress(NoAnswerError, RefusedError):
            found = find(execution.places.token)
            if found is not None:
                return found
        if execution.stop.is_requested or time.monotonic() > end:
            message = f"the job could not be submitted, Slurm's controller does not answer: {said}; see 'scontrol ping'"
            raise CannotStartError(message)


def mine() -> Iterator[tuple[JobName, str, str]]:
    """Yield name, state and token of each job of this user that rompy submitted, and that Slurm still knows.

    Raises:
        NoAnswerError, RefusedError: as ``call``.
    """
    shown = call("squeue", "--me", "--noheader", "--states=all", "--format=%i|%T|%k|%o")
    for line in shown.splitlines():
        number, state, rest = line.split("|", 2) if line.count("|") > 1 else ("", "", "")
        token = _TOKEN.search(rest)
        if number.isdecimal() and token is not None:
            yield JobName(number), state, token[1]


def find(token: str) -> JobName | None:
    """Find the job of a run; None where Slurm knows none.

    Raises:
        NoAnswerError, RefusedError: as ``call``.
    """
    found = [name for name, _, of in mine() if of == token]
    return found[-1] if found else None


def cancel(name: JobName, *options: str) -> bool:
    """Cancel a job, or send it a signal by an option; tell whether Slurm took that."""
    try:
        call("scancel", *name.of_cluster, *options, name.number)
    except (NoAnswerError, NoSuchJobError, RefusedError):
        return False
    return True
