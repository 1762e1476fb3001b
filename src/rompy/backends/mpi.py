"""Reads the command that starts an MPI run: which launcher it calls, and on how many ranks.

Sources: mpirun's manual of Open MPI (``-n``, ``-np``, ``--np``, ``-c``), Hydra's of MPICH and Intel MPI (``-n``,
``-np``), Slurm's srun (``-n``, ``--ntasks``; there ``-c`` counts the cores of a task).
"""

from __future__ import annotations

import re
import shlex
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

_OPEN_MPI_ONLY = frozenset({"orterun", "prterun", "mpirun.openmpi", "mpiexec.openmpi"})
_HYDRA_ONLY = frozenset({"mpiexec.hydra", "mpirun.hydra", "mpiexec.mpich", "mpirun.mpich"})
_LAUNCHERS = _OPEN_MPI_ONLY | _HYDRA_ONLY | {"mpirun", "mpiexec", "srun"}

_RANKS = re.compile(r"--?(?:n|np|ntasks)(?:=(?P<given>.*))?")
_RANKS_JOINED = re.compile(r"-n(?P<given>[0-9]+)")
_NUMBER = re.compile(r"[0-9]{1,9}")

_OPEN_MPI_OPTIONS = frozenset(
    {"mca", "gmca", "omca", "prtemca", "pmixmca", "oversubscribe", "nooversubscribe", "report-bindings", "tag-output"}
)
"""Options that only Open MPI's launchers know."""

_OTHER_COUNTS = re.compile(
    r"--?(?:npernode|npersocket|N|ppn|perhost|map-by|hostfile|machinefile|host|hosts|rankfile)(?:=.*)?"
)
"""Options that say how many ranks there are in another way."""

_ROOT_OPTION = re.compile(r"--?allow-run-as-root")


class MpiCommand(NamedTuple):
    """A command that starts an MPI run."""

    launcher: str
    """Its name, without folders."""
    options: tuple[str, ...]
    """What follows the launcher."""

    @property
    def ranks(self) -> int | None:
        """How many ranks it starts in all its parts, or None where it does not say."""
        counts = [self._ranks(part) for part in _parts(self.options)]
        known = [count for count in counts if count is not None]
        return sum(known) if len(known) == len(counts) else None

    @property
    def is_open_mpi(self) -> bool:
        """Whether it can be nothing but Open MPI."""
        names = {option.lstrip("-") for option in self.options if option.startswith("-")}
        return self.launcher in _OPEN_MPI_ONLY or (
            self.launcher in {"mpirun", "mpiexec"} and bool(names & _OPEN_MPI_OPTIONS)
        )

    @property
    def allows_root(self) -> bool:
        """Whether it tells Open MPI to run as root."""
        return any(_ROOT_OPTION.fullmatch(option) for option in self.options)

    @property
    def counts_ranks(self) -> bool:
        """Whether any part of it says a number of ranks, known or not."""
        says_otherwise = any(_OTHER_COUNTS.fullmatch(option) for option in self.options)
        return says_otherwise or any(self._given(part) is not None for part in _parts(self.options))

    def _ranks(self, options: Sequence[str]) -> int | None:
        given = self._given(options)
        return int(given) if given is not None and _NUMBER.fullmatch(given) and int(given) > 0 else None

    def _given(self, options: Sequence[str]) -> str | None:
        """Give what stands for a number of ranks, or None where nothing does."""
        for index, option in enumerate(options):
            found = _RANKS.fullmatch(option) or _RANKS_JOINED.fullmatch(option)
            if found is not None and found["given"] is not None:
                return found["given"]
            is_open_mpi_short = option == "-c" and self.launcher not in {"srun"} | _HYDRA_ONLY
            if found is not None or is_open_mpi_short:
                return options[index + 1] if index + 1 < len(options) else ""
        return None


@lru_cache(maxsize=256)
def read_mpi(text: str) -> MpiCommand | None:
    """Read a command, or give None where no launcher that is known stands in it."""
    try:
        words = shlex.split(text)
    except ValueError:
        return None
    for index, word in enumerate(words):
        name = word.rpartition("/")[2]
        if name in _LAUNCHERS:
            return MpiCommand(name, tuple(words[index + 1 :]))
    return None


def counts_ranks(text: str) -> bool:
    """Tell whether a command says how many ranks it starts; a launcher that is not known is read like mpiexec."""
    found = read_mpi(text) or MpiCommand("mpiexec", tuple(shlex.split(text)))
    return found.counts_ranks


def without_root_option(text: str) -> str:
    """Give a command without the option that allows root."""
    return re.sub(rf"(?:^|\s+){_ROOT_OPTION.pattern}(?=\s|$)", "", text)


def _parts(options: Sequence[str]) -> list[list[str]]:
    """Split options where a colon begins another program."""
    parts: list[list[str]] = [[]]
    for option in options:
        if option == ":":
            parts.append([])
        else:
            parts[-1].append(option)
    return parts
