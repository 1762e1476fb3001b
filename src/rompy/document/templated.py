"""Tells templates from other texts; most files have none, and need not load what substitutes them."""

from __future__ import annotations


def is_template(text: str) -> bool:
    """Tell whether a text holds a template, well formed or not."""
    return "${" in text
