"""Lints the files of which nothing is known yet, in several processes where they are many, and has it remembered."""

from __future__ import annotations

import marshal
import time
from typing import TYPE_CHECKING

from rompy.cli.judging import judge as judge_by_models
from rompy.cli.progress import shown
from rompy.document import Includes
from rompy.lint.engine import Target, crashed, lint, lint_target
from rompy.lint.lookups import Lookups
from rompy.lint.parallel import WORTH_IT, cores, spread
from rompy.lint.rules import rules
from rompy.lint.told import packed
from rompy.packages import GROUPS, entry_points

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from rompy.lint.cache import Remembered
    from rompy.lint.engine import Judge
    from rompy.lint.lookups import Lookup, State
    from rompy.lint.settings import Loaded

    # what is printed of a file, and all that any format shows
    Said = tuple[int | bytes, bytes]
    Taken = tuple[State | None, bytes | int, tuple[Lookup, ...]]
    # gives what a target is linted with
    With = Callable[[Target], tuple[Judge, Loaded]]


class File:
    """A target, in which circumstances it is linted, and what is said of it, once that is known."""

    __slots__ = ("context", "said", "target")

    def __init__(self, target: Target, context: str = "", said: Said | None = None) -> None:
        self.target = target
        self.context = context
        self.said = said


def judge_all(files: Sequence[File], linted_with: With, memory: Remembered | None) -> None:
    """Say of each file what is not known yet."""
    unknown = [file for file in files if file.said is None]
    if memory is not None:
        for file in unknown:
            entry = memory.entry(file.context, file.target.name)
            file.said = entry and entry[3:]
        unknown = [file for file in unknown if file.said is None]
    if unknown:
        _load(is_many=len(unknown) >= WORTH_IT)
    for file, (taken, said) in shown(_linted(unknown, linted_with, remembers=memory is not None), len(unknown)):
        file.said = said
        if memory is not None and taken is not None:
            memory.note(file.context, file.target.name, (*taken, *said))
    if memory is not None:
        memory.keep()


def _load(*, is_many: bool) -> None:
    """Load what all need before anything is noted, and once, before there are several processes."""
    rules()
    for group in GROUPS:
        entry_points(group)
    for name in ("local", "docker", "slurm") if is_many else ():
        lint([Target("-", text=f"type: {name}\ntimeout: 1\n".encode())], judge_by_models)


def _linted(
    files: Sequence[File], linted_with: With, *, remembers: bool
) -> Iterator[tuple[File, tuple[Taken | None, Said]]]:
    """Lint files, and give for each what was looked up and what is said, as it comes."""
    includes = Includes({})
    now = time.time_ns()

    def answer(file: File) -> tuple[Taken | None, Said]:
        judge, loaded = linted_with(file.target)
        if not remembers or file.target.text is not None:
            return None, packed(lint_target(file.target, judge, loaded, includes))
        lookups = Lookups(now)
        with lookups:
            # what was read for another file would not be looked up
            result = lint_target(file.target, judge, loaded, Includes({}))
        is_broken = result is not None and result.broken
        name = str(file.target.path or file.target.name)
        return None if is_broken else lookups.taken(name), packed(result)

    if len(files) < WORTH_IT or cores() == 1 or any(file.target.text is not None for file in files):
        yield from ((file, answer(file)) for file in files)
        return
    for number, told in spread(lambda number: _dumped(answer(files[number])), len(files), cores()):
        file = files[number]
        if told is None:
            # what ended a process may not end the next one
            yield file, (None, packed(crashed(file.target)))
        else:
            yield file, marshal.loads(told)  # noqa: S302 - it comes from this very program


def _dumped(answer: object) -> bytes:
    # its annotation knows no tuples of several types
    return marshal.dumps(answer)  # type: ignore[arg-type]
