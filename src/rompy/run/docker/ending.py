"""Tells how a run ended, by what the engine says of its container."""

from __future__ import annotations

import re
import signal
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rompy.run.outcome import Outcome, State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rompy.plan import RunContainer
    from rompy.run.docker.daemon import Container, Event

_SIGNALLED = 128
"""A process that a signal ended has this and the signal's number as its exit code (docs.docker.com, "docker run")."""
_MORE_MEMORY = "it reached its memory limit: give it more with 'memory', or let it use less"


@dataclass(frozen=True)
class Wish:
    """Why rompy itself ended a run."""

    state: State
    cause: str
    signal: int | None = None


def outcome_of(
    container: Container,
    step: RunContainer,
    wish: Wish | None,
    events: Sequence[Event],
    *,
    was_engine_away: bool,
) -> Outcome:
    """Tell how a container ended that the engine still knows."""
    code = container.exit_code
    number = code - _SIGNALLED if _SIGNALLED < code <= _SIGNALLED + signal.SIGRTMAX else None
    evidence = [f"ExitCode={code}", *(["OOMKilled=true"] if container.is_oom_killed else [])]
    if wish is not None:
        advice = _MORE_MEMORY if container.is_oom_killed else None
        return Outcome(
            wish.state, wish.cause, code, number, tuple(evidence), container.raw, advice, stopped_by=wish.signal
        )
    if container.is_oom_killed:
        memory = "its memory" if step.memory is None else f"its memory limit of {shown_bytes(step.memory)}"
        what = "the model was" if code else "a process of the model was"
        said = f"{what} ended because it reached {memory}" + (
            "" if code else ", although the model exited with status 0"
        )
        return Outcome(State.OUT_OF_MEMORY, said, code, number, tuple(evidence), container.raw, _MORE_MEMORY)
    if code == 0:
        return Outcome(State.SUCCEEDED, "the model ended well", 0, None, tuple(evidence), container.raw)
    killed = next((event for event in events if event.action == "kill"), None)
    if killed is not None:
        sent = killed.attributes.get("signal", "")
        evidence.append(f"event kill signal={sent}")
        said = f"the container was ended from outside ({_signal_name(sent)}), as 'docker stop' and 'docker kill' do"
        return Outcome(State.CANCELLED, said, code, number, tuple(evidence), container.raw)
    if number is not None:
        return _signalled(container, code, number, evidence, was_engine_away=was_engine_away)
    said = f"the model exited with status {code}"
    return Outcome(State.FAILED, said, code, None, tuple(evidence), container.raw, _advice(code))


def _signalled(container: Container, code: int, number: int, evidence: list[str], *, was_engine_away: bool) -> Outcome:
    name = _signal_name(str(number))
    if was_engine_away:
        said = f"Docker's engine went away and ended the container when it was back ({name})"
        settings = "with 'live-restore' in the engine's settings containers outlive it"
        evidence.append("the engine did not answer for a while")
        return Outcome(State.LOST, said, code, number, tuple(evidence), container.raw, settings)
    advice = None
    if number == signal.SIGKILL:
        advice = "nobody asked Docker for that: the host may have run out of memory (see 'dmesg'); set 'memory'"
    return Outcome(State.FAILED, f"the model was ended by {name}", code, number, tuple(evidence), container.raw, advice)


def gone(events: Sequence[Event], wish: Wish | None) -> Outcome:
    """Tell how a run ended whose container is gone."""
    evidence = tuple(
        " ".join(
            [
                "event",
                event.action,
                *(f"{key}={event.attributes[key]}" for key in ("signal", "exitCode") if key in event.attributes),
            ]
        )
        for event in events
        if event.action in {"kill", "die", "oom", "destroy"}
    )
    if wish is not None:
        return Outcome(wish.state, wish.cause, evidence=evidence, stopped_by=wish.signal)
    if any(event.action == "kill" for event in events):
        said = "the container was removed from outside while it ran, as 'docker rm --force' does"
        return Outcome(State.CANCELLED, said, evidence=evidence)
    said = "the container is gone, and with it its exit status and the end of its log"
    return Outcome(State.LOST, said, evidence=evidence, advice="something removed it: see 'docker events'")


def shown_bytes(number: int) -> str:
    """Write bytes as ``memory`` takes them."""
    for unit, size in (("g", 1024**3), ("m", 1024**2), ("k", 1024)):
        if number % size == 0:
            return f"{number // size}{unit}"
    return f"{number} bytes"


def moment(text: str) -> datetime | None:
    """Read a time of the engine; None where there is none, which it writes as the year 1."""
    found = re.fullmatch(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,6})?\d*(Z|[+-]\d\d:\d\d)", text)
    if found is None or text.startswith("0001-"):
        return None
    zone = "+00:00" if found[3] == "Z" else found[3]
    fraction = (found[2] or ".0").ljust(7, "0")
    return datetime.fromisoformat(f"{found[1]}{fraction}{zone}").astimezone(UTC)


def _signal_name(number: str) -> str:
    try:
        return signal.Signals(int(number)).name
    except ValueError:
        return f"signal {number}"


def _advice(code: int) -> str | None:
    return {
        126: "status 126 is a shell's word for a command that may not be executed",
        127: "status 127 is a shell's word for a command that it does not find: the image may lack it",
    }.get(code)
