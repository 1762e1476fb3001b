"""What a repository may ask of the linter: ``[tool.rompy-lint]`` in pyproject.toml, or ``.rompy-lint.yml``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rompy.errors import SettingsError
from rompy.lint.kind import Kind
from rompy.lint.meant import closest
from rompy.lint.patterns import matches

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from rompy.document import Path as DataPath
    from rompy.document import Source


def _kebab(name: str) -> str:
    return name.replace("_", "-")


_VERSION = r"(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*)){0,2}"
_NAMED = f"({'|'.join(kind.option for kind in Kind)})={_VERSION}"
_SCHEMA_VERSIONS = f"^({_VERSION}|{_NAMED}(,{_NAMED})*)$"


class Settings(BaseModel):
    """The settings of one repository or folder; patterns are written as in a ``.gitignore``, from the settings' folder.

    Rules are named by code (``RMP302``), by the beginning of one (``RMP3``), by name (``root-user``), or ``ALL``.
    """

    model_config = ConfigDict(
        frozen=True,
        strict=True,
        extra="forbid",
        alias_generator=_kebab,
        populate_by_name=True,
        title="rompy-lint",
        defer_build=True,
    )

    select: list[str] | None = Field(
        None, description="Rules to use instead of those that are on by default", examples=[["RMP1", "RMP302"]]
    )
    extend_select: list[str] = Field(
        default_factory=list,
        description="Rules to use besides the selected ones",
        examples=[["image-not-pinned-by-digest"]],
    )
    ignore: list[str] = Field(
        default_factory=list, description="Rules not to use", examples=[["RMP302", "memory-beyond-host"]]
    )
    per_file_ignores: dict[str, list[str]] = Field(
        default_factory=dict,
        description="Rules not to use in files that match a pattern",
        examples=[{"laptop/*.yml": ["root-user"], "old/**": ["RMP1"]}],
    )
    severity: dict[str, Literal["error", "warning"]] = Field(
        default_factory=dict,
        description='How bad findings of a rule are: "error" or "warning"',
        examples=[{"unpinned-image": "error", "RMP2": "warning"}],
    )
    include: list[str] = Field(
        default_factory=list, description="Files that must hold backends", examples=[["backends/**/*.yml"]]
    )
    exclude: list[str] = Field(
        default_factory=list, description="Files and folders to pass over", examples=[["drafts/", "*_generated.yml"]]
    )
    host: bool = Field(default=True, description="Whether paths must exist on this machine", examples=[False])
    assume_exists: list[str] = Field(
        default_factory=list,
        description="Paths that are taken to exist, because they are on another machine",
        examples=[["/scratch/**", "runs/output"]],
    )
    path_map: dict[str, str] = Field(
        default_factory=dict,
        description="Folders of another machine, each with what stands for it on this one",
        examples=[{"/scratch/project": "testdata"}],
    )
    host_cpu: int | None = Field(
        None, ge=1, description="Cores of the machine that runs the models, where it is another one", examples=[96]
    )
    host_memory: str | None = Field(
        None,
        pattern="^[0-9]+[kmgKMG]$",
        description='Memory of that machine, written as in a backend: "128g"',
        examples=["384g"],
    )
    schema_version: str | None = Field(
        None,
        pattern=_SCHEMA_VERSIONS,
        description="Published version of the schemas to judge by, for machines that have an older rompy",
        examples=["1.0", "backend=1.2,model-run=1.0"],
    )
    strict: bool = Field(default=False, description="Whether warnings count as errors", examples=[True])

    def is_excluded(self, path: Path, root: Path) -> bool:
        """Tell whether a file is to be passed over."""
        return matches(self.exclude, path, root)

    def is_included(self, path: Path, root: Path) -> bool:
        """Tell whether a file must hold a backend."""
        return matches(self.include, path, root)


def checked(data: Mapping[str, Any], source: Source, offset_of: Callable[[DataPath], int]) -> Settings:
    """Give the settings that a file holds.

    Raises:
        SettingsError: with the place of every mistake.
    """
    try:
        return Settings.model_validate(data, by_alias=True, by_name=False)
    except ValidationError as error:
        lines = [_mistake(source, fault["loc"], fault["type"], fault["msg"], offset_of) for fault in error.errors()]
        raise SettingsError("\n".join(lines)) from None


def _mistake(source: Source, loc: DataPath, kind: str, message: str, offset_of: Callable[[DataPath], int]) -> str:
    line, column = source.position(offset_of(loc))
    name = str(loc[0]) if loc else ""
    if kind == "extra_forbidden" and len(loc) == 1:
        close = closest(name.replace("_", "-"), [_kebab(field) for field in Settings.model_fields])
        hint = f" (did you mean {close!r}?)" if close else ""
        return f"{source.name}:{line}:{column}: there is no setting {name!r}{hint}"
    said = ".".join(str(step) for step in loc)
    return f"{source.name}:{line}:{column}: {said}: {message[:1].lower()}{message[1:]}"
