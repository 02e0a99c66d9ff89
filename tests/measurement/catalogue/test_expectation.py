from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from theoryofchange.measurement.catalogue import (
    Moments,
    Sample,
    expectation_gap,
    ratio,
    unpaired_expectation_gap,
)
from theoryofchange.measurement.catalogue.ratios import ALIKE, ONE

ANSWERS = st.lists(st.integers(0, 10), min_size=2, max_size=40)
PAIRS = st.lists(st.tuples(st.integers(0, 10), st.integers(0, 10)), min_size=2, max_size=40)


@given(PAIRS)
def test_of_the_same_customers_it_is_the_mean_of_the_differences(pairs):
    promised, lived = np.array(pairs, float).T
    told = expectation_gap(Moments.of(promised, lived))
    mean = ratio(Moments.of(promised - lived, np.ones(len(pairs))))
    assert told.value == pytest.approx(mean.value, abs=1e-12)
    assert (told.interval.low is None) == (mean.interval.low is None)
    if told.interval.low is not None:
        assert told.interval.low == pytest.approx(mean.interval.low, abs=1e-9)
        assert told.interval.high == pytest.approx(mean.interval.high, abs=1e-9)


def test_pairs_that_go_together_tell_more():
    promised, lived = [9, 8, 7, 5, 3], [8, 7, 5, 4, 2]
    paired = expectation_gap(Moments.of(promised, lived)).interval
    apart = unpaired_expectation_gap(Sample.of(promised), Sample.of(lived)).interval
    assert apart.low < paired.low < paired.high < apart.high


def test_student_and_welch_by_hand():
    # Student (1908): the extra hours of sleep of ten patients under two drugs.
    one = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    other = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    paired = expectation_gap(Moments.of(one, other))
    assert paired.value == pytest.approx(-1.58)
    assert [round(e, 4) for e in (paired.interval.low, paired.interval.high)] == [-2.4599, -0.7001]
    apart = unpaired_expectation_gap(Sample.of(one), Sample.of(other)).interval
    assert [round(e, 4) for e in (apart.low, apart.high)] == [-3.3655, 0.2055]


@given(ANSWERS, ANSWERS)
def test_turned_round_it_is_the_other_sign(one, other):
    told = unpaired_expectation_gap(Sample.of(one), Sample.of(other))
    turned = unpaired_expectation_gap(Sample.of(other), Sample.of(one))
    assert turned.value == pytest.approx(-told.value)
    assume(told.interval.low is not None)
    assert turned.interval.low == pytest.approx(-told.interval.high)


def test_what_cannot_be_told_says_why():
    assert expectation_gap(Moments.of([], [])).reason == "there is nobody to count"
    assert expectation_gap(Moments.of([9], [7])).interval.reason == ONE
    assert expectation_gap(Moments.of([9, 8], [8, 7])).interval.reason == ALIKE
    one, none = Sample.of([9]), Sample(n=0, x=None, xx=None)
    assert unpaired_expectation_gap(one, none).reason == "there is nobody to count"
    assert unpaired_expectation_gap(one, one).interval.reason == ONE
    alike = Sample.of([7, 7])
    assert unpaired_expectation_gap(alike, alike).interval.reason == ALIKE
    unknown = Sample(n=4, x=None, xx=None)
    assert unpaired_expectation_gap(unknown, alike).reason.startswith("no value is known")


def test_a_callers_mistake_is_refused():
    with pytest.raises(TypeError, match=r"Moments\.of\(promised, lived\)"):
        expectation_gap([9, 8])
    with pytest.raises(TypeError, match=r"Sample\.of"):
        unpaired_expectation_gap([9, 8], [7])
    with pytest.raises(ValueError, match="holds absent values"):
        Sample.of([1.0, None])
    with pytest.raises(ValueError, match="same rows"):
        Sample(n=2, x=10, xx=1)
