"""Tells how many cores and how much memory a machine has."""

from __future__ import annotations

import os
from typing import NamedTuple


class Machine(NamedTuple):
    """The size of a machine."""

    cpus: int | None
    """Its logical cores, or None where they cannot be counted."""
    memory: int | None
    """Its memory in bytes, or None where it cannot be told."""


def this_machine() -> Machine:
    """Measure this machine; limits of this process do not count, because Docker starts containers outside them."""
    try:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        memory = 0
    return Machine(os.cpu_count(), memory if memory > 0 else None)


def shown(memory: int) -> str:
    """Write an amount of memory for people, in the largest unit that leaves at least one."""
    for name, unit in (("GiB", 1024**3), ("MiB", 1024**2), ("KiB", 1024)):
        if memory >= unit:
            return f"{memory / unit:.1f}".removesuffix(".0") + f" {name}"
    return f"{memory} bytes"
