"""A folder of published schemas: which versions there are, and what is in them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import rompy
from rompy.catalog import BASE_URL, LATEST, Entry, Version
from rompy.errors import SchemaError

INDEX = "index.json"
"""The file that lists every other one."""

Schema = dict[str, Any]
"""A JSON Schema."""


@dataclass(frozen=True)
class Release:
    """One published version of one schema."""

    version: Version
    sha256: str
    """Of the file's bytes."""
    change: str
    """What its number says of the change from the version before: major, minor or patch; first for the first."""
    rompy: str
    """The version of rompy that compiled it."""


@dataclass(frozen=True)
class Series:
    """The published versions of one schema, the oldest first."""

    entry: Entry
    releases: tuple[Release, ...] = ()

    @property
    def newest(self) -> Release | None:
        """The newest version, if there is any."""
        return self.releases[-1] if self.releases else None


@dataclass(frozen=True)
class Index:
    """What ``index.json`` says."""

    base: str = BASE_URL
    series: dict[str, Series] = field(default_factory=dict)

    def dump(self) -> str:
        """Write it."""
        schemas = {
            name: {
                "title": series.entry.title,
                "description": series.entry.description,
                "folder": series.entry.folder,
                **({"fileMatch": list(series.entry.file_match)} if series.entry.file_match else {}),
                **({"isOutput": True} if series.entry.is_output else {}),
                "versions": [
                    {
                        "version": str(release.version),
                        "path": series.entry.path(release.version),
                        "sha256": release.sha256,
                        "change": release.change,
                        "rompy": release.rompy,
                    }
                    for release in series.releases
                ],
            }
            for name, series in sorted(self.series.items())
        }
        return dump({"base": self.base, "schemas": schemas})

    @classmethod
    def load(cls, text: str) -> Index:
        """Read it.

        Raises:
            ValueError: where it is none.
        """
        try:
            data = json.loads(text)
            series = {}
            for name, said in data["schemas"].items():
                entry = Entry(
                    name,
                    said["folder"],
                    said["title"],
                    said["description"],
                    tuple(said.get("fileMatch", ())),
                    bool(said.get("isOutput", False)),
                )
                releases = tuple(
                    Release(Version.parse(one["version"]), one["sha256"], one["change"], one["rompy"])
                    for one in said["versions"]
                )
                series[name] = Series(entry, tuple(sorted(releases, key=lambda release: release.version)))
            return cls(data["base"], series)
        except (KeyError, TypeError, AttributeError) as error:
            message = f"it is no index of schemas: {type(error).__name__}: {error}"
            raise ValueError(message) from error

    def with_series(self, series: Series) -> Index:
        """Give an index in which one schema's versions are these."""
        return replace(self, series={**self.series, series.entry.name: series})


@dataclass(frozen=True)
class Store:
    """A folder of published schemas."""

    folder: Path

    @cached_property
    def index(self) -> Index:
        """What the folder's index says; a folder without one holds nothing yet.

        Raises:
            SchemaError: where it cannot be read.
        """
        path = self.folder / INDEX
        try:
            return Index.load(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return Index()
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            message = f"{path}: {reason}; put it back as it was, such as by: git checkout -- {path}"
            raise SchemaError(message) from error

    def names(self) -> list[str]:
        """List what has schemas here."""
        return sorted(self.index.series)

    def series(self, name: str) -> Series:
        """Give the versions of a schema.

        Raises:
            SchemaError: where there is none of that name.
        """
        found = self.index.series.get(name)
        if found is None or not found.releases:
            there = ", ".join(self.names()) or "none at all"
            message = f"{self.folder} has no schema of {name!r}; it has {there}"
            raise SchemaError(message)
        return found

    def release(self, name: str, version: str = LATEST) -> Release:
        """Give the newest version that ``1``, ``1.2``, ``1.2.0`` or ``latest`` may mean.

        Raises:
            SchemaError: where there is none.
        """
        series = self.series(name)
        fitting = [release for release in series.releases if release.version.is_meant_by(version)]
        if not fitting:
            there = ", ".join(str(release.version) for release in series.releases)
            message = f"{self.folder} has no version {version} of {name!r}; it has {there}"
            raise SchemaError(message)
        return fitting[-1]

    def path(self, name: str, version: str | Version = LATEST) -> Path:
        """Give the file of a version or an alias."""
        return self.folder / self.series(name).entry.path(version)

    def schema(self, name: str, version: str = LATEST) -> Schema:
        """Read a version.

        Raises:
            SchemaError: where there is none, or its file cannot be read.
        """
        return read(self.path(name, self.release(name, version).version))


def read(path: Path) -> Schema:
    """Read the file of a schema.

    Raises:
        SchemaError: where it is not there, or holds no schema.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        message = f"{path}: {error.strerror}"
        raise SchemaError(message) from error
    except ValueError as error:
        message = f"{path}: it is no JSON: {error}"
        raise SchemaError(message) from error
    if not isinstance(data, dict):
        message = f"{path}: it holds no schema, which is a mapping"
        raise SchemaError(message)
    return data


def dump(data: object) -> str:
    """Write JSON as every file of a store has it."""
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def digest(data: bytes) -> str:
    """Give the SHA-256 of a file's bytes, in hexadecimal digits."""
    return sha256(data).hexdigest()


def shipped() -> Store:
    """Give the schemas that came with this rompy: within the package, or beside it in a checkout."""
    package = Path(rompy.__file__).parent
    within = package / "published"
    return Store(within if (within / INDEX).is_file() else package.parents[1] / "schemas")
