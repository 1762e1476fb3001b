"""Lints again whenever something changes that the findings depend on."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Thread
from typing import TYPE_CHECKING

import click

from rompy.cli.linting import lint_paths
from rompy.document import Includes, Source
from rompy.errors import SettingsError, SourceError
from rompy.lint.loaded import TOML_NAME, YAML_NAMES, forget
from rompy.lint.quick.settings import forget as forget_quick
from rompy.lint.walk import SUFFIXES, walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import NoReturn

    from watchfiles import Change

    from rompy.cli.choices import Choices

_CLEAR = "\x1b[2J\x1b[3J\x1b[H"
_READY_AFTER = 50
"""Milliseconds after which watching says that it has begun."""
_ASIDE = frozenset({*YAML_NAMES, TOML_NAME, ".gitignore"})
"""Names of files that decide on how others are linted."""


def watch_paths(paths: Sequence[str], choices: Choices) -> NoReturn:
    """Lint what was named, then again after each change, until a person interrupts it.

    Raises:
        click.ClickException: where the package that watches is missing, or the system does not let it watch.
        click.UsageError: for what cannot be linted twice, and for a path that is not there at the start.
    """
    _check(paths, choices)
    is_first = True
    while True:
        # watching begins before linting, so that no change is missed, and anew each time, for folders come and go
        with _changes(_Watched.of(paths, choices)) as wait:
            _lint(paths, choices, is_first=is_first)
            wait()
        is_first = False


def _check(paths: Sequence[str], choices: Choices) -> None:
    refused = {
        "-": "-" in paths,
        "--diff": choices.diff,
        "--add-ignores": choices.add_ignores,
        "--write-baseline": choices.write_baseline is not None,
    }
    for name, is_given in refused.items():
        if is_given:
            message = f"--watch does not go with {name}"
            raise click.UsageError(message)
    try:
        import watchfiles  # noqa: F401, PLC0415 - an extra that only this needs
    except ImportError as error:
        message = "--watch needs the package watchfiles; install it with: pip install 'rompy[watch]'"
        raise click.ClickException(message) from error


def _lint(paths: Sequence[str], choices: Choices, *, is_first: bool) -> None:
    if sys.stdout.isatty():
        click.echo(_CLEAR, nl=False)
    forget()
    forget_quick()
    try:
        lint_paths(paths, choices)
    except click.ClickException as error:
        # a path that has gone since, or cannot be read just now, may come back
        if is_first:
            raise
        click.echo(f"Error: {error.format_message()}", err=True)
    except SettingsError as error:
        click.echo(f"Error: {error}", err=True)
    sys.stdout.flush()
    click.echo(f"[{datetime.now().astimezone():%H:%M:%S}] Watching for changes; Ctrl-C ends it.", err=True)


@dataclass(frozen=True)
class _Watched:
    """What is watched; all paths are absolute, their folders without links, as systems report them."""

    folders: frozenset[Path]
    """Folders that were named, with all that is below them."""
    files: frozenset[Path]
    """Files that were named or are read besides."""
    beside: frozenset[Path]
    """Folders of which only the files in them count: those of single files, and those above, where settings are."""
    written: frozenset[Path]
    """Files that linting itself writes."""

    @classmethod
    def of(cls, paths: Sequence[str], choices: Choices) -> _Watched:
        named = {_real(Path(path)) for path in paths} | {Path(path).resolve() for path in paths}
        folders = frozenset(path for path in named if path.is_dir())
        read = {_real(path) for path in (choices.config, choices.baseline) if path is not None}
        files = frozenset(named | read | {_real(path) for path in _read_besides(paths)}) - folders
        above = {folder for path in named for folder in _above(path if path in folders else path.parent)}
        beside = above | {path.parent for path in files}
        written = frozenset() if choices.output is None else frozenset({_real(choices.output)})
        return cls(folders, files, frozenset(folder for folder in beside - folders if folder.is_dir()), written)

    def counts(self, path: Path, *, is_gone: bool) -> bool:
        """Tell whether findings may differ after a change of a path."""
        if path in self.written:
            return False
        if path.name in _ASIDE or any(file.is_relative_to(path) for file in self.files | self.folders):
            return True
        if not any(path.is_relative_to(folder) for folder in self.folders):
            return False
        # a folder that comes or goes takes its files with it, and nothing is said of those
        is_folder = not path.suffix if is_gone else path.is_dir()
        return is_folder or path.suffix.lower() in SUFFIXES or "dockerfile" in path.name.lower()


def _read_besides(paths: Iterable[str]) -> frozenset[Path]:
    """List what is read besides the named files, and those of named folders: what they include, and what links lead to.

    Only files that may have includes are read for it; those of a folder that settings exclude are watched all the same.
    """
    includes = Includes({})
    links: set[Path] = set()
    for path in map(Path, paths):
        for file in map(Path, walk(path)) if path.is_dir() else (path,):
            if file.is_symlink():
                links.add(file.resolve())
            try:
                if _may_include(file):
                    includes.read(Source.from_path(file), file)
            except (SourceError, OSError):
                continue
    read = includes.files
    return frozenset(read | links | {path.resolve() for path in read if path.is_symlink()})


def _may_include(file: Path) -> bool:
    """Tell whether a file names includes, in whatever encoding."""
    return file.is_file() and b"include" in file.read_bytes().replace(b"\0", b"")


def _real(path: Path) -> Path:
    """Give a path without links but its last part, which may be a link itself."""
    path = path.absolute()
    return path.resolve() if path.is_dir() else path.parent.resolve() / path.name


def _above(folder: Path) -> Iterator[Path]:
    """Yield the folders whose settings and ignore files may count: up to the root of the repository, or of all."""
    for above in (folder, *folder.parents):
        yield above
        if (above / ".git").exists():
            return


@contextmanager
def _changes(watched: _Watched) -> Iterator[Callable[[], None]]:
    """Watch, and give the function that waits for the first change that counts."""
    news: SimpleQueue[Exception | None] = SimpleQueue()
    end = Event()
    groups = ((watched.folders, True), (watched.beside, False))
    begun = [Event() for _ in groups]
    threads = [
        Thread(target=_listen, args=(watched, folders, recursive, ready, news, end), daemon=True)
        for (folders, recursive), ready in zip(groups, begun, strict=True)
    ]

    def wait() -> None:
        error = news.get()
        if error is not None:
            message = f"cannot watch for changes: {error}"
            raise click.ClickException(message) from error

    for thread in threads:
        thread.start()
    try:
        for ready in begun:
            ready.wait()
        yield wait
    finally:
        end.set()
        for thread in threads:
            thread.join()


def _listen(  # noqa: PLR0913, PLR0917 - the ends of a thread
    watched: _Watched,
    folders: Iterable[Path],
    recursive: bool,  # noqa: FBT001 - as above
    ready: Event,
    news: SimpleQueue[Exception | None],
    end: Event,
) -> None:
    """Watch one group of folders, and report the first change that counts."""
    from watchfiles import Change, DefaultFilter, watch  # noqa: PLC0415 - an extra that only this needs

    # knows the folders of version control and caches, and the files that editors write beside others
    passes = DefaultFilter()

    def counts(change: Change, name: str) -> bool:
        return passes(change, name) and watched.counts(Path(name), is_gone=change is Change.deleted)

    try:
        if not folders:
            return
        for changes in watch(
            *folders,
            watch_filter=counts,
            recursive=recursive,
            stop_event=end,
            rust_timeout=_READY_AFTER,
            yield_on_timeout=True,
            ignore_permission_denied=True,
        ):
            ready.set()
            if changes:
                news.put(None)
                return
    except Exception as error:  # noqa: BLE001 - told by whoever waits, in the main thread
        news.put(error)
    finally:
        ready.set()
