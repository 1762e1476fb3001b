"""The value of ``--format`` of ``rompy-lint``: a format of rompy, or of an installed package."""

from __future__ import annotations

from typing import Any

import click

from rompy.lint.formats import formats_of_packages


class FormatName(click.Choice[str]):
    """A choice of rompy's own formats; packages are looked through only for another name."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401 - click's signature
        """Take the name of a format that there is."""
        if value not in self.choices and value in formats_of_packages():
            return str(value)
        return super().convert(value, param, ctx)
