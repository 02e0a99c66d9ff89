"""Moments are put on the day that the calendar's zone has, however a table stores them."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

pytest.importorskip("ibis")
pytest.importorskip("duckdb")

import pandas as pd

from theoryofchange.kpi import Kpi
from theoryofchange.measurement.engine import Calendar, Data, measured

KPI = Kpi(id="k", cadence="daily", measure={"table": "e", "time": "t", "aggregation": "count"})
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Apia")


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
@given(
    st.lists(
        st.datetimes(dt.datetime(2025, 10, 20), dt.datetime(2025, 11, 10)), min_size=1, max_size=30
    ),
    st.sampled_from(ZONES),
    st.sampled_from(ZONES),
)
def test_moments_without_a_zone_are_of_their_tables_zone(
    moments: list[dt.datetime], stored: str, wanted: str
) -> None:
    data = Data({"e": pd.DataFrame({"t": moments})}, {"e": stored}, Calendar(wanted))
    computed = measured([KPI], data, dt.date(2026, 1, 31))
    days = [
        each.replace(tzinfo=ZoneInfo(stored)).astimezone(ZoneInfo(wanted)).date()
        if stored != wanted
        else each.date()
        for each in moments
    ]
    told = {each.date: each.value for each in computed.figures}
    assert told == {day: days.count(day) for day in days}


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
@given(
    st.lists(st.datetimes(dt.datetime(2006, 1, 1), dt.datetime(2026, 12, 31)), min_size=1),
    st.sampled_from(ZONES),
    st.sampled_from(ZONES),
)
def test_decades_of_two_zones_that_both_change_are_read_at_once(
    moments: list[dt.datetime], stored: str, wanted: str
) -> None:
    places = [each.replace(tzinfo=ZoneInfo(stored)).astimezone(dt.UTC) for each in moments]
    real = [
        each
        for each, place in zip(moments, places, strict=True)
        if stored == wanted or place.astimezone(ZoneInfo(stored)).replace(tzinfo=None) == each
    ]
    if not real:
        return
    until = max(real).date()
    data = Data({"e": pd.DataFrame({"t": real})}, {"e": stored}, Calendar(wanted))
    told = {each.date: each.value for each in measured([KPI], data, until).figures}
    days = [
        each.replace(tzinfo=ZoneInfo(stored)).astimezone(ZoneInfo(wanted)).date()
        if stored != wanted
        else each.date()
        for each in real
    ]
    assert told == {day: days.count(day) for day in days if day <= until}


def test_a_day_that_ends_in_an_hour_that_comes_twice_ends_after_it() -> None:
    """A day of Cape Verde ends at 01:00 UTC: that is 02:00 in Berlin, for the second time."""
    moments = [dt.datetime(2025, 10, 26, 2, 59), dt.datetime(2025, 10, 26, 3, 0)]
    data = Data(
        {"e": pd.DataFrame({"t": moments})},
        {"e": "Europe/Berlin"},
        Calendar("Atlantic/Cape_Verde"),
    )
    for until, count in ((25, 1), (26, 2)):
        figures = measured([KPI], data, dt.date(2025, 10, until)).figures
        assert sum(each.value or 0 for each in figures) == count
