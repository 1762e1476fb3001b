"""Room for schemas that are nested deeply."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

_FRAMES: Final = 6_000
"""How many calls may be nested; a level of a schema takes about ten."""
_STACK: Final = 64 * 1024 * 1024
"""Bytes for them. Some pass through C, where a call too many would end the process."""
_SETTING: Final = threading.Lock()

T = TypeVar("T")


def with_room(work: Callable[[], T]) -> T:
    """Do something in a thread whose stack is large.

    Raises:
        RecursionError: where even that is not enough, and whatever the work raises.
    """
    results: list[T] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:  # noqa: BLE001 -- it is raised again where the work was asked for
            errors.append(error)

    thread = threading.Thread(target=run, name="schema-comparison", daemon=True)
    with _SETTING:
        frames = sys.getrecursionlimit()
        stack = threading.stack_size(_STACK)
        try:
            sys.setrecursionlimit(max(frames, _FRAMES))
            thread.start()
        finally:
            threading.stack_size(stack)
        try:
            thread.join()
        finally:
            sys.setrecursionlimit(frames)
    if errors:
        raise errors[0]
    return results[0]
