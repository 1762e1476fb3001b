"""Finds the files to lint in folders, as git sees them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from pathspec import GitIgnoreSpec

if TYPE_CHECKING:
    from collections.abc import Iterator

SUFFIXES = frozenset({".yml", ".yaml", ".json"})
"""Endings of the files that are looked into."""

_NEVER = frozenset({".git", ".hg", ".svn", ".venv", "venv", ".tox", ".nox", "node_modules", "__pycache__"})
"""Folders that hold nothing that a person wrote by hand."""


def walk(folder: Path) -> Iterator[Path]:
    """Yield the YAML and JSON files below a folder, sorted, those left out that git ignores.

    Rules come from the ``.gitignore`` files between the root of the repository and each file, from
    ``.git/info/exclude`` and from the person's own file (git's manual, gitignore). Links to folders are not followed.
    """
    folder = Path(folder)
    start = folder.absolute()
    yield from _walk(folder, start, _rules_above(start))


_Rules = tuple[tuple[Path, GitIgnoreSpec], ...]


def _walk(shown: Path, folder: Path, rules: _Rules) -> Iterator[Path]:
    rules = (*rules, *_rules_in(folder))
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        is_folder = entry.is_dir(follow_symlinks=False)
        path = folder / entry.name
        if (is_folder and entry.name in _NEVER) or _is_ignored(path, rules, is_folder=is_folder):
            continue
        if is_folder:
            yield from _walk(shown / entry.name, path, rules)
        elif path.suffix.lower() in SUFFIXES and not entry.is_dir():
            yield shown / entry.name


def _rules_above(folder: Path) -> _Rules:
    """Collect the rules between the root of the repository and a folder, the folder's own left out."""
    above = [folder, *folder.parents]
    root = next((index for index, parent in enumerate(above) if (parent / ".git").exists()), None)
    if root is None:
        return ()
    for_all = (_personal_rules(), _common_git_folder(above[root] / ".git") / "info" / "exclude")
    found = [(above[root], _spec(rules)) for rules in for_all if rules.is_file()]
    for parent in reversed(above[1 : root + 1]):
        found += _rules_in(parent)
    return tuple(found)


def _personal_rules() -> Path:
    """Name the file of a person's own rules, where git looks for it unless core.excludesFile says otherwise."""
    home = os.environ.get("XDG_CONFIG_HOME") or Path("~/.config").expanduser()
    return Path(home) / "git" / "ignore"


def _common_git_folder(git: Path) -> Path:
    """Find the folder that a repository shares with its worktrees (git's manual, gitrepository-layout).

    In a worktree or a submodule ``.git`` is a file that names a folder, which may name the shared one.
    """
    try:
        if git.is_file():
            git = git.parent / git.read_text(encoding="utf-8").removeprefix("gitdir:").strip()
            common = git / "commondir"
            return git / common.read_text(encoding="utf-8").strip() if common.is_file() else git
    except (OSError, UnicodeDecodeError):
        pass
    return git


def _rules_in(folder: Path) -> _Rules:
    ignore = folder / ".gitignore"
    return ((folder, _spec(ignore)),) if ignore.is_file() else ()


def _spec(path: Path) -> GitIgnoreSpec:
    return GitIgnoreSpec.from_lines(path.read_text(encoding="utf-8", errors="replace").splitlines())


def _is_ignored(path: Path, rules: _Rules, *, is_folder: bool) -> bool:
    """Ask the rules from the outermost on; the last one that speaks decides."""
    ignored = False
    for folder, spec in rules:
        name = path.relative_to(folder).as_posix() + ("/" if is_folder else "")
        verdict = spec.check_file(name).include
        if verdict is not None:
            ignored = verdict
    return ignored
