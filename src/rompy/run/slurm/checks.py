"""Sees beforehand whether a job can be submitted."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from rompy.errors import CannotStartError
from rompy.run.slurm.commands import NoAnswerError, NoSuchJobError, RefusedError, call, require
from rompy.run.slurm.options import check_options, value_of

if TYPE_CHECKING:
    from pathlib import Path

    from rompy.plan import Plan, SubmitJob

_PATIENCE = 25.0
"""Seconds; without a configuration the commands would look for one for a minute (Slurm 22.05)."""


def check(plan: Plan, step: SubmitJob) -> None:
    """See that the job can be submitted: commands, controller, options, partition, folders.

    ``sbatch --test-only`` is not asked: it refuses what could run once nodes are back, and takes what waits for ever
    in a closed partition (measured, 22.05). What sbatch refuses it tells when the job is submitted.

    Raises:
        CannotStartError: where it cannot be.
    """
    require("sbatch", "scontrol", "squeue", "scancel")
    check_options(step.options)
    _check_folders(plan, step)
    try:
        shown = call("scontrol", "--all", "show", "partition", "--oneliner", patience=_PATIENCE)
    except (NoAnswerError, NoSuchJobError, RefusedError) as error:
        conf = os.environ.get("SLURM_CONF")
        where = f"SLURM_CONF is {conf}" if conf else "SLURM_CONF is not set, so the machine's own configuration counts"
        message = f"Slurm's controller does not answer: {error} ({where}); see 'scontrol ping'"
        raise CannotStartError(message) from error
    if value_of(step.options, "clusters") is None and "SBATCH_CLUSTERS" not in os.environ:
        _check_partition(step, shown)


def _check_partition(step: SubmitJob, shown: str) -> None:
    partitions = [dict(word.partition("=")[::2] for word in line.split()) for line in shown.splitlines()]
    states = {partition.get("PartitionName", ""): partition.get("State", "") for partition in partitions}
    named = value_of(step.options, "partition") or os.environ.get("SBATCH_PARTITION")
    if named is None:
        wanted = [part.get("PartitionName", "") for part in partitions if part.get("Default") == "YES"]
    else:
        wanted = named.split(",")
    for name in wanted:
        if name not in states:
            message = f"queue: there is no partition {name!r} on this cluster; there are {', '.join(sorted(states))}"
            raise CannotStartError(message)
    if not wanted:
        message = f"queue: the cluster has no default partition; name one of {', '.join(sorted(states))}"
        raise CannotStartError(message)
    if all(states[name] != "UP" for name in wanted):
        told = ", ".join(f"{name} is {states[name]}" for name in wanted)
        message = f"queue: the partition is closed ({told}); name another one, or wait until it is open (sinfo)"
        raise CannotStartError(message)


def _check_folders(plan: Plan, step: SubmitJob) -> None:
    for folder in (step.folder, plan.workspace):
        if "\n" in str(folder) or "\r" in str(folder):
            message = f"{str(folder)!r}: a folder whose name has a line break cannot be written into a job's script"
            raise CannotStartError(message)
        if not folder.is_dir():
            message = f"working_dir: {folder} is not there; Slurm would run the job in /tmp"
            raise CannotStartError(message)
    for field, parent in output_folders(step):
        if parent.exists() and not parent.is_dir():
            message = f"{field}: {parent} is not a folder"
            raise CannotStartError(message)
        if not parent.exists() and not parent.is_relative_to(step.folder):
            message = f"{field}: the folder {parent} does not exist, and Slurm makes none: make it, or name another"
            raise CannotStartError(message)


def output_folders(step: SubmitJob) -> list[tuple[str, Path]]:
    """Give the folders that the job's files go into, each with its field, where no pattern stands in their names."""
    named = (("output_file", step.output), ("error_file", step.error))
    folders = [(field, (step.folder / pattern).parent, pattern) for field, pattern in named if pattern is not None]
    return [(field, folder) for field, folder, pattern in folders if "%" not in pattern.rpartition("/")[0]]


def make_output_folders(step: SubmitJob) -> None:
    """Make the folders within the job's own that its files go into: Slurm makes none.

    Raises:
        CannotStartError: where one cannot be made.
    """
    for field, folder in output_folders(step):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            message = f"{field}: the folder {folder} cannot be made: {error.strerror}"
            raise CannotStartError(message) from error
