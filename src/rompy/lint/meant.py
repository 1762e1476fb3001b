"""Guesses what a person meant by a name that is not known."""

from __future__ import annotations

from difflib import SequenceMatcher, get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_OTHER_WORDS = {
    "args": "build_args",
    "cmd": "command",
    "context": "build_context",
    "cpus": "cpu",
    "cwd": "working_dir",
    "env": "env_vars",
    "environment": "env_vars",
    "mem": "memory",
    "mem_limit": "memory",
    "mounts": "volumes",
    "partition": "queue",
    "time": "time_limit",
    "walltime": "time_limit",
    "workdir": "working_dir",
}
"""What other tools call our fields: Docker and its compose files, Slurm and other schedulers."""


def closest(name: str, options: Iterable[str]) -> str | None:
    """Give the option that a name is nearly, in any case."""
    return next(iter(get_close_matches(name.strip().lower(), list(options), n=1)), None)


def meant_field(name: str, fields: Iterable[str]) -> str | None:
    """Give the field that was meant by an unknown name: one spelt nearly so, or another tool's word for it."""
    names = list(fields)
    word = name.strip().lower().replace("-", "_")
    other = _OTHER_WORDS.get(word)
    return other if other in names else closest(word, names)


def is_surely(name: str, meant: str) -> bool:
    """Tell whether a name can mean nothing else: it differs by case or by one slip, or is a known other word."""
    word = name.strip().lower().replace("-", "_")
    return _OTHER_WORDS.get(word) == meant or SequenceMatcher(None, word, meant).ratio() >= _SURE


_SURE = 0.85
"""How alike two names of six letters are that differ by one slip."""
