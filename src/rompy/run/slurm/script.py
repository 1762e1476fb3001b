"""Writes the scripts of jobs: the one that rompy submits, and one to submit by hand."""

from __future__ import annotations

import re
import shlex
from itertools import chain
from typing import TYPE_CHECKING

from rompy.run.slurm.options import value_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from rompy.plan import Plan, SubmitJob

SHELL = "/bin/bash"
COMMENT = "rompy:"
"""Begins the comment of a job, before its token."""
NOTHING_TO_RUN_WITH = 127
"""Exit status of a job whose node lacks Python or does not see the workspace, as a shell's for a missing command."""

_SAFE = re.compile(r"[A-Za-z0-9_@%+=:,./-]+")
_NAME = re.compile("[A-Za-z_][A-Za-z0-9_]*")


def job_options(step: SubmitJob, plan: Plan, token: str | None = None) -> tuple[str, ...]:
    """Give the options of a job: what rompy needs to follow it, then those of the step, which may say otherwise.

    With a token, the job has it in its comment, unless the step has a comment.
    """
    folder = str(step.folder)
    own = ["--no-requeue", f"--chdir={folder}", "--open-mode=truncate"]
    own.append(f"--output={_placed(step.output, folder) if step.output else _literal(plan.workspace / 'run.log')}")
    if step.error is not None:
        own.append(f"--error={_placed(step.error, folder)}")
    if token is not None and value_of(step.options, "comment") is None:
        own.append(f"--comment={COMMENT}{token}")
    return (*own, *step.options)


def job_script(step: SubmitJob, plan: Plan, token: str, supervise: Sequence[str]) -> str:
    """Give the script that is submitted; it has no value of the environment.

    Args:
        step: What the job is.
        plan: What it is part of.
        token: Names the run.
        supervise: The command line of the supervisor (``rompy.run.supervision``), whose files the node has to see.
            Where a node has no Python of that name, its own ``python3`` is taken.
    """
    python, *options, supervisor, spec = supervise
    return _lines(
        _head(step, plan, token),
        _about(step, plan),
        (
            "",
            f"supervisor={shlex.quote(supervisor)}",
            f"python={shlex.quote(python)}",
            'test -x "$python" || python=$(command -v python3) || {',
            '    echo "rompy: $(hostname) has no python3" >&2',
            f"    exit {NOTHING_TO_RUN_WITH}",
            "}",
            'test -r "$supervisor" || {',
            '    echo "rompy: $(hostname) does not see $supervisor: the workspace has to be on a shared disk" >&2',
            f"    exit {NOTHING_TO_RUN_WITH}",
            "}",
            f'exec "$python" {shlex.join(options)} "$supervisor" {shlex.quote(spec)}',
        ),
    )


def script_to_paste(step: SubmitJob, plan: Plan) -> str:
    """Give a script that a person can submit: ``timeout`` in place of the supervisor, and no values of the environment.

    Source: coreutils' manual, "timeout".
    """
    limited = f"exec timeout --kill-after={plan.grace:g} {plan.timeout} {SHELL} -c {shlex.quote(step.command)}"
    return _lines(_head(step, plan, None), _exports(step), ("", limited))


def option_lines(options: Iterable[str]) -> Iterator[str]:
    r"""Yield ``#SBATCH`` lines for the words of a command line, quoted as sbatch reads them.

    Within double quotes it takes ``\`` and ``"`` after a ``\``, and everything else as it is (measured, 22.05).
    """
    line: list[str] = []
    for word in options:
        if word.startswith("-") and line:
            yield " ".join(["#SBATCH", *line])
            line = []
        name, equals, value = word.partition("=")
        if equals and _SAFE.fullmatch(name):
            line.append(f"{name}={_quoted(value)}" if value else word)
        else:
            line.append(_quoted(word))
    if line:
        yield " ".join(["#SBATCH", *line])


def _quoted(text: str) -> str:
    if _SAFE.fullmatch(text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _head(step: SubmitJob, plan: Plan, token: str | None) -> Iterator[str]:
    yield f"#!{SHELL}"
    yield from option_lines(job_options(step, plan, token))


def _about(step: SubmitJob, plan: Plan) -> Iterator[str]:
    yield "#"
    yield f"# What rompy's supervisor runs with bash, and ends after {plan.timeout} s:"
    yield "#"
    # a carriage return would have sbatch refuse the script, and '#' with a word behind it could be an option
    yield from (f"#     {line}".rstrip() for line in re.split(r"[\r\n\f\v]+", step.command))
    if step.environment:
        yield "#"
        yield f"# Set for it (env_vars): {', '.join(re.sub('[^!-~]', '?', name) for name in step.environment)}"


def _exports(step: SubmitJob) -> Iterator[str]:
    if not step.environment:
        return
    yield ""
    yield "# The values stand under env_vars in the backend file; set them before sbatch, which passes them on."
    for name in step.environment:
        if _NAME.fullmatch(name):
            yield f'export {name}="${{{name}?give it the value that the config has}}"'
        else:
            yield f"# {re.sub('[^!-~]', '?', name)} is a name that no shell can set"


def _lines(*parts: Iterable[str]) -> str:
    return "\n".join([*chain.from_iterable(parts), ""])


def _literal(path: Path | str) -> str:
    """Write a path so that sbatch reads no pattern into it (sbatch's manual, "filename pattern")."""
    return str(path).replace("%", "%%")


def _placed(pattern: str, folder: str) -> str:
    """Give a pattern as sbatch needs it: what is relative starts from the job's folder, where patterns count too."""
    if pattern.startswith("/") or "%" not in folder:
        return pattern
    return f"{_literal(folder)}/{pattern}"
