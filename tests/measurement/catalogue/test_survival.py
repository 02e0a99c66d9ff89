from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoryofchange.measurement.catalogue import kaplan_meier, kaplan_meier_of_counts, log_rank

# Weeks of remission (Freireich and others 1963, as in Gehan 1965); + is censored.
TREATED = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
PLACEBO = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"
STAYS = st.lists(st.tuples(st.integers(0, 40), st.booleans()), min_size=1, max_size=60)


def weeks(text):
    parts = text.split()
    return [int(part.rstrip("+")) for part in parts], [not part.endswith("+") for part in parts]


def test_the_published_curve_medians_and_test():
    treated, placebo = kaplan_meier(*weeks(TREATED)), kaplan_meier(*weeks(PLACEBO))
    shares = [round(treated.at(time).value, 4) for time in (6, 7, 10, 13, 16, 22, 23)]
    assert shares == [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482]
    assert (treated.median.value, placebo.median.value) == (23, 8)
    told = log_rank({"6-MP": weeks(TREATED), "placebo": weeks(PLACEBO)})
    assert round(told.statistic, 3) == 16.793
    assert told.degrees == 1
    assert told.p_value == pytest.approx(4.17e-5, rel=1e-3)
    assert [(row.left, round(row.expected, 2)) for row in told.groups] == [(9, 19.25), (21, 10.75)]


def test_the_log_log_interval_by_hand():
    step = kaplan_meier([6, 6, 6, 7], [True, True, False, False]).at(6)
    error = math.sqrt(2 / (4 * 2)) / math.log(2)
    assert step.value == 0.5
    assert step.interval.low == pytest.approx(0.5 ** math.exp(1.959964 * error))
    assert step.interval.high == pytest.approx(0.5 ** math.exp(-1.959964 * error))


@given(STAYS)
def test_a_curve_falls_from_one_and_stays_within_its_limits(stays):
    told = kaplan_meier([t for t, _ in stays], [left for _, left in stays])
    shares = [1.0, *(step.survival for step in told.steps)]
    assert all(0 <= later <= sooner <= 1 for sooner, later in pairwise(shares))
    for step in told.steps:
        if step.interval.reason is None:
            assert 0 <= step.interval.low <= step.survival <= step.interval.high <= 1
        else:
            assert step.survival in (0, 1)
    assert sum(step.left + step.censored for step in told.steps) == told.n == len(stays)


@given(STAYS)
def test_where_nobody_is_censored_it_is_the_share_that_stays(stays):
    times = [time for time, _ in stays]
    told = kaplan_meier(times, [True] * len(times))
    for step in told.steps:
        rest = sum(time > step.time for time in times) / len(times)
        assert step.survival == pytest.approx(rest, abs=1e-12)


@given(STAYS)
def test_counts_say_the_same_as_customers(stays):
    frame = pd.DataFrame(stays, columns=["time", "left"])
    by = frame.groupby("time")["left"].agg(["sum", "size"]).sample(frac=1, random_state=1)
    counted = kaplan_meier_of_counts(by.index.to_numpy(), by["sum"], by["size"] - by["sum"])
    assert counted == kaplan_meier(frame["time"], frame["left"])


@given(STAYS, STAYS)
def test_groups_in_another_order_compare_the_same(one, other):
    groups = {"a": tuple(zip(*one, strict=True)), "b": tuple(zip(*other, strict=True))}
    told, turned = log_rank(groups), log_rank(dict(reversed(groups.items())))
    if told.statistic is None:
        assert told.reason == turned.reason
    else:
        assert told.statistic == pytest.approx(turned.statistic, abs=1e-9)
        assert told.statistic >= 0
        assert 0 <= told.p_value <= 1
        expected = sum(row.expected for row in told.groups)
        assert expected == pytest.approx(sum(row.left for row in told.groups))


def test_three_groups_have_two_degrees_and_equal_ones_do_not_differ():
    one = weeks(PLACEBO)
    told = log_rank({"a": one, "b": one, "c": one})
    assert told.degrees == 2
    assert told.statistic == pytest.approx(0, abs=1e-9)
    assert told.p_value == pytest.approx(1)


def test_a_median_that_is_not_reached_says_so():
    told = kaplan_meier([1, 2, 3, 4], [True, False, False, False])
    assert told.median.reason == "more than half (0.75) stay to the last time"
    high = kaplan_meier(*weeks(TREATED)).median.interval
    assert (high.low, high.high) == (13, None)
    assert high.reason == "the upper limit of survival never falls to 1/2"


def test_times_outside_what_was_seen():
    told = kaplan_meier([2, 3], [True, False])
    assert told.at(1).value == 1
    assert told.at(1).interval.reason == "nobody left yet"
    assert told.at(4).reason == "nobody was seen beyond 3"
    assert told.at(-1).reason == "there is no time -1 before the start"
    assert kaplan_meier([2], [True]).at(9).value == 0


@pytest.mark.parametrize(
    ("durations", "reason"),
    [
        ([], "there is nobody to look at"),
        ([3, -1], "1 of 2 durations are negative"),
        ([3, None], "1 of 2 durations are absent or infinite"),
        ([math.nan, math.nan], "2 of 2 durations are absent or infinite"),
    ],
)
def test_data_that_tell_nothing(durations, reason):
    told = kaplan_meier(durations, [True] * len(durations))
    assert told.reason == told.median.reason == told.at(1).reason == reason
    assert told.steps == ()
    assert told.to_frame().empty
    compared = log_rank({"a": (durations, [True] * len(durations)), "b": ([1], [True])})
    assert compared.reason == f"a: {reason}"


def test_nobody_left_and_groups_cannot_be_compared():
    told = log_rank({"a": ([1, 2], [False, False]), "b": ([2], [False])})
    assert told.statistic is None
    assert told.reason.startswith("groups cannot be compared")


@pytest.mark.parametrize(
    ("call", "kind", "said"),
    [
        (lambda: kaplan_meier([1, 2], [True]), ValueError, "there are 2 and 1"),
        (lambda: kaplan_meier([1], ["no"]), TypeError, "true or false"),
        (lambda: kaplan_meier([1], [2]), TypeError, "true or false"),
        (lambda: kaplan_meier([1, 2], [True, None]), TypeError, "true or false"),
        (lambda: kaplan_meier([1], pd.array([pd.NA], dtype="boolean")), TypeError, "true or false"),
        (lambda: kaplan_meier(["a"], [True]), TypeError, "durations holds numbers"),
        (lambda: kaplan_meier_of_counts([1, 1], [1, 1], [0, 0]), ValueError, "a time twice"),
        (lambda: kaplan_meier_of_counts([1], [0.5], [0]), ValueError, "left holds counts"),
        (lambda: log_rank({"a": ([1], [True])}), ValueError, "at least two groups, not 1"),
    ],
)
def test_a_callers_mistake_is_refused(call, kind, said):
    with pytest.raises(kind, match=said):
        call()


def test_a_frame_has_a_row_for_each_step():
    frame = kaplan_meier(*weeks(TREATED)).to_frame()
    assert list(frame) == ["time", "at_risk", "left", "censored", "survival", "low", "high"]
    assert frame["left"].sum() == 9
    assert np.isclose(frame["survival"].iloc[-1], 0.4482, atol=1e-4)
