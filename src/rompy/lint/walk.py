"""Finds the files to lint in folders, as git sees them."""

from __future__ import annotations

import os
from operator import attrgetter

from rompy.lint.globs import Globs, OddPatternError

# this is loaded for every file that is linted, also where nothing else is, and typing and pathlib take longer to load
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pathspec import GitIgnoreSpec

SUFFIXES = frozenset({".yml", ".yaml", ".json"})
"""Endings of the files that are looked into."""
_ENDINGS = tuple(SUFFIXES)
_name = attrgetter("name")

_NEVER = frozenset({".git", ".hg", ".svn", ".venv", "venv", ".tox", ".nox", "node_modules", "__pycache__"})
"""Folders that hold nothing that a person wrote by hand."""
_OF_PATTERNS = frozenset("\\[?")
"""What makes a pattern one that only pathspec reads."""


def walk(folder: str | os.PathLike[str]) -> Iterator[str]:
    """Yield the names of the YAML and JSON files below a folder, sorted, those left out that git ignores.

    Rules come from the ``.gitignore`` files between the root of the repository and each file, from
    ``.git/info/exclude`` and from the person's own file (git's manual, gitignore). Links to folders are not followed.
    """
    shown = _tidy(os.fspath(folder))
    start = os.path.abspath(shown or ".")
    above = _rules_above(start)
    is_spoken_of = any(rule.may_speak_below(start) for rule in above)
    yield from _walk(shown, start, above, is_spoken_of=is_spoken_of)


class _Rules:
    """The lines of one file of rules; pathspec, which takes long to load, is asked only about names that may match."""

    def __init__(self, folder: str, file: str) -> None:
        with open(file, encoding="utf-8", errors="replace") as stream:
            self._lines = stream.read().splitlines()
        self._folder = folder
        self._names: set[str] = set()
        self._beginnings: tuple[str, ...] = ()
        self._endings: tuple[str, ...] = ()
        self._may_match_all = False
        self._spec: GitIgnoreSpec | None = None
        for line in self._lines:
            if line.strip() and not line.startswith("#"):
                self._note(line)
        try:
            self._globs: Globs | None = Globs(self._lines)
        except OddPatternError:
            self._globs = None

    @property
    def is_plain(self) -> bool:
        """Tell whether its patterns are read without pathspec."""
        return self._globs is not None

    def ignored_in(self, folder: str) -> Callable[[str], bool] | None:
        """Give the function that tells by its name whether a file of a folder is ignored; None where none is."""
        way = os.path.relpath(folder, self._folder)
        return None if self._globs is None else self._globs.within("" if way == "." else way)

    def _note(self, line: str) -> None:
        """Note what the last name of a path looks like that a pattern matches, itself or as a folder above others."""
        name = line.strip().removeprefix("!").rstrip("/").rpartition("/")[2]
        is_odd = bool(_OF_PATTERNS & set(line)) or line.strip() != line.rstrip(" ")
        is_simple = name.count("*") == ("*" in name) and name not in {"", "*"} and not is_odd
        if is_simple and name.startswith("*"):
            self._endings += (name[1:],)
        elif is_simple and name.endswith("*"):
            self._beginnings += (name[:-1],)
        elif is_simple and "*" not in name:
            self._names.add(name)
        else:
            self._may_match_all = True

    def may_speak_of(self, name: str) -> bool:
        """Tell whether a pattern may match a file or folder of that name."""
        return (
            self._may_match_all
            or name in self._names
            or name.endswith(self._endings)
            or name.startswith(self._beginnings)
        )

    def may_speak_below(self, folder: str) -> bool:
        """Tell whether a pattern may match a folder below that of the rules, or one on the way to it."""
        way = os.path.relpath(folder, self._folder)
        return way != "." and any(map(self.may_speak_of, way.split(os.sep)))

    def verdict(self, path: str, *, is_folder: bool) -> bool | None:
        """Tell whether a path is ignored, or None where the rules do not speak of it."""
        if self._globs is not None:
            # plain patterns only ever ignore
            way = os.path.relpath(path, self._folder)
            return (self._globs.matches_folder(way) if is_folder else self._globs.matches(way)) or None
        if self._spec is None:
            from pathspec import GitIgnoreSpec  # noqa: PLC0415 - most names match no pattern

            self._spec = GitIgnoreSpec.from_lines(self._lines)
        name = os.path.relpath(path, self._folder).replace(os.sep, "/") + ("/" if is_folder else "")
        return self._spec.check_file(name).include


