from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoryofchange.measurement.catalogue import (
    connection_strength,
    conversion,
    customer_churn,
    customer_retention,
    recommenders,
    share,
    top_box,
)

COUNTS = st.integers(1, 100_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
LEVELS = st.floats(0.01, 0.999)
SHARES = (share, top_box, customer_churn, customer_retention, conversion, connection_strength)


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_intervals_that_newcombe_published(part, whole, low, high):
    for function in SHARES:
        told = function(part, whole)
        assert told.value == part / whole
        assert round(told.interval.low, 4) == low
        assert round(told.interval.high, 4) == high
        assert (told.interval.method, told.interval.level, told.n) == ("Wilson", 0.95, whole)


@given(COUNTS, LEVELS)
def test_an_interval_holds_the_share_and_stays_within_zero_and_one(counts, level):
    told = share(*counts, level=level)
    assert 0 <= told.interval.low <= told.value <= told.interval.high <= 1
    assert told.interval.low < told.interval.high


@given(COUNTS, LEVELS)
def test_who_does_not_count_is_the_mirror_of_who_does(counts, level):
    part, whole = counts
    told, other = share(part, whole, level=level), share(whole - part, whole, level=level)
    assert told.interval.low == pytest.approx(1 - other.interval.high, abs=1e-12)


@given(st.integers(1, 5000), st.data(), LEVELS)
def test_more_that_count_lift_both_ends(whole, data, level):
    part = data.draw(st.integers(0, whole - 1))
    less, more = share(part, whole, level=level), share(part + 1, whole, level=level)
    assert less.interval.low < more.interval.low
    assert less.interval.high < more.interval.high


@given(COUNTS)
def test_a_higher_level_is_wider(counts):
    narrow, wide = share(*counts, level=0.8), share(*counts, level=0.99)
    assert wide.interval.low <= narrow.interval.low < narrow.interval.high <= wide.interval.high


def test_counts_of_any_numeric_type_are_read():
    told = share(81, 263)
    for part, whole in ((np.int64(81), np.int32(263)), (81.0, 263.0), (Decimal(81), Decimal(263))):
        assert share(part, whole) == told


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (share(0, 0), "the whole is 0"),
        (top_box(0, 0), "there are no answers"),
        (customer_churn(0, 0), "there are no customers at the start"),
        (conversion(0, 0), "there are no entries"),
        (recommenders(0, 0), "there are no answers"),
        (share(None, 12), "there is no figure for part"),
        (share(3, None), "there is no figure for whole"),
        (share(float("nan"), 12), "there is no figure for part"),
    ],
)
def test_what_cannot_be_told_says_why(told, reason):
    assert told.value is None
    assert told.reason == told.interval.reason == reason
    assert (told.interval.low, told.interval.high) == (None, None)
    assert " / " in told.formula


@pytest.mark.parametrize(
    ("arguments", "kind", "said"),
    [
        ((13, 12), ValueError, "part (13) is part of whole (12)"),
        ((-1, 12), ValueError, "part is a count"),
        ((1.5, 12), ValueError, "part is a count"),
        ((1, float("inf")), ValueError, "whole is a finite number"),
        (("1", 12), TypeError, "part is a number"),
        ((True, 12), TypeError, "part is a number"),
    ],
)
def test_a_callers_mistake_is_refused(arguments, kind, said):
    with pytest.raises(kind, match=said.replace("(", r"\(").replace(")", r"\)")):
        share(*arguments)


@pytest.mark.parametrize("level", [0, 1, 95, -0.5])
def test_a_level_is_between_zero_and_one(level):
    with pytest.raises(ValueError, match=r"95 % is 0\.95"):
        share(1, 2, level=level)
