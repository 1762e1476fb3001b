"""Makes packages that are installed for a test: a folder on Python's path, with the metadata that pip would write."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def install(
    folder: Path, name: str, entry_points: Mapping[str, Mapping[str, str]], *, version: str = "1.0", **modules: str
) -> None:
    """Install a package of some modules into a folder.

    Args:
        folder: What stands, or will stand, on Python's path.
        name: The distribution.
        entry_points: Groups, each with what its names stand for.
        version: The distribution's.
        modules: The text of each module, by its name.
    """
    information = folder / f"{name.replace('-', '_')}-{version}.dist-info"
    information.mkdir(parents=True)
    (information / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    groups = (
        f"[{group}]\n" + "".join(f"{key} = {value}\n" for key, value in names.items())
        for group, names in entry_points.items()
    )
    (information / "entry_points.txt").write_text("\n".join(groups))
    for module, text in modules.items():
        (folder / f"{module}.py").write_text(dedent(text))
