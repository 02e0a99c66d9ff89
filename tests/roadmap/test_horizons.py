from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoryofchange.errors import InputError
from theoryofchange.roadmap import Horizons, horizon


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 11, 29), "near"),
        (date(2027, 2, 28), "near"),
        (date(2027, 3, 1), "mid"),
        (date(2027, 11, 30), "mid"),
        (date(2027, 12, 1), "long"),
    ],
)
def test_the_last_day_of_a_horizon_belongs_to_it(day, name):
    assert horizon(day, date(2026, 11, 30)) == name


def test_horizons_can_be_set():
    assert horizon(date(2026, 2, 2), date(2026, 1, 1), Horizons(1, 1)) == "long"
    assert horizon(date(2026, 5, 1), date(2026, 1, 1), Horizons(6, 18)) == "near"


@given(st.dates(), st.integers(0, 36), st.integers(0, 36))
def test_later_days_are_never_in_a_nearer_horizon(start, ahead, more):
    order = ["near", "mid", "long"]
    days = [min(start.toordinal() + 30 * n, date.max.toordinal()) for n in (ahead, ahead + more)]
    one, other = (horizon(date.fromordinal(day), start) for day in days)
    assert order.index(one) <= order.index(other)


def test_the_end_of_the_calendar_ends_every_horizon():
    assert Horizons().ends(date.max - timedelta(days=1)) == (date.max, date.max)


@pytest.mark.parametrize("months", [(-1, 3), (6, 3)])
def test_horizons_out_of_order_are_refused(months):
    with pytest.raises(InputError, match="out of order"):
        Horizons(*months)
