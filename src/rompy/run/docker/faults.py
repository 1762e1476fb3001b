"""Says in words why a container was not created, not started, or could not execute its program."""

from __future__ import annotations

import os
import re
import shlex
from dataclasses import replace
from typing import TYPE_CHECKING

from rompy.errors import CannotStartError, EngineRefusalError
from rompy.run.docker.ending import shown_bytes
from rompy.run.outcome import Outcome, State

if TYPE_CHECKING:
    from collections.abc import Callable

    from rompy.plan import RunContainer
    from rompy.run.docker.logs import ContainerLog

    Look = Callable[[str], bytes | None]

_INIT_FAULT = re.compile(r"\[FATAL tini \(\d+\)\] exec (?P<file>.*) failed: (?P<why>.*)")
"""What Docker's init writes where it cannot execute the model (github.com/krallin/tini)."""
_INITS = ("docker-init", "catatonit", "init binary", "init-path")
_ELF = b"\x7fELF"
_ELF_MACHINE = slice(18, 20)
"""Where a program says what processor it is for (elf(5), e_machine)."""
_MACHINES = {3: "i386", 40: "arm", 62: "amd64", 183: "arm64", 243: "riscv64"}
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


def explained(outcome: Outcome, step: RunContainer, log: ContainerLog, look: Look) -> Outcome:
    """Add what the log and the files of the container say of why a model failed."""
    if outcome.state is not State.FAILED:
        return outcome
    fault = _init_fault(log, step, look) if log.size < _ALL_OF_IT else None
    if fault is not None:
        return replace(outcome, state=State.REJECTED, cause=fault, advice=None)
    is_root = step.user.partition(":")[0] in {"root", "0"}
    if outcome.advice is None and not is_root and "permission denied" in "\n".join(log.last_lines).lower():
        who = f"{os.getuid()}:{os.getgid()}"
        return replace(
            outcome,
            advice=f"user {step.user} may not write or read something; your own files are for user: '{who}'",
        )
    return outcome


def _init_fault(log: ContainerLog, step: RunContainer, look: Look) -> str | None:
    """Say why the model could not be executed, where the container's init said so and nothing else was written."""
    found = _INIT_FAULT.fullmatch(log.last_lines[0]) if len(log.last_lines) == 1 else None
    if found is not None:
        return _exec_fault(found["file"], found["why"], step, look(found["file"]) if "/" in found["file"] else None)
    if _ELF in log.tail and log.tail.startswith(f"{step.argv[0]}: ".encode()):
        # the init gives what the kernel does not execute to a shell, which stumbles over its first line
        return _exec_fault(step.argv[0], "exec format error", step, look(step.argv[0]))
    return None


def _exec_fault(file: str, why: str, step: RunContainer, beginning: bytes | None = None) -> str:
    """Say why a program could not be executed, by what the kernel says and by how the file begins."""
    lower = why.lower()
    if "permission denied" in lower:
        return f"{file} in the image may not be executed by user {step.user}: 'chmod +x' it, or choose another one"
    if beginning is not None and beginning.startswith(b"#!"):
        interpreter = beginning.splitlines()[0][2:].decode(errors="replace").strip()
        return (
            f"{file} is there, and what its first line names is not in the image: {interpreter}; name another "
            "interpreter there (few small images have bash, most have /bin/sh), or choose an image that has it"
        )
    if (beginning is not None and beginning.startswith(_ELF)) or "exec format" in lower:
        return (
            f"{file} is no program for this platform: it{_machine(beginning)} does not fit the engine's processor, or "
            "the libraries that it was built for are not in the image; choose an image for this platform"
        )
    if "no such file" in lower or "not found" in lower:
        said = (
            f"the image has no {file}: set 'executable' to what it has, with the whole path (few small images have a "
            "shell such as bash)"
        )
        if len(step.argv) > 1:
            said += f"; what was to be executed is {shlex.join(step.argv)}"
        return said
    return f"{file} could not be executed in the container: {why}; see 'executable'"


def _machine(beginning: bytes | None) -> str:
    if beginning is None or len(beginning) < _ELF_MACHINE.stop:
        return ""
    name = _MACHINES.get(int.from_bytes(beginning[_ELF_MACHINE], "little"))
    return f", made for {name}," if name else ""


class MissingUserError(CannotStartError):
    """A user that the image does not have."""


def start_fault(said: str, step: RunContainer) -> CannotStartError:
    """Say why a container could not be started, by what the engine says."""
    lower = said.lower()
    if re.search("no matching entries in (passwd|group)|unable to find (user|group)", lower):
        return MissingUserError(
            f"the image has no user {step.user!r}: set 'user' to one that its /etc/passwd names, or to numbers such as "
            f"'1000:1000' (the engine says: {said})"
        )
    if any(word in said for word in _INITS):
        return CannotStartError(
            "the engine has no init to put before the model: install the package that brings it, docker-init, tini or "
            f"catatonit, on the engine's host (the engine says: {said})"
        )
    found = re.search(r'exec: \\?"([^"\\]+)\\?": (.*?)(?:: unknown)?$', said, re.DOTALL) or re.search(
        r"exec(?:ve)? (\S+?):? ?(no such file or directory|permission denied|exec format error)", said
    )
    if found:
        return CannotStartError(f"{_exec_fault(found[1], found[2], step)} (the engine says: {said})")
    if "exec format error" in lower:
        return CannotStartError(_exec_fault(step.argv[0], "exec format error", step))
    if "mount" in lower:
        return CannotStartError(f"a mount could not be made: {said}; see 'volumes'")
    return CannotStartError(f"the container could not be started: {said}")
