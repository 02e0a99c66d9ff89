from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from theoryofchange.measurement import catalogue
from theoryofchange.measurement.catalogue import (
    Moments,
    average_order_value,
    first_contact_resolution,
    purchase_frequency,
    ratio,
    repeat_rate,
    share,
    share_of_wallet,
)
from theoryofchange.measurement.catalogue.ratios import ALIKE, ONE
from theoryofchange.measurement.catalogue.special import student_quantile

PAIRS = st.lists(st.tuples(st.integers(0, 1000), st.integers(1, 50)), min_size=2, max_size=30)


def customers(seed=5, n=2000):
    """Orders and revenue: who orders more, pays less for each."""
    random = np.random.default_rng(seed)
    orders = 1 + random.poisson(2, n)
    revenue = orders * random.gamma(4, 10, n) / np.sqrt(orders)
    return revenue, orders


def test_the_delta_method_agrees_with_a_bootstrap_over_customers():
    revenue, orders = customers()
    told = average_order_value(Moments.of(revenue, orders))
    random = np.random.default_rng(11)
    draws = random.integers(0, len(orders), (4000, len(orders)))
    ratios = revenue[draws].sum(axis=1) / orders[draws].sum(axis=1)
    low, high = np.quantile(ratios, [0.025, 0.975])
    width = told.interval.high - told.interval.low
    assert told.interval.low == pytest.approx(low, abs=0.04 * width)
    assert told.interval.high == pytest.approx(high, abs=0.04 * width)


def test_over_orders_the_interval_would_be_another():
    revenue, orders = customers()
    told = average_order_value(Moments.of(revenue, orders))
    single = np.repeat(revenue / orders, orders)
    naive = 1.96 * single.std(ddof=1) / math.sqrt(len(single))
    assert (told.interval.high - told.interval.low) / 2 > 1.3 * naive


def test_the_interval_holds_the_truth_as_often_as_it_says():
    random, held = np.random.default_rng(3), 0
    for _ in range(1500):
        orders = 1 + random.poisson(1, 40)
        revenue = orders * 10 + random.normal(0, 8, 40)
        told = ratio(Moments.of(revenue, orders))
        held += told.interval.low <= 10 <= told.interval.high
    assert 0.93 < held / 1500 < 0.97


@given(st.lists(st.integers(-1000, 1000), min_size=2, max_size=40))
def test_where_every_y_is_one_it_is_the_interval_of_a_mean(values):
    assume(len(set(values)) > 1)
    told = ratio(Moments.of(values, [1] * len(values)))
    n = len(values)
    reach = student_quantile(0.95, n - 1) * np.std(values, ddof=1) / math.sqrt(n)
    assert told.value == pytest.approx(np.mean(values), abs=1e-9)
    assert told.interval.high - told.value == pytest.approx(reach, rel=1e-6)


@given(PAIRS, st.sampled_from([0.001, 0.25, 7, 1e6]), st.sampled_from([0.01, 3, 1e5]))
def test_a_change_of_unit_changes_only_the_unit(pairs, one, other):
    x, y = np.array(pairs, float).T
    told, scaled = ratio(Moments.of(x, y)), ratio(Moments.of(x * one, y * other))
    assert scaled.value == pytest.approx(told.value * one / other)
    if told.interval.reason is None:
        assert scaled.interval.low == pytest.approx(
            told.interval.low * one / other, rel=1e-6, abs=1e-6 * abs(scaled.value)
        )


@given(PAIRS, st.integers(1, 29))
def test_sums_of_parts_are_the_sums_of_the_whole(pairs, cut):
    x, y = np.array(pairs, float).T
    assert Moments.of(x[:cut], y[:cut]) + Moments.of(x[cut:], y[cut:]) == Moments.of(x, y)


def test_a_share_of_customers_has_the_interval_of_wilson():
    told = repeat_rate(Moments.of([1] * 81 + [0] * 182, [1] * 263))
    assert told.interval == share(81, 263).interval
    assert repeat_rate(Moments.of([0] * 20, [1] * 20)).interval.high == pytest.approx(
        0.1611, abs=1e-4
    )


def test_contacts_of_one_customer_are_not_independent():
    solved, contacts = [4, 0, 3, 1, 0, 5], [4, 3, 3, 1, 4, 5]
    told = first_contact_resolution(Moments.of(solved, contacts))
    assert told.interval.method.startswith("delta method over customers")
    wilson = share(13, 20).interval
    assert told.interval.high - told.interval.low > wilson.high - wilson.low


