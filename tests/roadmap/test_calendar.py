from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoryofchange.roadmap.calendar import WORKING_DAYS_A_MONTH, Calendar

dates = st.dates(date(1900, 1, 1), date(2200, 1, 1))


def weekdays(first, end):
    days = (first + timedelta(days=n) for n in range((end - first).days))
    return sum(day.weekday() < 5 for day in days)


@given(dates, st.integers(0, 400))
def test_numbers_count_the_weekdays_from_the_start(start, ahead):
    day = start + timedelta(days=ahead)
    calendar = Calendar(start)
    assert calendar.index(day) == weekdays(start, day)
    assert calendar.days_through(day) == weekdays(start, day + timedelta(days=1))


@given(dates, st.integers(0, 10_000))
def test_a_day_and_its_number_are_one(start, index):
    day = Calendar(start).day(index)
    assert day.weekday() < 5
    assert Calendar(start).index(day) == index


def test_the_month_is_the_average_of_the_calendar_to_half_a_day_a_year():
    """The Gregorian calendar repeats after 400 years."""
    cycle = Calendar(date(2000, 1, 1)).index(date(2400, 1, 1))
    assert abs(cycle / 400 - 12 * WORKING_DAYS_A_MONTH) < 0.5


def test_the_last_day_a_date_can_say():
    calendar = Calendar(date.max)
    assert calendar.last == 1
    assert calendar.day(0) == date.max
    with pytest.raises((OverflowError, ValueError)):
        calendar.day(1)
