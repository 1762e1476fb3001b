"""Lets packages be installed in the test's own process, where what is known of packages is remembered."""

from __future__ import annotations

import sys
import tomllib
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from packages import install
from rompy import packages
from rompy.backends import plugin_types, plugins

if TYPE_CHECKING:
    from collections.abc import Iterator

EXAMPLE = Path(__file__).parents[1] / "examples" / "plugin"


def install_example(site: Path) -> None:
    """Install the package of the manual, whose modules stay where they are."""
    said = tomllib.loads((EXAMPLE / "pyproject.toml").read_text(encoding="utf-8"))
    install(site, "mypackage", said["project"]["entry-points"])


@contextmanager
def on_path(*folders: Path) -> Iterator[None]:
    """Have Python find packages in some folders, for a while."""
    brought = {path.stem for folder in folders for path in folder.iterdir()}
    # other tests may have packages of such names too
    others = {name: module for name, module in sys.modules.items() if name.partition(".")[0] in brought}
    for name in others:
        del sys.modules[name]
    before, modules = list(sys.path), set(sys.modules)
    sys.path[:0] = [str(folder) for folder in folders]
    _forget()
    try:
        yield
    finally:
        sys.path[:] = before
        for name in set(sys.modules) - modules:
            file = getattr(sys.modules[name], "__file__", None) or ""
            if any(file.startswith(str(folder)) for folder in folders):
                del sys.modules[name]
        sys.modules.update(others)
        _forget()


def _forget() -> None:
    for cached in (packages.entry_points, plugin_types.found, plugins._config_class):
        cached.cache_clear()
