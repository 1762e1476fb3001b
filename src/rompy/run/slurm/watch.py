"""Follows a job to its end, and ends it where the run has to end."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from rompy.run.record import now
from rompy.run.slurm.commands import JobName, NoAnswerError, NoSuchJobError, RefusedError
from rompy.run.slurm.job import Job, show
from rompy.run.slurm.logs import Followed, files_of
from rompy.run.slurm.pressure import Pressure
from rompy.run.slurm.reasons import Wait, why

if TYPE_CHECKING:
    from rompy.run.execution import Execution
    from rompy.run.slurm.files import JobFiles

QUEUE_LIMIT = timedelta(days=7)
"""How long a job may wait in the queue; no field says it, and ``timeout`` begins with the job."""
CONFIRMATION = 5.0
"""Seconds that a reason has to stand that lets a job wait for ever."""
SLACK = 60.0
"""Seconds that a job may run beyond its timeout and its grace: its supervisor ends it at both."""
SILENCE = 600.0
"""Seconds that the controller may be silent beyond the time in which the job has to end."""
ENDING = 180.0
"""Seconds beyond the grace until a job that does not end is left behind; Slurm's KillWait is 30 s by default."""

_TICK = 0.25
_PAUSES = (0.1, 5.0)
"""Seconds between two looks at the job, at first and in the end."""


@dataclass(frozen=True)
class Ending:
    """Why rompy ends a job."""

    cause: Literal["stopped", "endless", "queue", "overdue"]
    wait: Wait | None = None


@dataclass(frozen=True)
class Followable:
    """What was seen of a job at the end of following it."""

    job: Job | None
    """As it was last seen."""
    is_over: bool
    """Whether the job itself is known to be over, or unknown to Slurm by now."""
    is_known: bool
    """Whether the controller knows it still."""
    ending: Ending | None
    """Why rompy ended it, where it did."""


