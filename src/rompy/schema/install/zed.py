"""Zed, which has yaml-language-server built in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from rompy.schema.install.binding import Binding, Editor
from rompy.schema.install.commented import with_values

if TYPE_CHECKING:
    from collections.abc import Sequence


def _settings(bindings: Sequence[Binding]) -> dict[str, Any]:
    schemas = {binding.schema: binding.yaml_files for binding in bindings if binding.yaml_files}
    return {"lsp": {"yaml-language-server": {"settings": {"yaml": {"schemas": schemas}}}}}


def _shown(bindings: Sequence[Binding]) -> str:
    return json.dumps(_settings(bindings), indent=2) + "\n"


def _merged(text: str | None, bindings: Sequence[Binding]) -> str | None:
    return with_values(text, _settings(bindings), [place for binding in bindings for place in binding.former])


EDITOR = Editor(
    "Zed", ".zed/settings.json", "into .zed/settings.json, or into Zed's own settings.json", _shown, _merged
)
