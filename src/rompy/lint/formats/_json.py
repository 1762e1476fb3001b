"""JSON text of any data, also of names of files that are no Unicode."""

from __future__ import annotations

import json
import re

_HALVES = re.compile("[\ud800-\udfff]")


def dumped(data: object) -> str:
    """Write data as JSON, an instance of a class as its fields.

    Halves of characters, which no encoding of Unicode writes, are written as escapes.
    """
    text = json.dumps(data, indent=2, ensure_ascii=False, default=vars)
    return _HALVES.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
