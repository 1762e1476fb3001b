"""A bar is shown where a person waits at a terminal, and nowhere else."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from rompy.cli import quick
from rompy.cli.progress import shown

if TYPE_CHECKING:
    from collections.abc import Iterator


NOTHING: tuple[list[int], list[tuple[str, int, bytes]]] = ([], [])


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr("rompy.cli.progress.time.monotonic", lambda: now[0])
    return now


def taking(clock: list[float], seconds: float, count: int) -> Iterator[int]:
    for number in range(count):
        clock[0] += seconds
        yield number


def test_a_long_wait_is_shown_and_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch, clock: list[float]) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    assert list(shown(taking(clock, 0.5, 4), 4)) == [0, 1, 2, 3]
    assert terminal.getvalue() == (
        "\r[############............] 2 of 4 files"
        "\r[##################......] 3 of 4 files"
        "\r[########################] 4 of 4 files"
        "\r\x1b[K"
    )


def test_a_short_wait_is_not_shown(monkeypatch: pytest.MonkeyPatch, clock: list[float]) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    assert list(shown(taking(clock, 0.1, 9), 9)) == list(range(9))
    assert terminal.getvalue() == ""


def test_nothing_is_shown_where_no_person_looks(monkeypatch: pytest.MonkeyPatch, clock: list[float]) -> None:
    pipe = io.StringIO()
    monkeypatch.setattr("sys.stderr", pipe)
    assert list(shown(taking(clock, 5, 3), 3)) == [0, 1, 2]
    assert pipe.getvalue() == ""


def test_what_stops_the_work_clears_the_line(monkeypatch: pytest.MonkeyPatch, clock: list[float]) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    items = shown(taking(clock, 2, 3), 3)
    next(items)
    items.close()  # type: ignore[attr-defined]
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_a_quick_look_at_many_files_is_shown_by_files(monkeypatch: pytest.MonkeyPatch, clock: list[float]) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setattr(quick, "_CHUNK", 2)
    chunks = ((chunk, NOTHING) for chunk in taking(clock, 0.8, 3))
    assert [chunk for chunk, _ in quick._shown(chunks, 5)] == [0, 1, 2]
    assert terminal.getvalue() == (
        "\r[###################.....] 4 of 5 files\r[########################] 5 of 5 files\r\x1b[K"
    )


def test_a_quick_look_is_not_shown_where_no_person_looks(monkeypatch: pytest.MonkeyPatch, clock: list[float]) -> None:
    pipe = io.StringIO()
    monkeypatch.setattr("sys.stderr", pipe)
    list(quick._shown(((chunk, NOTHING) for chunk in taking(clock, 5, 3)), 3))
    assert pipe.getvalue() == ""
