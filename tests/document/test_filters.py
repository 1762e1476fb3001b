"""Filters read, shift and write dates as rompy 0.6.4 does, and refuse what they cannot be applied to."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rompy.document.template import faults, render
from rompy.errors import TemplateError

VARIABLES = {
    "CYCLE": "2023-01-15T00:00:00",
    "DAY": "2023-01-31",
    "SLASHED": "01/15/2023",
    "COMPACT": "20230115",
    "WORD": "tomorrow",
    "HOURS": "48",
}


@pytest.mark.parametrize(
    ("text", "rendered"),
    [
        # the examples of the manual of 0.6.4
        ("cycle_${CYCLE|strftime:%Y%m%d}", "cycle_20230115"),
        ("${CYCLE|as_datetime|shift:-1d|strftime:%Y-%m-%d}", "2023-01-14"),
        (
            "/data/${CYCLE|strftime:%Y/%m/%d}/wind_${CYCLE|as_datetime|shift:-1d|strftime:%Y%m%d}.nc",
            "/data/2023/01/15/wind_20230114.nc",
        ),
        ("${CYCLE|as_datetime|shift:+24h}", "2023-01-16T00:00:00"),
        ("${CYCLE|as_datetime|shift:+${FORECAST_HOURS:-24}h}", "2023-01-16T00:00:00"),
        ("${CYCLE|as_datetime|shift:+${HOURS}h}", "2023-01-17T00:00:00"),
        # dates as they are written elsewhere
        ("${DAY|as_datetime}", "2023-01-31T00:00:00"),
        ("${DAY|shift:1d}", "2023-02-01T00:00:00"),
        ("${SLASHED|as_datetime:%m/%d/%Y}", "2023-01-15T00:00:00"),
        ("${SLASHED|as_datetime:%m/%d/%Y|strftime:%d.%m.%y}", "15.01.23"),
        ("${COMPACT|as_datetime}", "2023-01-15T00:00:00"),
        ("${NO:-2023-1-5|as_datetime}", "2023-01-05T00:00:00"),
        ("${NO:-2023-01-05 06:00:00|as_datetime}", "2023-01-05T06:00:00"),
        ("${NO:-2023-01-05T06:00:00.25|as_datetime}", "2023-01-05T06:00:00.250000"),
        ("${NO:-2023-01-05T06:00:00Z|as_datetime}", "2023-01-05T06:00:00+00:00"),
        # filters of a default, and of a value that has one
        ("${NO:-2023-01-05|strftime:%j}", "005"),
        ("${DAY:-2020-01-01|strftime:%j}", "031"),
        ("${NO:-${DAY}|shift:-1h}", "2023-01-30T23:00:00"),
        ("${NO:-${DAY|shift:-1d}|shift:-1d}", "2023-01-29T00:00:00"),
        # one after the other
        ("${DAY|shift:-90s}", "2023-01-30T23:58:30"),
        ("${DAY|shift:+30m|shift:-30m|strftime:%H:%M}", "00:00"),
        ("${DAY| as_datetime | shift:+1d | strftime:%Y%m%d }", "20230201"),
        ("${DAY|strftime:%Y-%m-%d|shift:+1d}", "2023-02-01T00:00:00"),
        ("${DAY|as_datetime|as_datetime:%Y}", "2023-01-31T00:00:00"),
        ("${DAY|strftime:%Y %% %-d}", "2023 % 31"),
        (r"${DAY|strftime:%d\|%m\}}", "31|01}"),
    ],
)
def test_filters_are_applied_in_turn(text: str, rendered: str) -> None:
    assert render(text, VARIABLES) == rendered


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("${WORD|as_datetime}", "the filter as_datetime cannot be applied to WORD: it is not given a date such as"),
        ("${WORD|strftime:%Y}", "the filter strftime cannot be applied to WORD: it is not given a date such as"),
        ("${WORD|shift:1d}", "the filter shift cannot be applied to WORD: it is not given a date such as 2023-01-31"),
        ("${DAY|as_datetime:%Y%m%d}", "it is not given a date in the format that stands after its colon"),
        ("${DAY|shift:+3000000d}", "the date would leave the years 1 to 9999"),
        ("${DAY|shift:${WORD}}", "it needs a number of days, hours, minutes or seconds"),
    ],
)
def test_a_filter_that_a_variable_does_not_fit_is_refused_without_its_value(text: str, message: str) -> None:
    assert list(faults(text)) == []
    with pytest.raises(TemplateError) as error:
        render(text, VARIABLES)
    assert error.value.kind == "inapplicable_filter"
    assert message in str(error.value)
    assert not any(value in str(error.value) for value in ("tomorrow", "3000000"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("${DAY|shift}", "it needs a number of days, hours, minutes or seconds: write shift:+1d"),
        ("${DAY|shift:}", "it needs a number of days"),
        ("${DAY|shift:1}", "it needs a number of days"),
        ("${DAY|shift:1w}", "it needs a number of days"),
        ("${DAY|shift:+1M}", "it needs a number of days"),
        ("${DAY|shift:1.5d}", "it needs a number of days"),
        ("${DAY|shift: 1d}", "it needs a number of days"),
        ("${DAY|shift:٣d}", "it needs a number of days"),
        (f"${{DAY|shift:{'9' * 5000}d}}", "it needs a number of days"),
        ("${DAY|strftime}", "it needs a format: write strftime:%Y%m%d"),
        ("${DAY|strftime:}", "it needs a format"),
        ("${DAY|strftime:YYYYMMDD}", "its format holds no directive"),
        ("${DAY|strftime:%Q}", "its format has a % that begins no directive"),
        ("${DAY|strftime:100%}", "its format has a % that begins no directive"),
        ("${DAY|as_datetime:}", "a format is missing after its colon"),
        ("${DAY|as_datetime:%s}", "its format has a % that begins no directive"),
        ("${DAY|as_datetime:%Y%Y}", "its format has a directive twice"),
        ("${DAY|strftime:%d/%m/%Y|shift:+1d}", "it is not given a date such as 2023-01-31"),
        ("${DAY|strftime:%d/%m/%Y|as_datetime:%Y}", "it is not given a date in the format"),
        ("${DAY:-tomorrow|shift:+1d}", "it is not given a date such as 2023-01-31"),
        ("${DAY:-9999-12-31|shift:+1d}", "the date would leave the years 1 to 9999"),
    ],
)
def test_a_filter_that_never_fits_is_found_whatever_the_variables_hold(text: str, message: str) -> None:
    (fault,) = faults(text)
    assert (fault.kind, fault.name, fault.offset) == ("inapplicable_filter", "DAY", 0)
    assert message in str(fault)
    with pytest.raises(TemplateError, match="cannot be applied to DAY"):
        render(text, {"DAY": "2023-01-31"} if ":-" not in text else {})


def test_a_default_that_a_filter_cannot_be_applied_to_matters_only_where_it_is_used() -> None:
    assert render("${DAY:-|strftime:%j}${A:-${B|upper}}", {"DAY": "2023-01-31", "A": "x"}) == "031x"
    with pytest.raises(TemplateError, match="the filter strftime cannot be applied to DAY"):
        render("${DAY:-|strftime:%j}", {})


def test_an_unknown_filter_is_found_with_its_name_wherever_it_stands() -> None:
    found = [(fault.kind, fault.name, fault.offset) for fault in faults("${A|upper} ${B:-${C|as_datetme}} ${D|x y:z}")]
    assert found == [
        ("unknown_filter", "upper", 0),
        ("unknown_filter", "as_datetme", 16),
        ("unknown_filter", "x y", 33),
    ]
    with pytest.raises(TemplateError, match="no filter is called 'upper'; there are as_datetime, strftime, shift"):
        render("${A|upper}", {})


@given(moment=st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)), days=st.integers(-1000, 1000))
def test_shifting_adds_to_the_date_and_back_again(moment: datetime, days: int) -> None:
    text = moment.isoformat()
    assert render(f"${{T|shift:{days:+}d}}", {"T": text}) == (moment + timedelta(days=days)).isoformat()
    assert render(f"${{T|shift:{days:+}d|shift:{-days:+}d}}", {"T": text}) == text
