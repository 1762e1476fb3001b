"""Makes wheels of what is installed here, so that pip can install it elsewhere without a network."""

from __future__ import annotations

import zipfile
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.requirements import Requirement

if TYPE_CHECKING:
    from collections.abc import Iterable


def wheels_of(requirements: Iterable[str], folder: Path) -> None:
    """Write a wheel of each requirement and of everything it needs."""
    folder.mkdir(parents=True, exist_ok=True)
    for found in closure(requirements):
        _write_wheel(found, folder)


def closure(requirements: Iterable[str]) -> list[Distribution]:
    """Collect the installed distributions that requirements lead to."""
    found: dict[str, Distribution] = {}
    open_ends = [(Requirement(text), "") for text in requirements]
    while open_ends:
        requirement, extra = open_ends.pop()
        environment = {"extra": extra}
        if requirement.marker is not None and not requirement.marker.evaluate(environment):
            continue
        installed = distribution(requirement.name)
        key = installed.name.lower().replace("_", "-")
        if key in found and not requirement.extras:
            continue
        found[key] = installed
        for needed in installed.requires or ():
            open_ends += [(Requirement(needed), extra) for extra in ("", *requirement.extras)]
    return list(found.values())


def _write_wheel(installed: Distribution, folder: Path) -> None:
    metadata = installed.read_text("WHEEL") or ""
    tags = [line.removeprefix("Tag: ") for line in metadata.splitlines() if line.startswith("Tag: ")]
    name = installed.name.replace("-", "_")
    path = folder / f"{name}-{installed.version}-{_together(tags)}.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        for file in installed.files or ():
            # scripts stand outside of the packages' folder, and pip makes them anew
            if ".." not in file.parts and "__pycache__" not in file.parts and Path(str(file.locate())).is_file():
                wheel.write(str(file.locate()), file.as_posix())


def _together(tags: list[str]) -> str:
    """Write several tags as the name of a wheel does: their interpreters, ABIs and platforms, joined by dots."""
    parts = [tag.split("-") for tag in tags]
    return "-".join(".".join(dict.fromkeys(column)) for column in zip(*parts, strict=True))
