"""What sbatch's options are called, and whether they take a value.

Source: Slurm's manual of sbatch, releases 22.05 to 26.11, and sbatch 22.05 itself.
"""

from __future__ import annotations

import re
import shlex
from typing import Literal, NamedTuple

Takes = Literal["value", "maybe", "nothing"]

_WITH_VALUE = """
account acctg-freq array batch bb bbf begin chdir cluster-constraint clusters comment constraint container
container-id core-spec cores-per-socket cpu-freq cpus-per-gpu cpus-per-task deadline delay-boot dependency
distribution error exclude export export-file extra extra-node-info gid gpu-bind gpu-freq gpus gpus-per-node
gpus-per-socket gpus-per-task gres gres-flags hint input job-name kill-on-invalid-dep licenses mail-type mail-user
mcs-label mem mem-bind mem-per-cpu mem-per-gpu mem-update mincpus network nodefile nodelist nodes ntasks
ntasks-per-core ntasks-per-gpu ntasks-per-node ntasks-per-socket open-mode output partition power prefer priority
profile qos reservation resources runtime segment signal sockets sockets-per-node switches tasks-per-node
thread-spec threads-per-core time time-min tmp tres-bind tres-per-task uid wait-all-nodes wckey wrap
"""
_WITH_VALUE_OR_NOT = "exclusive get-user-env nice no-kill oom-kill-step propagate resv-ports"
_ALONE = """
consolidate-segments contiguous help hold ignore-pbs no-requeue overcommit oversubscribe parsable quiet reboot
requeue spread-job spread-segments stepmgr test-only usage use-min-nodes verbose version wait
"""
# options of pyxis, the plugin that most clusters with containers have (NVIDIA/pyxis, README)
_OF_PLUGINS = """
container-entrypoint container-env container-image container-mount-home container-mounts container-name
container-readonly container-remap-root container-save container-workdir container-writable
no-container-entrypoint no-container-mount-home no-container-remap-root
"""

OPTIONS: dict[str, Takes] = {
    **dict.fromkeys(_WITH_VALUE.split(), "value"),
    **dict.fromkeys(_WITH_VALUE_OR_NOT.split(), "maybe"),
    **dict.fromkeys(_ALONE.split(), "nothing"),
    **dict.fromkeys(_OF_PLUGINS.split(), "maybe"),
}
"""Long options, without dashes."""

_LETTERS = """
a=array A=account b=begin B=extra-node-info c=cpus-per-task C=constraint d=dependency D=chdir e=error F=nodefile
G=gpus h=help H=hold i=input J=job-name k=no-kill L=licenses m=distribution M=clusters n=ntasks N=nodes o=output
O=overcommit p=partition q=qos Q=quiet s=oversubscribe S=core-spec t=time v=verbose V=version w=nodelist W=wait
x=exclude
"""
LETTERS = {pair[0]: pair[2:] for pair in _LETTERS.split()}
"""Options of one letter, and the long ones that they stand for."""

OTHER_WORDS = {
    "constraints": "constraint",
    "cpus": "cpus-per-task",
    "gpu": "gpus",
    "memory": "mem",
    "name": "job-name",
    "queue": "partition",
    "share": "oversubscribe",
    "walltime": "time",
    "workdir": "chdir",
}
"""What older releases of sbatch, other schedulers and people call them."""

OF_SRUN = frozenset({"cpu-bind", "exact", "immediate", "jobid", "label", "mpi", "multi-prog", "overlap", "pty"})
"""Options that srun has and sbatch has not."""


class Option(NamedTuple):
    """One option as it is written."""

    written: str
    """With its dashes, without its value."""
    name: str | None
    """The long option without dashes that it is; None where sbatch has none such."""
    value: str | None = None
    is_joined: bool = False
    """Whether the value follows without a blank."""

    @property
    def takes(self) -> Takes:
        """Tell whether it takes a value."""
        return OPTIONS.get(self.name or "", "maybe")


def long_name(written: str) -> str | None:
    """Give the long option that a name without dashes is; the beginning of just one will do (getopt_long)."""
    if written in OPTIONS:
        return written
    begun = [name for name in OPTIONS if name.startswith(written)]
    return begun[0] if len(begun) == 1 and written else None


def options_in(entry: str) -> list[Option | str] | None:
    """Read an entry as a command line: its options, and words that belong to none; None where a quote is not closed."""
    try:
        words = shlex.split(entry)
    except ValueError:
        return None
    read: list[Option | str] = []
    while words:
        word = words.pop(0)
        option = _option(word)
        is_short_of_value = option is not None and option.value is None and option.takes == "value"
        if option is not None and is_short_of_value and words and not re.match(r"--?[A-Za-z]", words[0]):
            option = Option(option.written, option.name, words.pop(0))
        read.append(word if option is None else option)
    return read


def _option(word: str) -> Option | None:
    long = re.fullmatch(r"--([A-Za-z][A-Za-z0-9_-]*)(?:=(.*))?", word, re.DOTALL)
    if long:
        return Option(f"--{long[1]}", long_name(long[1]), long[2], is_joined=long[2] is not None)
    short = re.fullmatch(r"-([A-Za-z])(.*)", word, re.DOTALL)
    if short:
        return Option(f"-{short[1]}", LETTERS.get(short[1]), short[2] or None, is_joined=bool(short[2]))
    return None


def is_one_dash_short(entry: str) -> bool:
    """Tell whether an entry is a long option with one dash, which sbatch reads as short ones."""
    match = re.fullmatch(r"-([a-z][a-z-]+)(?:[= ].*)?", entry, re.DOTALL)
    return match is not None and match[1] in OPTIONS


def lacks_value(entry: str) -> bool:
    """Tell whether an entry ends in an option whose value is not there."""
    words = options_in(entry)
    last = words[-1] if words else ""
    return isinstance(last, Option) and last.takes == "value" and last.name is not None and last.value is None
