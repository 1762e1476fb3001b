"""What rules look at: one backend of a document, its fields as they will be used, and where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from rompy.backends.layout import OLD_FIELDS_KEY
from rompy.lint.kind import Kind
from rompy.lint.machine import Machine, this_machine
from rompy.lint.meant import meant_field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path as FilePath

    from rompy.backends.described import Described
    from rompy.backends.layout import Layout
    from rompy.document import Document, Path


def _itself(path: FilePath) -> FilePath:
    return path


def _no_folder(_: Path) -> FilePath | None:
    return None


class Surroundings(NamedTuple):
    """Where a backend, or another document, is judged."""

    folder: FilePath
    """Where relative paths start."""
    folder_of: Callable[[Path], FilePath | None] = _no_folder
    """Gives where those of a value start, by its path in the backend, where that is in an included file."""
    host: bool = True
    """Whether paths must exist on this machine."""
    look_at: Callable[[FilePath], FilePath | None] = _itself
    """Gives what stands for a path on this machine, or None for a path that is taken to exist."""
    machine: Callable[[], Machine] = this_machine
    """Gives the size of the machine that runs the model."""
    kind: Kind = Kind.BACKEND
    """As what it is judged."""
    is_section: bool = False
    """Whether it is a section of a pipeline."""


class Backend(NamedTuple):
    """One backend of a document, as far as it is sound."""

    document: Document
    prefix: Path
    """Where it stands in the document."""
    found: Layout
    described: Described
    """Its config class, by its fields."""
    name: str
    """The name of its type."""
    fields: Mapping[str, Any]
    """The fields as given, templates substituted where a default decides them."""
    surroundings: Surroundings
    unsound: frozenset[Path] = frozenset()
    """Paths within the fields that are wrong, or that nothing decides."""

    def folder(self, name: str) -> FilePath:
        """Give where relative paths in a field start."""
        return self.surroundings.folder_of(self.found.path((name,))) or self.surroundings.folder

    def home(self, path: Path) -> tuple[Document, Path]:
        """Give the document that a value is written in, and its path there, by its path in this document."""
        return self.document.home(path)

    def at(self, *path: str | int) -> Path:
        """Give the path in the document of a path within the fields."""
        return (*self.prefix, *self.found.path(path))

    @property
    def whole(self) -> Path:
        """The path in the document of the mapping that holds the fields, where a missing one is reported."""
        return (*self.prefix, OLD_FIELDS_KEY) if self.found.is_nested else self.prefix

    def is_literal(self, *path: str | int) -> bool:
        """Tell whether the file holds a value as it is used, with no template in its place."""
        value: Any = self.fields
        try:
            for step in path:
                value = value[step]
            return bool(self.document.value_at(self.at(*path)) == value)
        except (TypeError, LookupError):
            return False

    def is_left_out(self, name: str) -> bool:
        """Tell whether a field is not in the file, nor an unknown one that may be a slip for it."""
        known = self.described.fields
        unknown = (key for key in self.fields if key not in known)
        return name not in self.fields and all(meant_field(str(key), known) != name for key in unknown)

    def is_sound(self, *path: str | int) -> bool:
        """Tell whether a value is known and right, and so is all above it."""
        return not any(path[: len(bad)] == bad for bad in self.unsound)

    def is_given(self, name: str) -> bool:
        """Tell whether a field has a value in the file."""
        return self.fields.get(name) is not None

    def value(self, name: str) -> Any:  # noqa: ANN401 - any field's type
        """Give a field's value, its default where the file has none, or None where it is not sound."""
        if not self.is_sound(name):
            return None
        if self.is_given(name):
            return self.fields[name]
        field = self.described.fields.get(name)
        return field.default if field else None

    def text(self, name: str) -> str:
        """Give a field's value where it is a text, and an empty one otherwise."""
        value = self.value(name)
        return value if isinstance(value, str) else ""

    def number(self, name: str) -> int | None:
        """Give a field's value where it is a whole number."""
        value = self.value(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def texts(self, name: str) -> Iterator[tuple[Path, str]]:
        """Yield the sound texts in a field that is a mapping or a list, each with its path within the fields."""
        value = self.fields.get(name)
        if isinstance(value, Mapping):
            items = [((name, key), item) for key, item in value.items()]
        elif isinstance(value, list):
            items = [((name, index), item) for index, item in enumerate(value)]
        else:
            items = []
        yield from ((path, item) for path, item in items if isinstance(item, str) and self.is_sound(*path))
