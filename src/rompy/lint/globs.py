"""Matches paths by patterns as they stand in a ``.gitignore``, the plain ones, without loading what reads all."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    # the beginning, what must stand between, and the end of a name; a name without a star has one part
    Glob = tuple[str, ...]

_ODD = frozenset("\\[]?")
_IN_BRACKETS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._~")
_MOST = 64
"""Patterns that one with brackets stands for, at most."""
_MANY = "**"


class OddPatternError(Exception):
    """That a pattern has what is not read here."""


class Globs:
    """Patterns that all start from one folder; paths are relative to it."""

    def __init__(self, patterns: Sequence[str]) -> None:
        """Read them.

        Raises:
            OddPatternError: where one is not plain.
        """
        told = [pattern for pattern in patterns if pattern.strip() and pattern[:1] != "#"]
        self._globs = [_Glob(each) for pattern in told for each in _without_brackets(pattern)]

    def within(self, folder: str) -> Callable[[str], bool]:
        """Give the function that tells, by its name, whether a file of a folder is matched."""
        parts = folder.split("/") if folder else []
        found = [glob.within(parts) for glob in self._globs]
        if True in found:
            return _always
        names = [name for each in found if not isinstance(each, bool) for name in each]
        exact = frozenset(name[0] for name in names if len(name) == 1)
        ends = tuple(name[1] for name in names if len(name) == 2 and not name[0])  # noqa: PLR2004 - one star
        others = [name for name in names if len(name) > 1 and (len(name) > 2 or name[0])]  # noqa: PLR2004 - as above

        def matches(name: str) -> bool:
            return name in exact or name.endswith(ends) or any(_fits(other, name) for other in others)

        return matches if names else _never

    def matches_folder(self, path: str) -> bool:
        """Tell whether a folder is matched, or one above it."""
        parts = path.split("/")
        return any(glob.within(parts) is True for glob in self._globs)

    def matches(self, path: str) -> bool:
        """Tell whether the path of a file is matched."""
        folder, _, name = path.rpartition("/")
        return self.within(folder)(name)


def _without_brackets(pattern: str) -> list[str]:
    """Write a pattern as several, one for each character that its brackets stand for.

    Raises:
        OddPatternError: where they are not plain letters and digits, or stand for many.
    """
    head, bracket, rest = pattern.partition("[")
    if not bracket:
        return [pattern]
    letters, closes, tail = rest.partition("]")
    if not closes or not letters or not set(letters) <= _IN_BRACKETS or "\\" in head:
        raise OddPatternError
    found = [each for letter in letters for each in _without_brackets(head + letter + tail)]
    if len(found) > _MOST:
        raise OddPatternError
    return found


def _always(_: str) -> bool:
    return True


def _never(_: str) -> bool:
    return False


class _Glob:
    """One pattern: what each name on the way must be, any number of names where it says ``**``."""

    def __init__(self, pattern: str) -> None:
        if pattern != pattern.strip() or pattern[0] == "!" or _ODD & set(pattern) or not pattern.isprintable():
            raise OddPatternError
        parts = pattern.strip("/").split("/")
        self._is_of_folders = pattern[-1] == "/"
        if not all(parts) or parts == [_MANY] or any(part in {".", ".."} for part in parts):
            raise OddPatternError
        if any(_MANY in part and part != _MANY for part in parts) or pattern[:2] == "//" or pattern[-2:] == "//":
            raise OddPatternError
        if len(parts) == 1 and pattern[0] != "/":
            parts.insert(0, _MANY)
        if parts[-1] == _MANY:
            if self._is_of_folders:
                raise OddPatternError
            parts.append("*")
        self._parts = [None if part == _MANY else tuple(part.split("*")) for part in parts]

    def within(self, folders: Sequence[str]) -> bool | list[Glob]:
        """Tell whether all below a folder is matched, or give what names of files in it are."""
        places = self._beside({0})
        for folder in folders:
            places = self._beside({place for before in places for place in self._next(before, folder)})
            if len(self._parts) in places:
                return True
        if self._is_of_folders:
            return False
        last = len(self._parts) - 1
        glob = self._parts[last]
        return [glob] if last in places and glob is not None else False

    def _beside(self, places: set[int]) -> set[int]:
        """Add the places after those where no name need stand."""
        found = set(places)
        for place in sorted(places):
            at = place
            while at < len(self._parts) and self._parts[at] is None:
                at += 1
                found.add(at)
        return found

    def _next(self, place: int, name: str) -> list[int]:
        if place >= len(self._parts):
            return []
        glob = self._parts[place]
        if glob is None:
            return [place]
        return [place + 1] if _fits(glob, name) else []


def _fits(glob: Glob, name: str) -> bool:
    if len(glob) == 1:
        return name == glob[0]
    first, *middle, last = glob
    if len(name) < len(first) + len(last) or not name.startswith(first) or not name.endswith(last):
        return False
    at, end = len(first), len(name) - len(last)
    for part in middle:
        at = name.find(part, at, end)
        if at < 0:
            return False
        at += len(part)
    return True
