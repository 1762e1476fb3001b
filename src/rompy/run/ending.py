"""Tells how a run ended from what its supervisor says."""

from __future__ import annotations

import errno
import os
import signal
from typing import TYPE_CHECKING

from rompy.run.outcome import Outcome, State

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rompy.plan import Plan
    from rompy.run.supervision import Result, StartError

_SHELLS_SIGNALS = range(129, 193)
"""Exit statuses by which a shell says that a signal ended its command (POSIX, "Exit Status for Commands")."""


def outcome_of(result: Result, plan: Plan, *, stopped_by: int | None = None) -> Outcome:
    """Tell how a run ended that was started.

    Args:
        result: What its supervisor says.
        plan: What was to be done.
        stopped_by: The signal by which rompy was asked to stop it.
    """
    state, cause, advice = _judged(result, plan, stopped_by)
    return Outcome(
        state,
        cause,
        exit_code=result.exit_code,
        signal=result.signal,
        evidence=tuple(_evidence(result, plan, state)),
        raw={
            "cause": result.cause,
            "exit_code": result.exit_code,
            "signal": result.signal,
            "outlived": result.outlived,
            "killed": result.killed,
            "oom_kills": result.oom_kills,
        },
        advice=advice,
        stopped_by=stopped_by if state is State.CANCELLED else None,
        left_behind=tuple(f"process {pid} could not be ended" for pid, _ in result.left),
    )


def signal_name(number: int) -> str:
    """Name a signal: ``SIGKILL``, or ``signal 40`` where it has no name."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def not_started(error: StartError, argv: tuple[str, ...], folder: Path, log: Path, *, has_shell: bool) -> str:
    """Say why a command was not started, and what to do about it."""
    why = "for an unknown reason" if error.errno is None else os.strerror(error.errno)
    if error.stage == "log":
        return f"the log {log} cannot be written ({why}); see that its folder is there and has room"
    if error.stage == "folder":
        return f"the working directory {folder} cannot be entered ({why}); see working_dir"
    message = _not_executed(argv[0], error.errno, why, folder)
    return message if has_shell else f"{message}; what only a shell understands needs 'shell: true'"


def _not_executed(command: str, number: int | None, why: str, folder: Path) -> str:
    match number:
        case errno.ENOENT if "/" not in command:
            return f"the command {command!r} was not found in any folder of PATH; write its full path, or extend PATH"
        case errno.ENOENT:
            return (
                f"the command {command!r} was not found from {folder}: there is no such file, "
                "or there is no interpreter such as its #! line names"
            )
        case errno.EACCES:
            return f"the command {command!r} is not executable; try 'chmod +x {command}'"
        case errno.ENOEXEC:
            return f"the command {command!r} is no program, and has no #! line that names one"
        case errno.E2BIG:
            return f"the command {command!r} and its environment are too long together for this system"
    return f"the command {command!r} could not be started: {why}"


def _judged(result: Result, plan: Plan, stopped_by: int | None) -> tuple[State, str, str | None]:
    match result.cause:
        case "timeout":
            advice = "raise timeout, or see in the log what took so long"
            return State.TIMEOUT, f"it ran longer than its timeout of {plan.timeout} seconds", advice
        case "stopped":
            by = "" if stopped_by is None else f" by {signal_name(stopped_by)}"
            return State.CANCELLED, f"it was stopped{by}", None
        case "owner_gone":
            return State.CANCELLED, "the rompy that watched over it was gone, so its supervisor ended it", None
    if result.exit_code == 0:
        return State.SUCCEEDED, "the command ended with exit status 0", None
    if result.signal is not None:
        cause = f"the command was ended by {signal_name(result.signal)}"
    elif result.exit_code is not None:
        cause = f"the command ended with exit status {result.exit_code}"
    else:
        return State.UNKNOWN, "the command could not be ended, and is left", "see left_behind"
    if _was_killed(result) and result.oom_kills:
        return (
            State.OUT_OF_MEMORY,
            f"{cause}, because memory ran out",
            "let the model use less memory, or give it more",
        )
    return State.FAILED, cause, _advice(result)


def _was_killed(result: Result) -> bool:
    """Tell whether SIGKILL ended the command, or one whose end a shell told on."""
    return result.signal == signal.SIGKILL or result.exit_code == 128 + signal.SIGKILL


def _advice(result: Result) -> str | None:
    number = result.signal
    if result.exit_code in _SHELLS_SIGNALS and result.exit_code is not None:
        number = result.exit_code - 128
    match number, result.exit_code:
        case signal.SIGKILL, _:
            return "nothing of rompy killed it: see with 'dmesg' whether the kernel did because memory ran out"
        case signal.SIGSEGV, _:
            return "models with large arrays on the stack need 'ulimit -s unlimited' before their command"
        case signal.SIGXFSZ, _:
            return "a file grew beyond the limit that 'ulimit -f' shows"
        case signal.SIGXCPU, _:
            return "it used more processor time than 'ulimit -t' allows"
        case _, 126:
            return "the shell found the command but could not execute it: see its permissions and its #! line"
        case _, 127:
            return "the shell found no such command: see its name and PATH"
    return None


def _evidence(result: Result, plan: Plan, state: State) -> Iterator[str]:
    if result.signal is not None:
        yield f"signal {result.signal} ({signal_name(result.signal)})"
    elif result.exit_code is not None:
        said = ""
        if result.exit_code in _SHELLS_SIGNALS:
            number = result.exit_code - 128
            said = f", as shells tell of a command that signal {number} ({signal_name(number)}) ended"
        yield f"exit status {result.exit_code}{said}"
    if result.oom_kills and (state is State.OUT_OF_MEMORY or not _was_killed(result)):
        yield f"the kernel ended {_counted(result.oom_kills)} of the control group because memory ran out"
    if result.outlived:
        yield f"ended {_counted(result.outlived)} still running after the command had ended"
    if result.killed and result.cause != "exited":
        yield f"killed {_counted(result.killed)}, {plan.grace:g} seconds after SIGTERM or on a second request"
    elif result.killed:
        yield f"killed {_counted(result.killed)} of these, which SIGTERM did not end"
    if result.lost_bytes:
        yield f"{result.lost_bytes} bytes of output could not be written to the log"


def _counted(number: int) -> str:
    return "1 process" if number == 1 else f"{number} processes"
