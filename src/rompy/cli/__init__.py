"""The commands ``rompy`` and ``rompy-lint``; the only package that prints, colours and exits."""

from __future__ import annotations

from rompy.cli.main import rompy, rompy_lint

__all__ = ["rompy", "rompy_lint"]
