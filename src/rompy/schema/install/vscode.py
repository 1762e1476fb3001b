"""Visual Studio Code, with the YAML extension of Red Hat."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from rompy.schema.install.binding import Binding, Editor
from rompy.schema.install.commented import with_values

if TYPE_CHECKING:
    from collections.abc import Sequence


def _settings(bindings: Sequence[Binding]) -> dict[str, Any]:
    yaml = {binding.schema: binding.yaml_files for binding in bindings if binding.yaml_files}
    plain = [{"fileMatch": binding.json_files, "url": binding.schema} for binding in bindings if binding.json_files]
    return {"yaml.schemas": yaml, **({"json.schemas": plain} if plain else {})}


def _shown(bindings: Sequence[Binding]) -> str:
    return json.dumps(_settings(bindings), indent=2) + "\n"


def _merged(text: str | None, bindings: Sequence[Binding]) -> str | None:
    return with_values(text, _settings(bindings), [place for binding in bindings for place in binding.former])


EDITOR = Editor(
    "Visual Studio Code (with the YAML extension)",
    ".vscode/settings.json",
    "into .vscode/settings.json, or into the settings of the user",
    _shown,
    _merged,
)
