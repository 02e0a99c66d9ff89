from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoryofchange.measurement.catalogue import (
    Moments,
    cohort_retention,
    cohort_retention_of_counts,
    gross_revenue_retention,
    net_revenue_retention,
    revenue_churn,
    share,
)

ACTIVITY = st.lists(st.tuples(st.integers(0, 9), st.integers(-3, 6)), min_size=1, max_size=60)
REVENUE = st.lists(st.tuples(st.integers(1, 1000), st.integers(0, 2000)), min_size=1, max_size=40)


@given(REVENUE)
def test_what_is_kept_and_what_is_lost_make_up_the_start(revenue):
    start, end = np.array(revenue, float).T
    kept = gross_revenue_retention(Moments.of(np.minimum(start, end), start))
    lost = revenue_churn(Moments.of(np.maximum(start - end, 0), start))
    net = net_revenue_retention(Moments.of(end, start))
    assert 0 <= kept.value <= 1
    assert kept.value + lost.value == pytest.approx(1)
    assert net.value >= kept.value - 1e-12
    if kept.interval.reason is None:
        assert 0 <= kept.interval.low <= kept.value <= kept.interval.high <= 1


def test_net_retention_may_exceed_one_and_gross_may_not():
    net = net_revenue_retention(Moments.of([300, 80], [100, 90]))
    assert net.value == 2
    over = gross_revenue_retention(Moments.of([300, 80], [100, 90]))
    assert over.reason == "a part cannot be 2 of its whole: look at the data"


@given(ACTIVITY)
def test_cohorts_by_hand(activity):
    told = cohort_retention([who for who, _ in activity], [when for _, when in activity])
    seen = {}
    for who, when in activity:
        seen.setdefault(who, set()).add(when)
    last = max(when for _, when in activity)
    assert told.n == len(seen) == sum(row.customers for row in told.rows if row.age == 0)
    for row in told.rows:
        born = [periods for periods in seen.values() if min(periods) == row.cohort]
        active = sum(row.cohort + row.age in periods for periods in born)
        assert (row.customers, row.active) == (len(born), active)
        assert row.cohort + row.age <= last
        assert 0 <= row.retained.interval.low <= row.retained.value <= 1
        assert row.retained == share(active, len(born))
    assert told.at_age(0).value == 1


def test_a_period_in_which_nobody_came_counts_as_one():
    told = cohort_retention(["a", "b", "a"], [1, 1, 4])
    assert [(row.age, row.active) for row in told.rows] == [(0, 2), (1, 0), (2, 0), (3, 1)]
    assert told.at_age(2).value == 0
    assert told.at_age(9).reason == "no cohort is 9 periods old"
    frame = told.to_frame()
    assert list(frame) == ["cohort", "age", "customers", "active", "share", "low", "high"]
    assert frame["share"].tolist() == [1, 0, 0, 0.5]


def test_no_activity_is_no_cohort():
    for told in (cohort_retention([], []), cohort_retention_of_counts([], [], [], last=3)):
        assert told.rows == ()
        assert told.reason == told.at_age(1).reason == "there is no activity"


def test_counts_may_come_from_an_engine():
    counted = cohort_retention_of_counts(
        pd.Series([1, 2, 1]), np.array([0, 0, 2]), [8.0, 3.0, 2.0], last=3
    )
    assert [(r.cohort, r.age, r.active) for r in counted.rows] == [
        (1, 0, 8), (1, 1, 0), (1, 2, 2), (2, 0, 3), (2, 1, 0)
    ]  # fmt: skip
    assert counted.at_age(1).formula == "0 / 11 = 0"


@pytest.mark.parametrize(
    ("call", "kind", "said"),
    [
        (lambda: cohort_retention(["a"], [1, 2]), ValueError, "there are 1 and 2"),
        (lambda: cohort_retention(["a"], ["2026-01"]), TypeError, "whole numbers"),
        (lambda: cohort_retention(["a"], [1.5]), TypeError, "whole numbers"),
        (lambda: cohort_retention(["a", None], [1, 2]), TypeError, "1 activities are of nobody"),
        (lambda: cohort_retention_of_counts([1, 1], [0, 0], [2, 2], last=1), ValueError, "twice"),
        (lambda: cohort_retention_of_counts([1], [1], [2], last=2), ValueError, "at age 0"),
        (lambda: cohort_retention_of_counts([1], [0], [2], last=0), ValueError, "last period is 0"),
        (lambda: cohort_retention_of_counts([1], [0], [1.5], last=2), ValueError, "whole numbers"),
    ],
)
def test_a_callers_mistake_is_refused(call, kind, said):
    with pytest.raises(kind, match=said):
        call()
