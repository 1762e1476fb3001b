"""What a command line of ``rompy-lint`` chooses."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path


class Choices(NamedTuple):
    """The options of ``rompy-lint``; None leaves a choice to the settings."""

    format_name: str = "text"
    output: Path | None = None
    quiet: bool = False
    statistics: bool = False
    stdin_filename: str | None = None
    as_found: bool = False
    kind: str | None = None
    config: Path | None = None
    isolated: bool = False
    host: bool | None = None
    strict: bool | None = None
    schema_version: str | None = None
    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fix: bool = False
    unsafe_fixes: bool = False
    diff: bool = False
    add_ignores: bool = False
    baseline: Path | None = None
    write_baseline: Path | None = None

    remembers: bool = True
    """Whether what earlier runs said of files may be used."""
    stdin_is_mended: bool = False
    """Whether standard output is for the mended text of standard input."""

    @property
    def is_for_people(self) -> bool:
        """Tell whether findings are shown as they are, with the lines they stand on."""
        is_compared = self.baseline is not None or self.write_baseline is not None
        return self.format_name == "text" and not self.statistics and not is_compared

    @property
    def leaves_files_alone(self) -> bool:
        """Tell whether files are only looked at, by rules that are on by default or by fewer."""
        changes = self.fix or self.unsafe_fixes or self.diff or self.add_ignores
        adds = self.config is not None or bool(self.select) or bool(self.extend_select)
        is_other = self.schema_version is not None or self.stdin_filename is not None
        return not changes and not adds and not is_other
