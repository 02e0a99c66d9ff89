"""Periods of a calendar, and how far a zone is from UTC."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoryofchange.errors import InputError
from theoryofchange.measurement.engine.calendar import Calendar, Rhythm, changes_of, rhythm_of

days = st.dates(dt.date(1900, 1, 1), dt.date(2200, 12, 31))
rhythms = st.builds(Rhythm, st.sampled_from(["day", "week", "month"]), st.integers(1, 14))
calendars = st.builds(Calendar, st.just("UTC"), st.integers(0, 6), st.integers(1, 12))


@given(days, rhythms, calendars)
def test_a_day_lies_in_its_period_and_periods_follow_each_other(
    day: dt.date, rhythm: Rhythm, calendar: Calendar
) -> None:
    period = calendar.index(day, rhythm)
    first, last = calendar.first_day(period, rhythm), calendar.last_day(period, rhythm)
    assert first <= day <= last
    assert calendar.first_day(period + 1, rhythm) == last + dt.timedelta(1)
    assert calendar.index(first, rhythm) == calendar.index(last, rhythm) == period


@given(days, st.integers(0, 6))
def test_a_week_begins_on_its_weekday(day: dt.date, start: int) -> None:
    calendar, weekly = Calendar(week_start=start), Rhythm("week", 1)
    assert calendar.first_day(calendar.index(day, weekly), weekly).weekday() == start


@given(days, st.integers(1, 12), st.sampled_from([3, 6, 12]))
def test_a_quarter_begins_with_the_fiscal_year_or_a_quarter_after(
    day: dt.date, start: int, every: int
) -> None:
    calendar, rhythm = Calendar(fiscal_year_start=start), Rhythm("month", every)
    first = calendar.first_day(calendar.index(day, rhythm), rhythm)
    assert (first.month - start) % every == 0
    assert first.day == 1


def test_months_are_those_of_the_calendar_whenever_the_fiscal_year_begins() -> None:
    calendar, monthly = Calendar(fiscal_year_start=4), Rhythm("month", 1)
    assert calendar.first_day(calendar.index(dt.date(2026, 2, 28), monthly), monthly).month == 2


@given(
    st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Africa/Casablanca"]),
    st.datetimes(dt.datetime(1960, 1, 1), dt.datetime(2040, 1, 1)),
)
def test_the_changes_of_a_zone_give_its_distance_at_every_moment(
    zone: str, moment: dt.datetime
) -> None:
    offset, changes = changes_of(zone, dt.date(1960, 1, 1), dt.date(2040, 1, 1))
    for change in changes:
        offset = change.after if moment >= change.at else offset
    told = moment.replace(tzinfo=dt.UTC).astimezone(ZoneInfo(zone)).utcoffset()
    assert told == dt.timedelta(seconds=offset)


@pytest.mark.parametrize(
    ("text", "rhythm"),
    [
        ("daily", Rhythm("day", 1)),
        ("Weekly", Rhythm("week", 1)),
        ("fortnightly", Rhythm("week", 2)),
        ("monthly", Rhythm("month", 1)),
        ("每月", Rhythm("month", 1)),
        ("every 4 months", Rhythm("month", 4)),
        ("half-yearly", Rhythm("month", 6)),
        ("annually", Rhythm("month", 12)),
        ("continuous", None),
        ("when asked", None),
        ("every 36 hours", None),
    ],
)
def test_a_cadence_is_a_period_where_a_calendar_has_one(text: str, rhythm: Rhythm | None) -> None:
    assert rhythm_of(text) == rhythm


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("Europe/Berln", "monday", "january"), "there is no such zone"),
        (("../etc/passwd", "monday", "january"), "there is no such zone"),
        (("UTC", "mnday", "january"), "Did you mean monday"),
        (("UTC", "monday", "janury"), "Did you mean january"),
    ],
)
def test_a_calendar_refuses_what_there_is_not(given: tuple[str, str, str], told: str) -> None:
    with pytest.raises(InputError, match=told):
        Calendar.of(*given)  # type: ignore[arg-type]