def _walk(shown: str, folder: str, rules: tuple[_Rules, ...], *, is_spoken_of: bool) -> Iterator[str]:
    """Yield the files below a folder; ``is_spoken_of`` says that rules may have spoken of it."""
    rules = (*rules, *_rules_in(folder))
    is_plain = all(rule.is_plain for rule in rules)
    # where all rules are plain, a file is judged by its name alone
    ignored = [each for rule in rules if (each := rule.ignored_in(folder)) is not None] if is_plain else []
    before = f"{shown}/" if shown and shown[-1] != "/" else shown
    try:
        with os.scandir(folder) as scanned:
            entries = sorted(scanned, key=_name)
    except OSError:
        return
    for entry in entries:
        name = entry.name
        is_folder = entry.is_dir(follow_symlinks=False)
        # most have such an ending in small letters
        if not is_folder and (not name.endswith(_ENDINGS) or name in _ENDINGS) and _suffix(name) not in SUFFIXES:
            continue
        if is_plain and not is_folder:
            may_speak = False
            if ignored and any(each(name) for each in ignored):
                continue
        else:
            may_speak = is_spoken_of or (bool(rules) and any(rule.may_speak_of(name) for rule in rules))
        if (is_folder and name in _NEVER) or (may_speak and _is_ignored(entry.path, rules, is_folder=is_folder)):
            continue
        if is_folder:
            yield from _walk(before + name, entry.path, rules, is_spoken_of=may_speak)
        elif not entry.is_symlink() or not entry.is_dir():
            yield before + name


def _suffix(name: str) -> str:
    """Give what follows the last dot of a name, in small letters, as pathlib has it."""
    dot = name.rfind(".")
    return name[dot:].lower() if 0 < dot < len(name) - 1 else ""


def _tidy(folder: str) -> str:
    """Give a path as pathlib writes it, and nothing for where we are."""
    start = "" if folder[:1] != "/" else "//" if folder[:2] == "//" and folder[:3] != "///" else "/"
    return start + "/".join(part for part in folder.split("/") if part not in {"", "."})


def _rules_above(folder: str) -> tuple[_Rules, ...]:
    """Collect the rules between the root of the repository and a folder, the folder's own left out."""
    above = [folder]
    while (parent := os.path.dirname(above[-1])) != above[-1]:
        above.append(parent)
    root = next((index for index, parent in enumerate(above) if os.path.exists(os.path.join(parent, ".git"))), None)
    if root is None:
        return ()
    exclude = os.path.join(_common_git_folder(os.path.join(above[root], ".git")), "info", "exclude")
    found = [_Rules(above[root], rules) for rules in (_personal_rules(), exclude) if os.path.isfile(rules)]
    for parent in reversed(above[1 : root + 1]):
        found += _rules_in(parent)
    return tuple(found)


def _personal_rules() -> str:
    """Name the file of a person's own rules, where git looks for it unless core.excludesFile says otherwise."""
    home = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
    return os.path.join(home, "git", "ignore")


def _common_git_folder(git: str) -> str:
    """Find the folder that a repository shares with its worktrees (git's manual, gitrepository-layout).

    In a worktree or a submodule ``.git`` is a file that names a folder, which may name the shared one.
    """
    try:
        if os.path.isfile(git):
            git = os.path.join(os.path.dirname(git), _text(git).removeprefix("gitdir:").strip())
            common = os.path.join(git, "commondir")
            return os.path.join(git, _text(common).strip()) if os.path.isfile(common) else git
    except (OSError, UnicodeDecodeError):
        pass
    return git


def _text(file: str) -> str:
    with open(file, encoding="utf-8") as stream:
        return stream.read()


def _rules_in(folder: str) -> tuple[_Rules, ...]:
    ignore = os.path.join(folder, ".gitignore")
    return (_Rules(folder, ignore),) if os.path.isfile(ignore) else ()


def _is_ignored(path: str, rules: Iterable[_Rules], *, is_folder: bool) -> bool:
    """Ask the rules from the outermost on; the last one that speaks decides."""
    ignored = False
    for rule in rules:
        verdict = rule.verdict(path, is_folder=is_folder)
        if verdict is not None:
            ignored = verdict
    return ignored
