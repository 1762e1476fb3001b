"""``rompy runs show --plot`` draws what a run used over time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies

from rompy.cli.run_plot import plot
from rompy.run.usage import Course
from runkit import History, under_way

MIB = 1024 * 1024


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path)


def measured(*samples: tuple[float, float | None, int | None], **fields: Any) -> dict[str, Any]:
    names = ("seconds", "cpu_seconds", "memory_bytes")
    return {"usage": {"samples": [dict(zip(names, sample, strict=True)) for sample in samples]}, **fields}


LIMITS = [
    {"name": "cpu", "value": 2, "unit": "cores", "enforced_by": "docker"},
    {"name": "memory", "value": 64 * MIB, "unit": "bytes", "enforced_by": "docker"},
]

DRAWN = """\
CPU: at most 2 cores, the limit is 2 cores
    2 cores ┤---------------▁▅▂-------
            ┤             ▁▅███▆▃
            ┤           ▂▆███████▇▃
            ┤         ▃▆████████████▄
            ┤▆▆▆▆▆▆▆▆▆███████████████▆
            ┤█████████████████████████
            ┤█████████████████████████
    0 cores ┤█████████████████████████
            └─────────────────────────
             0 s                  30 s

Memory: at most 48 MiB, the limit is 64 MiB
     64 MiB ┤-------------------------
            ┤
            ┤                      ▁▃▆
            ┤                  ▂▄▅▇███
            ┤             ▁▃▄▆████████
            ┤         ▁▃▅▇████████████
            ┤     ▂▄▆▇████████████████
        0 B ┤ ▃▅▆█████████████████████
            └─────────────────────────
             0 s                  30 s
"""


def test_cores_and_memory_are_drawn_with_their_limits(history: History) -> None:
    history.add(**measured((0, 0, 0), (10, 10, 16 * MIB), (20, 30, 32 * MIB), (30, 40, 48 * MIB), limits=LIMITS))
    assert history.rompy("show", "--plot", COLUMNS="38", PYTHONUTF8="1").stdout == DRAWN


def test_without_unicode_it_is_drawn_in_ascii(history: History) -> None:
    history.add(**measured((0, 0, 0), (10, 10, 16 * MIB), (20, 30, 32 * MIB), (30, 40, 48 * MIB), limits=LIMITS))
    drawn = history.rompy("show", "--plot", COLUMNS="38", PYTHONIOENCODING="ascii").stdout
    assert drawn.isascii()
    assert "    0 cores |#########################\n" in drawn


def test_a_limit_far_above_is_told_and_not_drawn() -> None:
    title, *rows = plot(Course("Memory", "bytes", ((0, 1 * MIB), (9, 2 * MIB)), 4096.0 * MIB, None), width=40)
    assert title == "Memory: at most 2 MiB, the limit is 4 GiB"
    assert not any("-" in row for row in rows)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        (measured(), "nothing can be drawn: it was not measured, as in a run that is over at once"),
        (measured((0.5, 1, 1)), "nothing can be drawn: it was measured once, and a course needs two measurements"),
        (under_way(times={"created": "2026-03-01T12:00:00Z"}), "nothing can be drawn: it has not started yet"),
        (measured(times={"created": "2026-03-01T12:00:00Z"}), "it never started"),
    ],
)
def test_where_nothing_can_be_drawn_it_says_why(history: History, fields: dict[str, Any], why: str) -> None:
    history.add(**fields)
    assert history.rompy("show", "--plot").stdout == f"CPU: {why}\n\nMemory: {why}\n"


def test_what_was_not_measured_is_left_out_and_never_drawn_as_nothing(history: History) -> None:
    history.add(**measured((0, None, 5 * MIB), (10, None, None), (20, None, 5 * MIB)))
    drawn = history.rompy("show", "--plot", COLUMNS="38", PYTHONIOENCODING="ascii").stdout
    assert drawn.startswith("CPU: nothing can be drawn: ")
    assert drawn.count("        0 B |#########################") == 1


_SECONDS = strategies.floats(0, 1e6)
_VALUES = strategies.floats(0, 1e15)


@given(
    strategies.lists(strategies.tuples(_SECONDS, _VALUES), min_size=2, max_size=300, unique_by=lambda point: point[0]),
    strategies.none() | strategies.floats(1e-3, 1e15),
    strategies.integers(1, 300),
)
def test_any_course_fits_its_width(points: list[tuple[float, float]], limit: float | None, width: int) -> None:
    course = Course("Memory", "bytes", tuple(sorted(points)), limit, None)
    _title, *rows = plot(course, width=width)
    assert len(rows) == 10
    assert all(len(row) <= max(width, 40) for row in rows)


@pytest.mark.parametrize("options", [("--plot", "--html", "x.html"), ("--plot", "--format", "json")])
def test_one_way_to_show_a_run_is_chosen(history: History, options: tuple[str, ...]) -> None:
    history.add()
    done = history.rompy("show", *options)
    assert done.returncode == 2
    assert "choose one" in done.stderr
