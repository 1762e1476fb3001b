"""What is published: names, versions and addresses of schemas, as data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple, Self

BASE_URL = "https://rom-py.github.io/rompy/schemas"
"""Where the schemas of rompy are published; another repository names its own in ``[tool.rompy.schema]``."""

LATEST = "latest"
"""The alias of the newest version of all."""

TYPES = "types"
"""The folder of the backend types, one folder each."""

_VERSION = re.compile(r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)")


class Version(NamedTuple):
    """A version of a schema.

    The first number is raised where a file that was accepted is refused, the second where more files are accepted or
    a default changed, the third where only texts did.
    """

    major: int
    minor: int
    patch: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a full version such as ``1.2.0``.

        Raises:
            ValueError: where it is none.
        """
        found = _VERSION.fullmatch(text)
        if found is None:
            message = f"{text!r} is no full version such as 1.2.0"
            raise ValueError(message)
        return cls(int(found[1]), int(found[2]), int(found[3]))

    def __str__(self) -> str:
        """Write it."""
        return f"{self.major}.{self.minor}.{self.patch}"

    def raised(self, part: int) -> Version:
        """Give the next version: 3 raises the first number, 2 the second, 1 the third."""
        match part:
            case 3:
                return Version(self.major + 1, 0, 0)
            case 2:
                return Version(self.major, self.minor + 1, 0)
        return Version(self.major, self.minor, self.patch + 1)

    def part_raised_since(self, older: Version) -> int:
        """Tell which part was raised from an older version to this one, as ``raised`` counts them; 0 for none."""
        if self.major != older.major:
            return 3
        return 2 if self.minor != older.minor else 1 if self.patch != older.patch else 0

    def is_meant_by(self, text: str) -> bool:
        """Tell whether ``1``, ``1.2``, ``1.2.0`` or ``latest`` may mean this version."""
        return text == LATEST or f"{self}.".startswith(f"{text}.")


FIRST = Version(1, 0, 0)
"""The version that every schema begins with."""


@dataclass(frozen=True)
class Entry:
    """Something that has schemas: a backend type, the union of types, settings, a report."""

    name: str
    folder: str
    """Where its versions are, below the folder or address of all schemas."""
    title: str
    description: str
    file_match: tuple[str, ...] = ()
    """Names of files that follow it, as editors match them."""
    is_output: bool = False
    """Whether rompy writes such files for others, so that new ones must fit readers of the old schema."""

    def path(self, version: Version | str) -> str:
        """Give the path of a version, or of an alias such as ``1`` or ``latest``, below the folder of all schemas."""
        return f"{self.folder}/{version}.json"

    def address(self, version: Version | str, base: str = BASE_URL) -> str:
        """Give the address of a version or an alias."""
        return f"{base.rstrip('/')}/{self.path(version)}"


_ENDINGS = ("yml", "yaml", "json")


def _patterns(name: str, folder: str) -> tuple[str, ...]:
    """Give the names of files of a kind: by their ending, and by their folder within one called ``rompy``."""
    named = tuple(f"*.rompy-{name}.{ending}" for ending in _ENDINGS)
    return (*named, *(f"**/rompy/{folder}/*.{ending}" for ending in _ENDINGS))


BACKEND = Entry(
    "backend",
    "backend",
    "rompy backend",
    "Where and how a model runs: a file of any of rompy's own backend types.",
    _patterns("backend", "backends"),
)
MODEL_RUN = Entry(
    "model-run",
    "model-run",
    "rompy model run",
    "What is modelled, for which period, and where its files are.",
    _patterns("model", "models"),
)
POSTPROCESSOR = Entry(
    "postprocessor",
    "postprocessor",
    "rompy postprocessor",
    "What happens to the output of a model: a file of rompy's own postprocessor, or of another package's.",
    _patterns("postprocessor", "postprocessors"),
)
PIPELINE = Entry(
    "pipeline",
    "pipeline",
    "rompy pipeline",
    "What is modelled, where it runs, and what happens to the output: a model run, a backend and a postprocessor.",
    _patterns("pipeline", "pipelines"),
)
KINDS = (BACKEND, MODEL_RUN, POSTPROCESSOR, PIPELINE)
"""What people write for rompy to run."""
LINT_SETTINGS = Entry(
    "lint-settings",
    "lint-settings",
    "Settings of rompy-lint",
    "What .rompy-lint.yml may say, and the table [tool.rompy-lint] of pyproject.toml.",
    (".rompy-lint.yml", ".rompy-lint.yaml"),
)
LINT_REPORT = Entry(
    "lint-report",
    "lint-report",
    "Report of rompy-lint",
    "What rompy-lint --format json writes.",
    is_output=True,
)


def type_entry(name: str, title: str, description: str) -> Entry:
    """Give the entry of a backend type, or of a postprocessor."""
    patterns = tuple(f"*.rompy-{name}.{ending}" for ending in _ENDINGS)
    return Entry(name, f"{TYPES}/{name}", title, description, patterns)