def test_a_part_stays_within_its_whole():
    told = share_of_wallet(Moments.of([1, 99], [100, 100]))
    assert (told.interval.low, told.interval.high) == (0, 1)
    assert told.interval.method.endswith("clipped to 0 and above, clipped to 1 and below")
    over = share_of_wallet(Moments.of([120, 90], [100, 100]))
    assert over.reason == "a part cannot be 1.05 of its whole: look at the data"


@pytest.mark.parametrize(
    ("moments", "reason", "interval"),
    [
        (Moments.of([], []), "there is nobody to count", "there is nobody to count"),
        (Moments.of([1, 2], [0, 0]), "the denominator is 0", "the denominator is 0"),
        (Moments.of([1, 2], [1, -1]), "the denominator is 0", "the denominator is 0"),
        (Moments.of([3], [2]), None, ONE),
        (Moments.of([0.1, 0.2, 0.3], [1, 2, 3]), None, ALIKE),
        (
            Moments(n=0, x=None, y=None, xx=None, yy=None, xy=None),
            "there is nobody to count",
            "there is nobody to count",
        ),
        (
            Moments(n=3, x=None, y=3, xx=None, yy=3, xy=None),
            "no value is known: there is no sum for x, xx, xy",
            "no value is known: there is no sum for x, xx, xy",
        ),
    ],
)
def test_what_cannot_be_told_says_why(moments, reason, interval):
    told = ratio(moments)
    assert told.reason == reason
    assert (told.value is None) == (reason is not None)
    assert told.interval.reason == interval
    assert told.interval.low is None


@pytest.mark.parametrize(
    ("call", "kind", "said"),
    [
        (lambda: Moments.of([1, 2], [1]), ValueError, "x and y go together: there are 2 and 1"),
        (lambda: Moments.of([1, None], [1, 1]), ValueError, "x holds absent values"),
        (lambda: Moments.of(["a"], [1]), TypeError, "x holds numbers"),
        (lambda: Moments.of("12", [1]), TypeError, "x is a sequence of numbers"),
        (lambda: Moments.of([[1]], [1]), ValueError, "flat sequence"),
        (lambda: Moments(n=2, x=10, y=2, xx=1, yy=2, xy=10), ValueError, "the same rows"),
        (lambda: Moments(n=2, x=2, y=2, xx=2, yy=2, xy=9), ValueError, "the same rows"),
        (lambda: Moments(n=-1, x=0, y=0, xx=0, yy=0, xy=0), ValueError, "n is a count"),
        (lambda: ratio([1, 2]), TypeError, "Moments.of"),
    ],
)
def test_a_callers_mistake_is_refused(call, kind, said):
    with pytest.raises(kind, match=said):
        call()


def test_columns_of_any_kind_are_read():
    told = Moments.of([3, 1, 2], [1, 1, 1])
    for values in (np.array([3, 1, 2]), pd.Series([3, 1, 2]), pd.Series([3, 1, 2], dtype="Int64")):
        assert Moments.of(values, iter([1, 1, 1])) == told


def test_columns_of_an_engine_are_read():
    arrow = pytest.importorskip("pyarrow", reason="the extra parquet brings pyarrow")
    told = Moments.of([3, 1, 2], [1, 1, 1])
    assert Moments.of(arrow.array([3, 1, 2]), arrow.chunked_array([[1, 1], [1]])) == told
    with pytest.raises(ValueError, match="x holds absent values"):
        Moments.of(arrow.array([3, None]), [1, 1])
    with pytest.raises(TypeError, match="x holds numbers"):
        Moments.of(pd.Series(["a", "b"]), [1, 1])


def test_each_named_ratio_puts_its_figures_into_its_formula():
    moments = Moments.of([1, 2, 1], [2, 2, 3])
    names = [
        metric.function
        for metric in catalogue.catalogue().values()
        if metric.takes == "moments" and metric.function != "expectation_gap"
    ]
    for name in names:
        told = getattr(catalogue, name)(moments)
        assert told.formula == "4 / 7 = 0.571428571429", name
        assert told.interval.low < told.value < told.interval.high
    assert purchase_frequency(Moments.of([1, 9], [1, 1])).interval.low == 0
