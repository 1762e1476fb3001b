"""What is installed into an editor: schemas, and the files that they are for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@dataclass(frozen=True)
class Binding:
    """A schema and the names of the files that follow it."""

    name: str
    schema: str
    """Its address, or that of its file on this machine."""
    files: tuple[str, ...]
    former: tuple[str, ...] = ()
    """Where settings of before may have found it, which would judge the files too."""

    @property
    def yaml_files(self) -> list[str]:
        """The patterns of YAML files."""
        return [pattern for pattern in self.files if not pattern.endswith(".json")]

    @property
    def json_files(self) -> list[str]:
        """The patterns of JSON files."""
        return [pattern for pattern in self.files if pattern.endswith(".json")]


@dataclass(frozen=True)
class Editor:
    """An editor: where its settings are in a repository, and how schemas get into them."""

    title: str
    file: str | None
    """The file of settings, from the root of a repository; None where only a person can know the place."""
    where: str
    """Where a person puts what is shown."""
    shown: Callable[[Sequence[Binding]], str]
    """Writes the settings as a person puts them in."""
    merged: Callable[[str | None, Sequence[Binding]], str | None]
    """Gives a file's new text from its text, or from None for a file that is not there; None where that would break
    comments, or where nobody can tell how."""


def never(_text: str | None, _bindings: Sequence[Binding]) -> None:
    """Leave every file alone."""
