"""What a report for people says of one file."""

from __future__ import annotations

from rompy.lint.words import all_checked, fixable, not_checked, plain, styled, summary

# known findings are printed without it
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Packed = tuple[
        int,
        tuple[tuple[str, int], ...],
        int,
        int,
        int,
        int,
        tuple[tuple[str, str, bool], ...],
        tuple[str, ...],
        bool,
        bool,
        bool,
    ]


class Account:
    """What was found in one file, in numbers and as it is printed."""

    __slots__ = (
        "backends",
        "errors",
        "is_broken",
        "is_skipped",
        "others",
        "reaches",
        "safe",
        "shown",
        "unread",
        "unsafe",
        "warnings",
    )

    def __init__(  # noqa: PLR0913, PLR0917 - it is unpacked from a tuple
        self,
        backends: int,
        others: tuple[tuple[str, int], ...] = (),
        errors: int = 0,
        warnings: int = 0,
        safe: int = 0,
        unsafe: int = 0,
        unread: tuple[tuple[str, str, bool], ...] = (),
        shown: tuple[str, ...] = (),
        reaches: bool = False,  # noqa: FBT001, FBT002 - as above
        is_broken: bool = False,  # noqa: FBT001, FBT002 - as above
        is_skipped: bool = False,  # noqa: FBT001, FBT002 - as above
    ) -> None:
        self.backends = backends
        self.others = others
        """How many parts of other kinds were judged."""
        self.errors = errors
        self.warnings = warnings
        self.safe = safe
        """How many findings have a fix that is safe."""
        self.unsafe = unsafe
        """How many have one that is not."""
        self.unread = unread
        """What was left alone, because it is not known here what it is."""
        self.shown = shown
        """Each finding as it is printed in colour."""
        self.reaches = reaches
        """Whether findings stand in included files, which other files may include too."""
        self.is_broken = is_broken
        """Whether a rule crashed."""
        self.is_skipped = is_skipped
        """Whether it holds nothing that is known to be ours."""

    def packed(self) -> Packed:
        """Give it as what it is made from."""
        return (
            self.backends,
            self.others,
            self.errors,
            self.warnings,
            self.safe,
            self.unsafe,
            self.unread,
            self.shown,
            self.reaches,
            self.is_broken,
            self.is_skipped,
        )


class Told:
    """A report for people, made of what is said of each file in turn."""

    def __init__(self) -> None:
        self.errors = self.warnings = self.files = 0
        self.is_broken = self.reaches = False
        self._backends = self._skipped = self._safe = self._unsafe = 0
        self._others: dict[str, int] = {}
        self._unread: set[tuple[str, str, bool]] = set()
        self._shown: list[str] = []

    def add(self, said: int | Account) -> None:
        """Add a file: an account, or the number of backends of a clean one; one without any is passed over."""
        if isinstance(said, int):
            self._backends += said
            self.files += said > 0
            self._skipped += not said
            return
        self._unread.update(said.unread)
        if said.is_skipped:
            self._skipped += 1
            return
        self.files += 1
        self._backends += said.backends
        self.errors += said.errors
        self.warnings += said.warnings
        self._safe += said.safe
        self._unsafe += said.unsafe
        for kind, count in said.others:
            self._others[kind] = self._others.get(kind, 0) + count
        self._shown += said.shown
        self.is_broken = self.is_broken or said.is_broken
        self.reaches = self.reaches or said.reaches

    @property
    def is_whole(self) -> bool:
        """Tell whether no file's findings change what is said of another's.

        What stands in a file that several include is said once, masked wherever it is secret for one of them, and
        mended only where that file is linted too.
        """
        return not self.reaches

    def pieces(self, *, colour: bool, quiet: bool = False) -> Iterator[str]:
        """Yield the report, some findings at a time: the text of all may be long."""
        for start in range(0, len(self._shown), _PIECE):
            shown = "\n\n".join(self._shown[start : start + _PIECE])
            is_last = start + _PIECE >= len(self._shown)
            yield (shown if colour else plain(shown)) + ("" if quiet and is_last else "\n\n")
        if quiet:
            return
        what = all_checked(self._backends, self._others.items())
        end = summary([(self.errors, "error"), (self.warnings, "warning")], what, self.files, self._skipped)
        lines = [
            styled(end, "bold" if self._shown else "green", colour=colour),
            *fixable(self._safe, self._unsafe),
            *not_checked(sorted(self._unread)),
        ]
        yield "\n".join(lines)


_PIECE = 200
"""Findings that are written at a time."""


def told(said: Iterable[int | Account]) -> Told:
    """Make a report of what is said of files, in their order."""
    report = Told()
    for each in said:
        report.add(each)
    return report
