"""Compares two schemas: every change with its class, the version it asks for, and a file that shows a break."""

from __future__ import annotations

from rompy.schema.compare.change import (
    ABSENT,
    Absent,
    Bump,
    Change,
    Comparison,
    Effect,
    Mode,
    Side,
    Witness,
)
from rompy.schema.compare.comparison import Schema, compare, compare_all, gravest
from rompy.schema.compare.meaning.dialect import DRAFT4, DRAFT6, DRAFT7, DRAFT2019, DRAFT2020, Dialect
from rompy.schema.compare.rules import RULES

__all__ = [
    "ABSENT",
    "DRAFT4",
    "DRAFT6",
    "DRAFT7",
    "DRAFT2019",
    "DRAFT2020",
    "RULES",
    "Absent",
    "Bump",
    "Change",
    "Comparison",
    "Dialect",
    "Effect",
    "Mode",
    "Schema",
    "Side",
    "Witness",
    "compare",
    "compare_all",
    "gravest",
]
