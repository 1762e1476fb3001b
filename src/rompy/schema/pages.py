"""Writes what tells people and editors of a folder of schemas: its README and its catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rompy.catalog import LATEST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rompy.schema.store import Index, Series

_CATALOG_FORMAT = "https://json.schemastore.org/schema-catalog.json"


def catalog(index: Index) -> dict[str, Any]:
    """Give the catalog: the format of SchemaStore's, with every version."""
    schemas = []
    for name, series in sorted(index.series.items()):
        entry = series.entry
        matched = {"fileMatch": list(entry.file_match)} if entry.file_match else {}
        versions = {str(release.version): entry.address(release.version, index.base) for release in series.releases}
        schemas.append(
            {
                "name": name,
                "description": entry.description,
                **matched,
                "url": entry.address(LATEST, index.base),
                "versions": versions,
            }
        )
    return {"$schema": _CATALOG_FORMAT, "version": 1, "schemas": schemas}


def readme(index: Index) -> str:
    """Write the README of the folder."""
    lines = [
        "# Schemas",
        "",
        "JSON Schemas (draft-07), from which editors complete, explain and check. `rompy schema compile` writes this",
        "folder and `rompy schema check` guards it; nothing in it is written by hand.",
        "",
        f"They are published at <{index.base}>.",
        "",
        "| what | newest | versions | about |",
        "|---|---|---|---|",
        *(_row(name, series) for name, series in sorted(index.series.items())),
        "",
        "A file with a full version is never changed. `1.json` is the newest version that begins with 1, `latest.json`",
        "the newest of all; each is a copy, whose `$id` tells which version it is.",
        "",
        "Of a version, the first number is raised where a file that was accepted is refused, the second where more",
        "files are accepted or a default changed, the third where only texts did.",
        "",
        "[index.json](index.json) lists every file with its SHA-256 and what changed. [catalog.json](catalog.json)",
        "is a catalog for editors, in the format of SchemaStore.",
    ]
    return "\n".join(lines) + "\n"


def _row(name: str, series: Series) -> str:
    newest = "".join(_links(series))
    count = len(series.releases)
    return f"| {name} | {newest} | {count} | {series.entry.description} |"


def _links(series: Series) -> Iterator[str]:
    if series.newest is not None:
        version = series.newest.version
        yield f"[{version}]({series.entry.path(version)})"
