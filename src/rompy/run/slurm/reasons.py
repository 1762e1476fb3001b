"""Says in words why a job waits, and tells which waits never end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rompy.run.slurm.job import Job


@dataclass(frozen=True)
class Wait:
    """Why a job waits."""

    words: str
    advice: str | None = None
    """What to change, where the wait never ends by itself."""

    @property
    def is_endless(self) -> bool:
        """Whether the job would wait for ever as it was submitted."""
        return self.advice is not None


_WAITS = {
    "None": "for the scheduler to look at it",
    "Priority": "behind jobs of higher priority",
    "Resources": "for free nodes, cores or memory",
    "Dependency": "for the jobs it depends on",
    "BeginTime": "for the time it may begin",
    "Licenses": "for licences",
    "Reservation": "for its reservation to begin",
    "JobHeldUser": "because its user holds it; 'scontrol release' lets it go",
    "JobHeldAdmin": "because an administrator holds it",
    "Cleaning": "for an earlier start of it to be cleaned up",
    "Prolog": "for its nodes to be made ready",
    "ReqNodeNotAvail": "for nodes that are down, drained or reserved",
    "Nodes": "for nodes that are down, drained or reserved",
    "NodeDown": "for a node that is down",
    "Frontend": "for a front end to be up",
    "FrontEndDown": "for a front end to be up",
}
REASONS_THAT_NEVER_CLEAR = {
    "AccountNotAllowed": ("its account may not use the partition", "correct 'account' or 'queue'"),
    "AssocMaxCpuMinutesPerJobLimit": ("it asks for more core time than a job may have", "ask for less"),
    "AssocMaxCpuPerJobLimit": ("it asks for more cores than a job of this account may have", "ask for fewer"),
    "AssocMaxNodePerJobLimit": ("it asks for more nodes than a job of this account may have", "lower 'nodes'"),
    "AssocMaxWallDurationPerJobLimit": ("it asks for more time than this account may have", "lower 'time_limit'"),
    "BadConstraints": ("no node can give what it asks for", "ask for less, or correct the constraints"),
    "DependencyNeverSatisfied": ("the job it depends on did not end as it has to", "remove the dependency"),
    "InvalidAccount": ("there is no such account", "correct 'account'"),
    "InvalidQOS": ("there is no such quality of service", "correct 'qos'"),
    "JobLaunchFailure": ("it could not be launched", "ask the administrators"),
    "PartitionConfig": (
        "no node of the partition has what it asks for",
        "lower 'cpus_per_task', 'ntasks', 'nodes' or the memory, or name another 'queue'",
    ),
    "PartitionDown": ("its partition is closed", "name another 'queue', or wait until it is open (sinfo)"),
    "PartitionInactive": ("its partition is inactive", "name another 'queue', or wait until it is open (sinfo)"),
    "PartitionNodeLimit": (
        "it asks for more nodes than the partition gives to a job",
        "lower 'nodes', or name another 'queue'",
    ),
    "PartitionTimeLimit": (
        "it asks for more time than the partition gives to a job",
        "lower 'time_limit', or name another 'queue' (sinfo)",
    ),
    "QOSMaxCpuPerJobLimit": ("it asks for more cores than its quality of service gives", "ask for fewer"),
    "QOSMaxNodePerJobLimit": ("it asks for more nodes than its quality of service gives", "lower 'nodes'"),
    "QOSMaxWallDurationPerJobLimit": ("it asks for more time than its quality of service gives", "lower 'time_limit'"),
    "QOSNotAllowed": ("its quality of service may not be used there", "correct 'qos' or 'queue'"),
    "ReservationDeleted": ("its reservation was deleted", "correct 'reservation'"),
}
"""By squeue's manual (JOB REASON CODES): what the job asks for has to change, or an administrator has to act."""


def why(job: Job) -> Wait:
    """Say why a job waits."""
    word = job.reason.split(",")[0].split("_")[0].split("(")[0]
    if job.state == "CONFIGURING":
        return Wait("for its nodes to be made ready")
    if word in REASONS_THAT_NEVER_CLEAR:
        words, advice = REASONS_THAT_NEVER_CLEAR[word]
        return Wait(f"{words} (Slurm: {job.reason})", advice)
    known = _WAITS.get(word)
    return Wait(f"{known} (Slurm: {job.reason})" if known else f"Slurm: {job.reason}")
