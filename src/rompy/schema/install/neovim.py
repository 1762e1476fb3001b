"""Neovim, with yaml-language-server."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from rompy.schema.install.binding import Binding, Editor, never

if TYPE_CHECKING:
    from collections.abc import Sequence


def _shown(bindings: Sequence[Binding]) -> str:
    lines = []
    for binding in bindings:
        if binding.yaml_files:
            patterns = ", ".join(map(json.dumps, binding.yaml_files))
            lines.append(f"        [{json.dumps(binding.schema)}] = {{ {patterns} }},")
    opening = ["vim.lsp.config('yamlls', {", "  settings = {", "    yaml = {", "      schemas = {"]
    return "\n".join([*opening, *lines, "      },", "    },", "  },", "})", "vim.lsp.enable('yamlls')"]) + "\n"


EDITOR = Editor(
    "Neovim 0.11 or newer (with yaml-language-server and nvim-lspconfig)",
    None,
    "into init.lua; a table 'schemas' that is there already takes the lines of this one",
    _shown,
    never,
)
