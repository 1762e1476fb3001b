"""Reads what scontrol says of a job."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rompy.run.slurm.commands import JobName, call

if TYPE_CHECKING:
    from collections.abc import Mapping

_WAITING = frozenset(
    {"PENDING", "CONFIGURING", "REQUEUED", "REQUEUE_FED", "REQUEUE_HOLD", "RESV_DEL_HOLD", "SPECIAL_EXIT"}
)
_FINAL = frozenset(
    {
        "BOOT_FAIL",
        "CANCELLED",
        "COMPLETED",
        "DEADLINE",
        "FAILED",
        "LAUNCH_FAILED",
        "NODE_FAIL",
        "OUT_OF_MEMORY",
        "PREEMPTED",
        "RECONFIG_FAIL",
        "REVOKED",
        "TIMEOUT",
    }
)
"""States that a job keeps (squeue's manual, JOB STATE CODES); COMPLETING is on its way to one."""
_WHOLE_LINES = frozenset(
    {"Command", "Comment", "AdminComment", "SystemComment", "StdErr", "StdIn", "StdOut", "WorkDir"}
)
"""What may hold blanks and equal signs, and stands on a line of its own."""


@dataclass(frozen=True)
class Job:
    """A job, as the controller knows it at a moment."""

    fields: Mapping[str, str]

    @property
    def state(self) -> str:
        """Its state, in Slurm's word."""
        return self.fields.get("JobState", "")

    @property
    def is_waiting(self) -> bool:
        """Whether it has not begun."""
        return self.state in _WAITING

    @property
    def is_over(self) -> bool:
        """Whether its state will not change any more."""
        return self.state in _FINAL

    @property
    def reason(self) -> str:
        """Why it waits, or ended so, in Slurm's word and what follows it."""
        return self.fields.get("Reason", "None")

    @property
    def is_held(self) -> bool:
        """Whether it waits because somebody holds it."""
        return self.fields.get("Priority") == "0"

    @property
    def submitted(self) -> datetime | None:
        """When it was submitted."""
        return self._time("SubmitTime")

    @property
    def started(self) -> datetime | None:
        """When it began; None while it waits, when Slurm may tell when it might."""
        return None if self.is_waiting else self._time("StartTime")

    @property
    def ended(self) -> datetime | None:
        """When it ended; None until then, when Slurm tells when it has to."""
        return self._time("EndTime") if self.is_over else None

    @property
    def run_seconds(self) -> int:
        """For how long it has run, by the clock of the controller and without the time that it was suspended."""
        return seconds(self.fields.get("RunTime", "")) or 0

    @property
    def limit_seconds(self) -> int | None:
        """For how long Slurm lets it run; None where there is no limit."""
        return seconds(self.fields.get("TimeLimit", ""))

    @property
    def exit_code(self) -> int | None:
        """The exit status of its script; None where a signal ended it or it has none."""
        code, _, signal = self.fields.get("ExitCode", "").partition(":")
        return int(code) if code.isdecimal() and signal == "0" else None

    @property
    def output(self) -> str | None:
        """The file of its output."""
        return self.fields.get("StdOut")

    @property
    def errors(self) -> str | None:
        """The file of its errors, which may be that of its output."""
        return self.fields.get("StdErr")

    @property
    def nodes(self) -> str | None:
        """The nodes that it has, as Slurm lists them."""
        given = self.fields.get("NodeList", "")
        return given if given not in {"", "(null)"} else None

    @property
    def raw(self) -> dict[str, str]:
        """What Slurm says of its state and its end."""
        names = ("JobState", "Reason", "ExitCode", "DerivedExitCode", "Restarts", "NodeList", "RunTime", "TimeLimit")
        return {name: self.fields[name] for name in names if name in self.fields}

    def _time(self, name: str) -> datetime | None:
        text = self.fields.get(name, "")
        return datetime.fromtimestamp(int(text), UTC) if text.isdecimal() and text != "0" else None


def show(name: JobName) -> Job:
    """Ask the controller for a job.

    Raises:
        NoSuchJobError: where it knows none such, any more.
        NoAnswerError, RefusedError: as ``call``.
    """
    return Job(read(call("scontrol", *name.of_cluster, "show", "job", name.number)))


def read(text: str) -> dict[str, str]:
    """Read what ``scontrol show job`` prints.

    Not its ``--oneliner``: there a job's name or a folder could hold what looks like another field. On lines of their
    own they cannot, and what is said first holds.
    """
    fields: dict[str, str] = {}
    for line in text.splitlines():
        stripped = line.strip()
        name, _, value = stripped.partition("=")
        if name in _WHOLE_LINES:
            fields.setdefault(name, value)
            continue
        first = re.match(r"(JobId=\S+) (?:.* )?JobName=(.*)$", stripped)
        if first:
            fields.setdefault("JobName", first[2])
            stripped = first[1]
        for word in stripped.split():
            name, _, value = word.partition("=")
            fields.setdefault(name, value)
    return fields


def seconds(duration: str) -> int | None:
    """Read a duration as Slurm prints it, ``D-HH:MM:SS`` or less; None for UNLIMITED and the like."""
    match = re.fullmatch(r"(?:([0-9]+)-)?(?:([0-9]+):)?([0-9]+):([0-9]+)", duration)
    if match is None:
        return None
    days, hours, minutes, rest = (int(part or 0) for part in match.groups())
    return days * 86400 + hours * 3600 + minutes * 60 + rest
