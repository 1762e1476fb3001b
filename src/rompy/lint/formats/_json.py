"""JSON text that any encoding can write."""

from __future__ import annotations

import json


def dumped(data: object) -> str:
    """Write data as JSON, an instance of a class as its fields, what is not ASCII as escapes."""
    return json.dumps(data, indent=2, default=vars)
