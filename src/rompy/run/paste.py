"""Writes a plan as commands that a person can paste into a shell, and as data."""

from __future__ import annotations

import shlex
from dataclasses import fields, is_dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from rompy.backends.hidden import SECRET_FIELDS
from rompy.plan import BindMount, BuildImage, CallModel, Plan, RunContainer, StartProcess, Step, SubmitJob

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_SECRET = SECRET_FIELDS | {"environment", "arguments"}
"""Fields of configs and of steps of which the names alone are shown."""


def commands(plan: Plan) -> Iterator[str]:
    """Yield the lines of a script that does what the plan says, as far as a shell can.

    Values of the environment are left out: they may be secret. What the script needs of them it asks for by name.
    ``timeout`` stands for what rompy does itself (coreutils' manual, "timeout").
    """
    limit = f"timeout --kill-after={plan.grace:g} {plan.timeout}"
    tag: str | None = None
    for step in plan.steps:
        match step:
            case StartProcess():
                yield from _needed(step.environment)
                yield f"cd {shlex.quote(str(step.folder))}"
                log = f" > {shlex.quote(str(plan.workspace / 'run.log'))} 2>&1" if step.captures_output else ""
                yield f"{limit} {shlex.join(step.argv)}{log}"
            case CallModel():
                yield f"# {step.model}.run() is called in {step.folder}, and ended after {plan.timeout} s"
            case BuildImage():
                tag = _tag(step)
                yield from _needed(step.arguments)
                yield _joined(["docker", "build", *_build_options(step, tag), str(step.context)])
            case RunContainer():
                yield from _needed(step.environment)
                yield f"{limit} {_joined(['docker', 'run', *_run_options(plan, step), *_what(step, tag)])}"
            case SubmitJob():
                yield from _script(plan, step)


def as_data(plan: Plan) -> dict[str, object]:
    """Give the plan as data for JSON; of environments the names alone."""
    shown = {field.name: _plain(getattr(plan, field.name)) for field in fields(plan) if field.name != "steps"}
    return {**shown, "steps": [_step_data(step) for step in plan.steps]}


def _step_data(step: Step) -> dict[str, object]:
    data: dict[str, object] = {"kind": type(step).__name__}
    for field in fields(step):
        value = getattr(step, field.name)
        data[field.name] = sorted(value) if field.name in _SECRET else _plain(value)
    if isinstance(step, BuildImage):
        data["tag"] = _tag(step)
    return data


def _plain(value: object) -> object:
    if isinstance(value, BindMount):
        return {"source": str(value.source), "target": str(value.target), "modes": list(value.modes)}
    if isinstance(value, PurePath):
        return str(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value


def _needed(environment: Mapping[str, str]) -> Iterator[str]:
    for name in environment:
        yield f'export {name}="${{{name}?give it the value that the config has}}"'


def _tag(step: BuildImage) -> str:
    from rompy.run.buildcontext import build_tag  # noqa: PLC0415 - only plans of builds need it

    return build_tag(step)


def _build_options(step: BuildImage, tag: str) -> Iterator[str]:
    yield from ("--file", str(step.context / step.dockerfile), "--tag", tag)
    for name in step.arguments:
        yield from ("--build-arg", name)


def _run_options(plan: Plan, step: RunContainer) -> Iterator[str]:
    yield from ("--init",)
    if step.removes:
        yield "--rm"
    yield from ("--user", step.user, "--workdir", str(step.working_dir), "--cpus", str(step.cpus))
    if step.memory is not None:
        yield from ("--memory", str(step.memory), "--memory-swap", str(step.memory))
    for mount in step.mounts:
        yield from ("--volume", ":".join([str(mount.source), str(mount.target), *_modes(mount)]))
    for name in step.environment:
        yield from ("--env", name)
    yield from ("--label", f"org.rompy.run-id={plan.run_id}", "--entrypoint", step.argv[0])


def _modes(mount: BindMount) -> list[str]:
    return [",".join(mount.modes)] if mount.modes else []


def _what(step: RunContainer, tag: str | None) -> list[str]:
    return [step.image or tag or "", *step.argv[1:]]


def _joined(words: Iterable[str]) -> str:
    return shlex.join(words)


def _script(plan: Plan, step: SubmitJob) -> Iterator[str]:
    from rompy.run.slurm import script_to_paste  # noqa: PLC0415 - only plans of jobs need it

    yield from script_to_paste(step, plan).splitlines()
