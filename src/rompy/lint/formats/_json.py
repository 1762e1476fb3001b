"""JSON as every format writes it."""

from __future__ import annotations

import json


def dumped(data: object) -> str:
    """Write data as JSON in ASCII, which any terminal and any encoding can carry; an instance stands for its fields."""
    return json.dumps(data, indent=2, default=vars)
