"""Runs Slurm's commands, and tells a refusal from a controller that does not answer."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rompy.errors import CannotStartError, RompyError

if TYPE_CHECKING:
    from pathlib import Path

PATIENCE = 60.0
"""Seconds that a command gets; without a controller they give up by themselves after 9 to 18 s (Slurm 22.05)."""

_NO_ANSWER = re.compile(
    "unable to contact slurm controller|timed out|connection refused|communication|zero bytes were transmitted"
    "|standby mode|unable to process configuration file|temporarily unable|could not establish a configuration source"
    "|protocol authentication error|munge|persistent connection|transport endpoint",
    re.IGNORECASE,
)
_NO_SUCH_JOB = re.compile("invalid job id specified", re.IGNORECASE)
_OF_THE_USER = re.compile("(?:SQUEUE|SCANCEL|SCONTROL|SACCT)_|SLURM_TIME_FORMAT$|SLURM_BITSTR_LEN$")
"""Variables that change what the commands print (INPUT ENVIRONMENT VARIABLES in their manuals)."""
_OF_JOBS = frozenset({"SBATCH_ARRAY_INX", "SBATCH_WAIT"})
"""Variables that have sbatch submit many jobs, or wait for the end of one."""


class NoAnswerError(RompyError):
    """A controller that does not answer, which says nothing about the jobs."""


class NoSuchJobError(RompyError):
    """A job that the controller does not know, any more or yet."""


class RefusedError(RompyError):
    """A request that Slurm refused, with its own words."""


@dataclass(frozen=True)
class JobName:
    """What a job is called by: its number, and its cluster where there are several."""

    number: str
    cluster: str | None = None

    def __str__(self) -> str:
        """Write it as ``sbatch --parsable`` does."""
        return self.number if self.cluster is None else f"{self.number};{self.cluster}"

    @classmethod
    def parse(cls, text: str) -> JobName | None:
        """Read the answer of ``sbatch --parsable``, which may follow lines of a site's own; None for anything else."""
        lines = text.strip().splitlines()
        match = re.fullmatch(r"([0-9]+)(?:;(.+))?", lines[-1].strip()) if lines else None
        return None if match is None else cls(match[1], match[2])

    @property
    def of_cluster(self) -> tuple[str, ...]:
        """The options that lead a command to its cluster."""
        return () if self.cluster is None else (f"--clusters={self.cluster}",)


def require(*commands: str) -> None:
    """See that commands are there.

    Raises:
        CannotStartError: where one is not.
    """
    for command in commands:
        if shutil.which(command) is None:
            message = (
                f"there is no {command} on this machine (PATH holds none): submit from a login node of the cluster, "
                "load its slurm module, or use 'type: local' or 'type: docker' here"
            )
            raise CannotStartError(message)


def call(command: str, *arguments: str, folder: Path | None = None, patience: float = PATIENCE) -> str:
    """Run a command to its end and give what it printed.

    It has a session of its own, so that Ctrl-C ends no command half-way, and prints times in seconds since the epoch.

    Raises:
        NoAnswerError: where the controller does not answer, or the command does not end.
        NoSuchJobError: where the command names a job that the controller does not know.
        RefusedError: where it fails for another reason.
    """
    environment = {name: value for name, value in os.environ.items() if name not in _OF_JOBS}
    if command != "sbatch":
        # a job would inherit what sbatch has
        environment = {name: value for name, value in environment.items() if not _OF_THE_USER.match(name)}
        environment["SLURM_TIME_FORMAT"] = "%s"
    try:
        done = subprocess.run(  # noqa: S603 - words, and no shell
            [command, *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            cwd=folder,
            env=environment,
            encoding="utf-8",
            errors="surrogateescape",
            timeout=patience,
            check=False,
            start_new_session=True,
        )
    except subprocess.TimeoutExpired as error:
        message = f"{command} has not answered for {patience:.0f} s"
        raise NoAnswerError(message) from error
    except OSError as error:
        message = f"{command} cannot be executed: {error.strerror}"
        raise RefusedError(message) from error
    if done.returncode == 0:
        return done.stdout
    said = _words(done.stderr) or _words(done.stdout) or f"{command} ended with {done.returncode}, and no word"
    if _NO_SUCH_JOB.search(said):
        raise NoSuchJobError(said)
    raise NoAnswerError(said) if _NO_ANSWER.search(said) else RefusedError(said)


def _words(text: str) -> str:
    """Put what a command says onto one line, without its own name before it."""
    lines = (re.sub("^(?:s[a-z]+: )?(?:error: |fatal: )?", "", line.strip()) for line in text.splitlines())
    return "; ".join(line for line in lines if line and set(line) != {"*"})
