"""The period of a model run, as model files spell it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from rompy.model import Period

START, END = datetime(2023, 1, 1), datetime(2023, 1, 2)


@pytest.mark.parametrize(
    "start",
    [
        "2023-01-01",
        "2023-01-01T00",
        "2023-01-01T00:00:00",
        "2023-01-01 00:00",
        "20230101",
        "20230101T00",
        "20230101T0000",
        "20230101.000000",
        20230101,
        date(2023, 1, 1),
        datetime(2023, 1, 1),
    ],
)
def test_a_moment_is_read_in_each_spelling(start: object) -> None:
    assert Period.model_validate({"start": start, "duration": "1d"}).start == START


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("1h", timedelta(hours=1)),
        ("1H", timedelta(hours=1)),
        ("PT1H", timedelta(hours=1)),
        ("15M", timedelta(minutes=15)),
        ("30min", timedelta(minutes=30)),
        ("90 seconds", timedelta(seconds=90)),
        ("1.5d", timedelta(hours=36)),
        ("2 weeks", timedelta(weeks=2)),
        ("P3D", timedelta(days=3)),
    ],
)
def test_a_duration_is_read_in_each_spelling(text: str, length: timedelta) -> None:
    assert Period.model_validate({"start": START, "duration": text, "interval": text}).duration == length


@pytest.mark.parametrize(
    "given",
    [{"start": START, "end": END}, {"start": START, "duration": "1d"}, {"end": END, "duration": "1d"}],
)
def test_two_of_three_give_the_third(given: dict[str, Any]) -> None:
    period = Period.model_validate(given)
    assert (period.start, period.end, period.duration) == (START, END, timedelta(days=1))


def test_of_a_period_that_cannot_be_read_only_that_is_said() -> None:
    with pytest.raises(ValidationError) as told:
        Period.model_validate({"start": "tomorrow", "duration": "soon"})
    assert [(fault["loc"], fault["type"]) for fault in told.value.errors()] == [
        (("start",), "datetime_from_date_parsing"),
        (("duration",), "duration_format"),
    ]


def test_a_period_reads_what_it_writes() -> None:
    period = Period.model_validate({"start": START, "end": END, "interval": "3h"})
    assert Period.model_validate(period.model_dump()) == period


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"start": START}, "this has start"),
        ({}, "this has none of them"),
        ({"start": START, "end": END, "duration": "1d"}, "this has start and end and duration"),
        ({"start": END, "end": START}, "ends before it starts"),
        ({"start": START, "duration": "soon"}, "no duration: write a number and a unit"),
        ({"start": "tomorrow", "duration": "1d"}, "valid datetime"),
        ({"start": START, "end": END, "intervall": "1h"}, "Extra inputs"),
        ({"start": START.replace(tzinfo=UTC), "end": END}, "has a time zone, and the other has none"),
        ({"start": START, "duration": "9999999d"}, "leaves the years"),
    ],
)
def test_what_is_no_period_is_refused(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Period.model_validate(given)
