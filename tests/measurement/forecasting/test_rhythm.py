"""Which period the values of a KPI come in, and how many are due by a day."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoryofchange.measurement.forecasting import Rhythm, run_of

FIRST = dt.date(2023, 1, 31)


def dated(rhythm: Rhythm, first: dt.date, count: int) -> list[tuple[dt.date, float]]:
    return [(day, 0.0) for day in (first, *rhythm.days_after(first, count - 1))]


@pytest.mark.parametrize(
    ("period", "season"),
    [
        ("year", 1),
        ("half-year", 2),
        ("quarter", 4),
        ("month", 12),
        ("fortnight", 26),
        ("week", 52),
        ("working day", 5),
        ("day", 7),
    ],
)
def test_a_rhythm_is_found_again_in_its_own_days(period: str, season: int) -> None:
    run = run_of(dated(Rhythm(period=period), FIRST, 14))
    assert run is not None
    assert (run.rhythm.period, run.rhythm.season, len(run.points)) == (period, season, 14)


def test_the_last_day_of_a_month_is_followed_by_last_days() -> None:
    days = Rhythm(period="month").days_after(dt.date(2024, 1, 31), 3)
    assert [str(day) for day in days] == ["2024-02-29", "2024-03-31", "2024-04-30"]


def test_days_around_the_turn_of_a_month_fall_into_one_period_each() -> None:
    days = [dt.date(2026, month, 1) for month in range(2, 13)]
    days[3] = dt.date(2026, 4, 30)
    run = run_of([(day, 1.0) for day in days])
    assert run is not None
    assert (run.rhythm.period, len(run.points)) == ("month", 11)


def test_a_gap_ends_the_run_and_nothing_is_made_up() -> None:
    points = dated(Rhythm(period="month"), FIRST, 20)
    run = run_of([*points[:5], *points[6:]])
    assert run is not None
    assert (len(run.points), run.earlier, run.points[0]) == (14, 5, points[6])


def test_quarters_that_turn_into_months_are_months_since_then() -> None:
    quarters = dated(Rhythm(period="quarter"), dt.date(2023, 3, 31), 4)
    months = dated(Rhythm(period="month"), dt.date(2024, 1, 31), 13)
    run = run_of([*quarters, *months])
    assert run is not None
    assert (run.rhythm.period, len(run.points), run.earlier) == ("month", 14, 3)


def test_scattered_days_make_no_run() -> None:
    days = [1, 40, 47, 100, 230, 231, 300, 411, 500, 620, 622, 700]
    run = run_of([(FIRST + dt.timedelta(day), 1.0) for day in days])
    assert run is not None
    assert len(run.points) == 1


def test_nothing_has_no_rhythm() -> None:
    assert run_of([]) is None
    alone = run_of([(FIRST, 1.0)])
    assert alone is not None
    assert len(alone.points) == 1


@given(
    st.sampled_from(["year", "half-year", "quarter", "month", "fortnight", "week", "day"]),
    st.dates(dt.date(1990, 1, 1), dt.date(2040, 1, 1)),
    st.integers(0, 900),
    st.sampled_from([0, 3, 15, 182]),
)
def test_as_many_values_are_due_as_days_come_up_to_then(
    period: str, last: dt.date, ahead: int, shift: int
) -> None:
    rhythm, day = Rhythm(period=period, shift=shift), last + dt.timedelta(ahead)
    due = rhythm.until(last, day)
    days = rhythm.days_after(last, due + 1)
    assert all(each <= day for each in days[:due])
    assert days[due] > day


def test_the_calendar_has_an_end() -> None:
    assert Rhythm(period="month").after(dt.date(9999, 12, 31), 1) is None
    assert Rhythm(period="day").after(dt.date(9999, 12, 31), 1) is None
    assert Rhythm(period="week").until(dt.date(9999, 12, 20), dt.date.max) == 1
    first = run_of([(dt.date.min, 1.0), (dt.date.min + dt.timedelta(1), 2.0)])
    assert first is not None
