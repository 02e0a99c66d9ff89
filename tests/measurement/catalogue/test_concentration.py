from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from theoryofchange.measurement.catalogue import gini, lorenz, top_share, value_tiers

PUBLISHED = [541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261]
VALUES = st.lists(st.integers(0, 10_000), min_size=1, max_size=60).filter(any)


def test_the_published_coefficient():
    assert round(gini(PUBLISHED).value, 7) == 0.4620911
    assert round(gini(PUBLISHED, correction="small sample").value, 7) == 0.5134346


@given(VALUES)
def test_it_is_half_the_mean_difference_over_the_mean(values):
    held = np.array(values, float)
    difference = np.abs(held[:, None] - held[None, :]).mean()
    told = gini(values)
    assert told.value == pytest.approx(difference / 2 / held.mean(), abs=1e-12)
    assert 0 <= told.value < 1
    if told.interval.reason is None:
        assert 0 <= told.interval.low <= told.interval.high <= 1


@given(VALUES, st.sampled_from([1e-3, 0.5, 7.0, 1e6]))
def test_neither_the_unit_nor_the_order_matters(values, scale):
    told, scaled = gini(values), gini([value * scale for value in reversed(values)])
    assert scaled.value == pytest.approx(told.value, abs=1e-12)
    assert scaled.interval.reason == told.interval.reason
    if told.interval.reason is None:
        assert scaled.interval.low == pytest.approx(told.interval.low, abs=1e-9)


@given(st.integers(1, 50), st.floats(0.01, 1e6))
def test_alike_is_zero(n, value):
    told = gini([value] * n)
    assert told.value == 0
    assert told.interval.low is None


def test_one_who_has_all_is_one_when_corrected():
    told = gini([0, 0, 0, 9], correction="small sample")
    assert told.value == 1
    assert told.interval.reason == "one customer has all the value: without it there is none"
    assert gini([0, 0, 0, 9]).value == 0.75


@given(VALUES)
def test_the_jackknife_leaves_out_one_after_the_other(values):
    told = gini(values)
    assume(told.interval.reason is None and "clipped" not in told.interval.method)
    each = np.array([gini(values[:i] + values[i + 1 :]).value for i in range(len(values))])
    n = len(values)
    spread = math.sqrt((n - 1) / n * ((each - each.mean()) ** 2).sum())
    assert told.interval.high - told.value == pytest.approx(1.959964 * spread, rel=1e-5, abs=1e-9)


@given(VALUES)
def test_a_lorenz_curve_rises_below_the_diagonal(values):
    points = lorenz(values).points
    assert (points[0].value, points[-1].value) == (0, pytest.approx(1))
    slopes = np.diff([p.value for p in points]) / np.diff([p.customers for p in points])
    assert (slopes >= -1e-12).all()
    assert (np.diff(slopes) >= -1e-9).all()
    area = sum(
        (one.value + other.value) / 2 * (other.customers - one.customers)
        for one, other in pairwise(points)
    )
    assert 1 - 2 * area == pytest.approx(gini(values).value, abs=1e-9)


def test_a_curve_of_many_has_few_points():
    points = lorenz(range(1000), points=11).points
    assert [round(p.customers, 9) for p in points] == [i / 10 for i in range(11)]
    assert points[5].value == pytest.approx(sum(range(500)) / sum(range(1000)))


def test_the_tiers_of_the_field():
    told = value_tiers([80.0] * 5 + [1.0] * 15 + [0.0625] * 80)
    assert [tier.customers for tier in told.tiers] == [5, 15, 80]
    assert [tier.of_customers for tier in told.tiers] == [0.05, 0.15, 0.8]
    assert [tier.value for tier in told.tiers] == [400, 15, 5]
    assert sum(tier.of_value.value for tier in told.tiers) == pytest.approx(1)


@given(VALUES.filter(lambda values: len(values) > 20))
def test_tiers_hold_everybody_once(values):
    told = value_tiers(values)
    assert sum(tier.customers for tier in told.tiers) == told.n == len(values)
    assert sum(tier.of_value.value for tier in told.tiers) == pytest.approx(1)
    means = [tier.value / tier.customers for tier in told.tiers]
    assert means == sorted(means, reverse=True)


def test_the_interval_of_a_tier_agrees_with_a_bootstrap():
    random = np.random.default_rng(6)
    values = random.gamma(0.8, 100, 3000)
    told = value_tiers(values).tiers
    draws = [value_tiers(random.choice(values, len(values))).tiers for _ in range(600)]
    for place in range(3):
        spread = np.std([tiers[place].of_value.value for tiers in draws])
        interval = told[place].of_value.interval
        assert (interval.high - interval.low) / 2 == pytest.approx(1.96 * spread, rel=0.12)


def test_the_top_fifth():
    assert top_share([80, 5, 5, 5, 5]).formula == (
        "value of the tier / value of all = 80 / 100 = 0.8"
    )


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ([], "there is no customer"),
        ([0, 0, 0], "there is no value to share out: all are 0"),
        ([1, -2, 3], "1 of 3 values are negative, and no share of a whole"),
        ([1, None, 3], "1 of 3 values are absent or infinite"),
        ([math.nan] * 2, "2 of 2 values are absent or infinite"),
    ],
)
def test_data_that_tell_nothing(values, reason):
    for told in (gini(values), lorenz(values), value_tiers(values), top_share(values)):
        assert told.reason == reason


def test_few_customers_make_no_tiers():
    assert value_tiers([1, 2]).reason == "2 customers are too few for 3 tiers"
    assert gini([5], correction="small sample").reason.startswith("the correction")
    assert gini([5, 6]).interval.reason == "leaving one out needs three customers"


@pytest.mark.parametrize(
    ("call", "kind", "said"),
    [
        (lambda: gini("abc"), TypeError, "sequence of numbers"),
        (lambda: gini(["a"]), TypeError, "values holds numbers"),
        (lambda: gini([1], correction="n"), ValueError, "none or small sample"),
        (lambda: lorenz([1], points=1), ValueError, "at least two points"),
        (lambda: value_tiers([1], shares=(0.5, 0.5)), ValueError, "together below 1"),
        (lambda: value_tiers([1], shares=("5 %",)), TypeError, "shares is a number"),
        (lambda: value_tiers([1], shares=()), ValueError, "together below 1"),
        (lambda: value_tiers([1], shares=(-0.1,)), ValueError, "above 0"),
    ],
)
def test_a_callers_mistake_is_refused(call, kind, said):
    with pytest.raises(kind, match=said):
        call()
