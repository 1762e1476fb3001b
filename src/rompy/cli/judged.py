"""Lints the files of which nothing is known yet, in several processes where they are many, and has it remembered."""

from __future__ import annotations

import marshal
import time
from pathlib import Path
from typing import TYPE_CHECKING

from rompy.cli.judging import judge as judge_by_models
from rompy.cli.progress import shown
from rompy.cli.quick import account
from rompy.document import Includes
from rompy.lint.engine import Target, crashed, lint, lint_target
from rompy.lint.lookups import Lookups
from rompy.lint.parallel import WORTH_IT, cores, spread
from rompy.lint.rules import rules
from rompy.lint.told import packed
from rompy.packages import GROUPS, entry_points, may_have_entry_points

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from rompy.lint.account import Account
    from rompy.lint.cache import Remembered
    from rompy.lint.engine import Judge
    from rompy.lint.loaded import Loaded
    from rompy.lint.lookups import Lookup, State

    # what is printed of a file, and all that any format shows
    Said = tuple[int | bytes, bytes]
    Taken = tuple[State | None, bytes | int, tuple[Lookup, ...]]
    # gives what a target is linted with
    With = Callable[[Target], tuple[Judge, Loaded]]


class File:
    """What is linted, in which circumstances, and what is said of it, once that is known."""

    __slots__ = ("_is_named", "_target", "context", "name", "said")

    def __init__(self, name: str, context: str = "", *, is_named: bool = False, target: Target | None = None) -> None:
        self.name = name
        self.context = context
        self._is_named = is_named
        self._target = target
        self.said: Said | None = None

    @property
    def target(self) -> Target:
        """The target; of many files, none is kept."""
        return self._target or Target(self.name, Path(self.name), is_named=self._is_named)

    @property
    def is_file(self) -> bool:
        """Tell whether it is no text that is already here."""
        return self._target is None or self._target.text is None

    def taken(self) -> int | Account:
        """Give what is said of it for people, and keep the rest only."""
        said, whole = self.said or (0, b"")
        if whole:
            self.said = 0, whole
        return account(said)


def judge_all(files: Sequence[File], linted_with: With, memory: Remembered | None, *, is_recalled: bool) -> None:
    """Say of each file what is not known yet; ``is_recalled`` says that what is remembered is known."""
    unknown = [file for file in files if file.said is None]
    if memory is not None and not is_recalled:
        for file in unknown:
            entry = memory.entry(file.context, file.name)
            file.said = entry and entry[3:]
        unknown = [file for file in unknown if file.said is None]
    if unknown:
        _load(is_many=len(unknown) >= WORTH_IT)
    answers = _linted(unknown, linted_with, remembers=memory is not None)
    try:
        for file, (taken, said) in shown(answers, len(unknown)):
            file.said = said
            if memory is not None and taken is not None:
                memory.note(file.context, file.name, (*taken, *said))
    finally:
        # whatever happened, no process is left
        answers.close()
    if memory is not None:
        memory.keep()


def _load(*, is_many: bool) -> None:
    """Load what packages bring before anything is noted, and what many files need before there are several processes.

    A few files load what they need as they go.
    """
    for group in GROUPS:
        if may_have_entry_points(group):
            entry_points(group)
    if is_many:
        rules()
        for name in ("local", "docker", "slurm"):
            lint([Target("-", text=f"type: {name}\ntimeout: 1\n".encode())], judge_by_models)


def _linted(
    files: Sequence[File], linted_with: With, *, remembers: bool
) -> Generator[tuple[File, tuple[Taken | None, Said]], None, None]:
    """Lint files, and give for each what was looked up and what is said, as it comes."""
    includes = Includes({})
    now = time.time_ns()

    def answer(file: File) -> tuple[Taken | None, Said]:
        target = file.target
        judge, loaded = linted_with(target)
        if not remembers:
            return None, packed(lint_target(target, judge, loaded, includes))
        lookups = Lookups(now)
        with lookups:
            # what was read for another file would not be looked up
            result = lint_target(target, judge, loaded, Includes({}))
        is_broken = result is not None and result.broken
        return None if is_broken else lookups.taken(str(target.path)), packed(result)

    if len(files) < WORTH_IT or cores() == 1 or not all(file.is_file for file in files):
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
