"""The period of a model run, as model files spell it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from rompy.model import ModelRun, Period

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
        (("start",), "moment_format"),
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
        ({"start": "tomorrow", "duration": "1d"}, "no date: write one such as"),
        ({"start": START, "end": END, "intervall": "1h"}, "Extra inputs"),
        ({"start": START.replace(tzinfo=UTC), "end": END}, "has a time zone, and the other has none"),
        ({"start": START, "duration": "9999999d"}, "leaves the years"),
    ],
)
def test_what_is_no_period_is_refused(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Period.model_validate(given)


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        (20230101.063, datetime(2023, 1, 1, 6, 30)),
        (20230101.1, datetime(2023, 1, 1, 10)),
        (2023010106, datetime(2023, 1, 1, 6)),
        (20230101063059, datetime(2023, 1, 1, 6, 30, 59)),
        ("2023-1-5 3:00:00.25", datetime(2023, 1, 5, 3, 0, 0, 250000)),
        ("2023-01-01T00:00:00Z", datetime(2023, 1, 1, tzinfo=UTC)),
        ("2023-01-01 06:00 +05:30", datetime(2023, 1, 1, 0, 30, tzinfo=UTC)),
    ],
)
def test_a_moment_that_yaml_makes_a_number_or_a_timestamp_of_is_that_moment(value: object, moment: datetime) -> None:
    assert Period.model_validate({"start": value, "duration": "1d"}).start == moment


@pytest.mark.parametrize("value", [2023, "2023", 1672531200, 1.5, float("nan"), "2023-01-01\n", "٢٠٢٣-01-01"])
def test_a_number_that_is_no_date_is_not_taken_for_seconds_since_1970(value: object) -> None:
    with pytest.raises(ValidationError, match="no date: write one such as"):
        Period.model_validate({"start": value, "duration": "1d"})


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("2023-02-30", "moment_impossible"),
        ("0000-01-01", "moment_impossible"),
        (True, "datetime_type"),
        ([1], "datetime_type"),
    ],
)
def test_a_moment_that_no_calendar_has_is_told_as_such(value: object, kind: str) -> None:
    with pytest.raises(ValidationError) as told:
        Period.model_validate({"start": value, "duration": "1d"})
    assert told.value.errors()[0]["type"] == kind


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (-3600, "duration_format"),
        ("-PT1H", "duration_format"),
        ("P1DT", "duration_format"),
        (True, "time_delta_type"),
        ([1], "time_delta_type"),
        ("9" * 400 + "d", "duration_overflow"),
        (float("inf"), "duration_overflow"),
        (1e300, "duration_overflow"),
    ],
)
def test_what_is_no_length_of_time_is_refused(value: object, kind: str) -> None:
    with pytest.raises(ValidationError) as told:
        Period.model_validate({"start": START, "end": END, "interval": value})
    assert told.value.errors()[0]["type"] == kind


def test_a_length_in_iso_8601_is_the_sum_of_its_parts() -> None:
    period = Period.model_validate({"start": START, "duration": "P1Y2M3W4DT5H6M7.5S"})
    assert period.duration == timedelta(days=365 + 60 + 21 + 4, hours=5, minutes=6, seconds=7.5)


def test_an_unknown_field_is_told_also_where_it_is_empty() -> None:
    with pytest.raises(ValidationError, match="Extra inputs"):
        Period.model_validate({"start": START, "end": END, "intervall": None})
    assert Period.model_validate({"start": START, "end": END, "duration": None, "include_end": None}).include_end


def test_whether_the_end_counts_is_true_or_false() -> None:
    with pytest.raises(ValidationError, match="valid boolean"):
        Period.model_validate({"start": START, "end": END, "include_end": "yes"})


def test_that_there_are_not_two_of_three_hides_no_other_fault() -> None:
    with pytest.raises(ValidationError) as told:
        Period.model_validate({"start": "tomorrow", "interval": -1, "intervall": 5})
    kinds = {(fault["loc"], fault["type"]) for fault in told.value.errors()}
    assert kinds == {
        ((), "period_two_of_three"),
        (("start",), "moment_format"),
        (("interval",), "duration_format"),
        (("intervall",), "extra_forbidden"),
    }


def test_the_json_schema_of_a_model_run_shows_nothing_of_the_compilers_own() -> None:
    schema = ModelRun.model_json_schema()
    assert "x-rompy" not in str(schema)
    assert schema["$defs"]["Period"]["properties"]["start"]["anyOf"][1]["type"] == "number"