class Watch:
    """Looks at a job again and again, tells what changes, and ends it where it has to end."""

    def __init__(self, execution: Execution, name: JobName, files: JobFiles) -> None:
        self._execution = execution
        self._name = name
        self._files = files
        self._job: Job | None = None
        self._logs: list[Followed] = []
        self._told = ""
        self._silent_since: float | None = None
        self._endless_since: float | None = None
        self._ending: Ending | None = None
        self._ending_since = 0.0
        self._pressure = Pressure(name, execution.plan.grace)
        self._has_result = False

    def to_the_end(self) -> Followable:
        """Follow the job until it is over, or until there is no more sense in waiting."""
        pause, due = _PAUSES[0], 0.0
        while True:
            if time.monotonic() >= due or self._has_news():
                seen = self._look()
                if seen is not None:
                    self._follow()
                    self._execution.record.logs = [log.noted() for log in self._logs]
                    return seen
                due = time.monotonic() + pause
                pause = _PAUSES[0] if self._ending else min(pause * 1.5, _PAUSES[1])
            self._follow()
            self._execution.audience.tick(self._execution.record)
            self._heed_stop()
            if self._ending is not None:
                is_urgent = self._execution.stop.is_urgent or self._ending.cause != "stopped"
                self._pressure.press(self._job, is_urgent=is_urgent)
                due = min(due, time.monotonic() + _TICK)
            self._execution.stop.wait(min(_TICK, max(0.0, due - time.monotonic())))

    def _has_news(self) -> bool:
        """Tell whether the result has just appeared: the job is about to end."""
        if self._has_result or not self._files.result.exists():
            return False
        self._has_result = True
        return True

    # looking

    def _look(self) -> Followable | None:
        """Look at the job; give what was seen where there is nothing more to wait for."""
        try:
            job = show(self._name)
        except NoSuchJobError:
            return Followable(self._job, is_over=True, is_known=False, ending=self._ending)
        except (NoAnswerError, RefusedError) as error:
            return self._bear_silence(str(error))
        if self._silent_since is not None:
            self._silent_since = None
            self._execution.audience.progress("Slurm's controller answers again")
        self._job = job
        self._note(job)
        if job.is_over:
            return Followable(job, is_over=True, is_known=True, ending=self._ending)
        if self._ending is not None:
            is_late = time.monotonic() > self._ending_since + self._ending_patience()
            return Followable(job, is_over=False, is_known=True, ending=self._ending) if is_late else None
        self._judge(job)
        return None

    def _bear_silence(self, said: str) -> Followable | None:
        """Go on waiting while the controller is silent, for as long as the job itself may go on."""
        if self._silent_since is None:
            self._silent_since = time.monotonic()
            self._execution.audience.progress(f"Slurm's controller does not answer ({said}); the job is not affected")
        if self._ending is not None:
            limit = max(self._silent_since, self._ending_since) + self._ending_patience()
        else:
            limit = self._silent_since + self._time_left() + SILENCE
        if time.monotonic() <= limit:
            return None
        return Followable(self._job, is_over=False, is_known=True, ending=self._ending)

    def _time_left(self) -> float:
        """Give the seconds in which the job has to end, counted from when it was last seen."""
        plan = self._execution.plan
        longest = plan.timeout + plan.grace
        if self._job is None or self._job.is_waiting:
            return QUEUE_LIMIT.total_seconds() + longest
        limits = [longest] if self._job.limit_seconds is None else [longest, float(self._job.limit_seconds)]
        return max(0.0, min(limits) - self._job.run_seconds)

    def _ending_patience(self) -> float:
        return ENDING + self._execution.plan.grace

    def _note(self, job: Job) -> None:
        """Write down what the job says of itself, and go on to the next phase."""
        record = self._execution.record
        times = record.times
        times.submitted = job.submitted or times.submitted
        times.started = job.started or times.started
        if times.started and times.submitted:
            times.queued_seconds = max(0.0, (times.started - times.submitted).total_seconds())
        native = {"nodes": job.nodes, "restarts": int(job.fields.get("Restarts", "0") or 0)}
        record.native = {**record.native, "job": {**record.native.get("job", {}), **native}}
        if not self._logs and not job.is_waiting:
            self._logs = files_of(job)
            record.logs = [log.noted() for log in self._logs]
        phase = "queued" if job.is_waiting else "running"
        if self._ending is None and not job.is_over and record.phase != phase:
            self._execution.enter(phase)
        if job.is_waiting and self._ending is None and job.reason != "None":
            self._tell(f"waiting {why(job).words}")

    def _tell(self, text: str) -> None:
        if text != self._told:
            self._told = text
            waited = now() - (self._execution.record.times.submitted or now())
            self._execution.audience.progress(f"{text}, for {timedelta(seconds=max(0, int(waited.total_seconds())))}")

    def _judge(self, job: Job) -> None:
        """Begin to end a job that would wait for ever, or that nothing in it ends."""
        plan = self._execution.plan
        if not job.is_waiting:
            self._endless_since = None
            if job.run_seconds > plan.timeout + plan.grace + SLACK:
                self._end(Ending("overdue"))
            return
        wait = why(job)
        if not wait.is_endless:
            self._endless_since = None
        elif self._endless_since is None:
            self._endless_since = time.monotonic()
        elif time.monotonic() - self._endless_since >= CONFIRMATION:
            self._end(Ending("endless", wait))
        submitted = self._execution.record.times.submitted
        if submitted is not None and now() - submitted > QUEUE_LIMIT:
            self._end(Ending("queue", wait))

    def _follow(self) -> None:
        for log in self._logs:
            for chunk in log.news():
                self._execution.audience.output(chunk)

    # ending

    def _heed_stop(self) -> None:
        if self._execution.stop.is_requested and self._ending is None:
            self._end(Ending("stopped"))

    def _end(self, ending: Ending) -> None:
        if self._ending is None:
            self._ending, self._ending_since = ending, time.monotonic()
            self._execution.enter("stopping")
