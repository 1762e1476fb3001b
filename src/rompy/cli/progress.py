"""Shows a person at a terminal how far a long run has come."""

from __future__ import annotations

import sys
import time

# a look at many files takes less than typing needs to load
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TypeVar

    Item = TypeVar("Item")

_PATIENCE = 1.0
"""Seconds after which a person begins to wonder."""
_BETWEEN = 0.1
"""Seconds between two changes of the line."""
_WIDTH = 24


def shown(items: Iterable[Item], count: int, each: int = 1) -> Iterator[Item]:
    """Yield items as they come, and show a bar on standard error where it is a terminal and the wait gets long.

    Args:
        items: What is yielded.
        count: How many files there are.
        each: How many files an item stands for.
    """
    if not sys.stderr.isatty():
        yield from items
        return
    start = last = time.monotonic()
    is_drawn = False
    try:
        for number, item in enumerate(items, start=1):
            now = time.monotonic()
            if now - start >= _PATIENCE and now - last >= _BETWEEN:
                _draw(min(number * each, count), count)
                last, is_drawn = now, True
            yield item
    finally:
        if is_drawn:
            # back to the start of the line, and erase it (ECMA-48, EL)
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def _draw(number: int, count: int) -> None:
    filled = _WIDTH * number // count
    sys.stderr.write(f"\r[{'#' * filled}{'.' * (_WIDTH - filled)}] {number:,} of {count:,} files")
    sys.stderr.flush()
