"""How Sphinx builds the documentation; the pages are Markdown that reads as well on a code host."""

from __future__ import annotations

import re
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING

from rompy import __version__

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "rompy"
author = "The rompy founders"
release = version = __version__

extensions = ["myst_parser"]
root_doc = "docs/README"
# the folder that is built is the root of the repository, so that links between all of its pages work
include_patterns = [
    "*.md",
    "benchmarks/README.md",
    "changelog.d/README.md",
    "docs/**.md",
    "examples/*.md",
    "examples/plugin/*.md",
    "hooks/README.md",
    "hooks/*/README.md",
    "schemas/*.md",
]
exclude_patterns = ["build/**", "dist/**"]
nitpicky = True
# examples show mistakes, and what is no YAML cannot be coloured as YAML
suppress_warnings = ["misc.highlighting_failure"]

myst_heading_anchors = 3

html_theme = "alabaster"
html_theme_options = {
    "description": "Backend files that say where and how a model runs",
    "fixed_sidebar": True,
    "page_width": "72rem",
    "sidebar_width": "18rem",
}
html_sidebars = {"**": ["about.html", "searchfield.html", "navigation.html"]}
html_show_sourcelink = False
html_copy_source = False

_INDEXES = {"docs/README", "docs/reference/README", "docs/rules/README"}
_LINK = re.compile(r"\]\(([^)#:]+)\.md\)")


def _with_navigation(_app: Sphinx, page: str, source: list[str]) -> None:
    """Take the links of an index page, in their order, for the navigation below it."""
    if page not in _INDEXES:
        return
    pages = dict.fromkeys("/" + normpath(join(dirname(page), link)) for link in _LINK.findall(source[0]))
    source[0] += "\n".join(["", "```{toctree}", ":hidden:", ":maxdepth: 1", "", *pages, "```", ""])


def setup(app: Sphinx) -> None:
    """Let Sphinx know."""
    app.connect("source-read", _with_navigation)
