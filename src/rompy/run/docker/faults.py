"""Says in words why a container was not created, not started, or could not execute its program."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from rompy.errors import CannotStartError, EngineRefusalError
from rompy.run.docker.ending import shown_bytes
from rompy.run.outcome import Outcome, State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rompy.plan import RunContainer
    from rompy.run.docker.logs import ContainerLog

_INIT_FAULT = re.compile(r"\[FATAL tini \(\d+\)\] exec (?P<file>.*) failed: (?P<why>.*)")
"""What Docker's init writes where it cannot execute the model (github.com/krallin/tini)."""
_INITS = ("docker-init", "catatonit", "init binary", "init-path")
_ALL_OF_IT = 4096
"""Bytes of a log that holds nothing but the words of the init."""


def creation_fault(error: EngineRefusalError, step: RunContainer, image: str) -> CannotStartError:
    """Say why a container could not be created, by what the engine says."""
    said = str(error)
    lower = said.lower()
    if "bind source path does not exist" in lower or ("statfs" in lower and "no such file" in lower):
        return CannotStartError(f"a host path of 'volumes' does not exist where the engine runs: {said}")
    if "no such image" in lower:
        return CannotStartError(f"the image {image} has just been removed from the engine; run again")
    if "memory" in lower:
        shown = "" if step.memory is None else f" of {shown_bytes(step.memory)}"
        return CannotStartError(f"the engine does not take the memory limit{shown}: {said}; see 'memory'")
    if "cpu" in lower:
        return CannotStartError(f"the engine does not take {step.cpus} cores: {said}; see 'cpu'")
    if "mount" in lower or "volume" in lower:
        return CannotStartError(f"a mount could not be made: {said}; see 'volumes'")
    return CannotStartError(f"the container could not be created; the engine says: {said}")


def explained(outcome: Outcome, step: RunContainer, log: ContainerLog) -> Outcome:
    """Add what the log says of why a model failed."""
    if outcome.state is not State.FAILED:
        return outcome
    fault = _init_fault(outcome.exit_code or 0, log.last_lines, step, step.user) if log.size < _ALL_OF_IT else None
    if fault is not None:
        return replace(outcome, state=State.REJECTED, cause=fault)
    is_root = step.user.partition(":")[0] in {"root", "0"}
    if outcome.advice is None and not is_root and "permission denied" in "\n".join(log.last_lines).lower():
        who = f"{os.getuid()}:{os.getgid()}"
        return replace(
            outcome,
            advice=f"user {step.user} may not write or read something; your own files are for user: '{who}'",
        )
    return outcome


def _init_fault(code: int, log: Sequence[str], step: RunContainer, user: str) -> str | None:
    """Say why the model could not be executed, where the container's init said so and nothing else was written."""
    found = _INIT_FAULT.fullmatch(log[0]) if len(log) == 1 and code != 0 else None
    return None if found is None else _exec_fault(found["file"], found["why"], step, user)


def _exec_fault(file: str, why: str, step: RunContainer, user: str) -> str:
    """Say why a program could not be executed."""
    lower = why.lower()
    if "no such file" in lower or "not found" in lower:
        said = (
            f"the image has no {file}, or not the interpreter that its first line names: set 'executable' to what the "
            "image has, with its whole path (a shell such as bash is in few small images)"
        )
        if step.argv[0] == file and len(step.argv) > 1:
            said += f"; what was executed is {' '.join(step.argv)}"
        return said
    if "permission denied" in lower:
        return f"{file} in the image may not be executed by user {user}: 'chmod +x' it, or choose another 'executable'"
    if "exec format" in lower:
        return (
            f"{file} is no program for this platform: the image is made for another one, or a script lacks its first "
            "line '#!'; choose an image for this platform, or another 'executable'"
        )
    return f"{file} could not be executed in the container: {why}; see 'executable'"


def start_fault(said: str, step: RunContainer) -> str:
    """Say why a container could not be started, by what the engine says."""
    lower = said.lower()
    if "no matching entries in passwd" in lower or "unable to find user" in lower or "unable to find group" in lower:
        return (
            f"the image has no user {step.user!r}: set 'user' to one that its /etc/passwd names, or to numbers such as "
            f"'1000:1000' (the engine says: {said})"
        )
    if any(word in said for word in _INITS):
        return (
            f"the engine has no init to put before the model: install the package that brings it, docker-init, tini or "
            f"catatonit, on the engine's host (the engine says: {said})"
        )
    found = re.search(r'exec: \\?"([^"\\]+)\\?": (.*?)(?:: unknown)?$', said, re.DOTALL) or re.search(
        r"exec(?:ve)? (\S+?):? ?(no such file or directory|permission denied|exec format error)", said
    )
    if found:
        return f"{_exec_fault(found[1], found[2], step, step.user)} (the engine says: {said})"
    if "exec format error" in lower:
        return _exec_fault(step.argv[0], "exec format error", step, step.user)
    if "mount" in lower:
        return f"a mount could not be made: {said}; see 'volumes'"
    return f"the container could not be started: {said}"
