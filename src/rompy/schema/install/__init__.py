"""The settings by which editors find the schemas: what each editor's say, and how they are put into its file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rompy.schema.install import helix, jetbrains, neovim, vscode, zed

if TYPE_CHECKING:
    from rompy.schema.install.binding import Editor

EDITORS: dict[str, Editor] = {
    "vscode": vscode.EDITOR,
    "neovim": neovim.EDITOR,
    "helix": helix.EDITOR,
    "zed": zed.EDITOR,
    "jetbrains": jetbrains.EDITOR,
}
"""The editors by the names that the command line has for them."""
