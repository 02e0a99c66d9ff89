from __future__ import annotations

import math
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from theoryofchange.measurement import (
    compound_progress,
    growth_progress,
    linear_progress,
    path_progress,
    rank_progress,
)

START, END = date(2025, 12, 31), date(2027, 12, 31)
figures = st.integers(-1000, 1000).map(float)
positive = st.floats(0.5, 500)


@pytest.mark.parametrize(
    ("baseline", "actual", "target", "share"),
    [(71, 74, 80, 1 / 3), (9, 7, 4, 0.4), (0, -20, 10, -2.0), (0, 30, 10, 3.0), (-5, 0, 5, 0.5)],
)
def test_linear_progress_is_signed_and_never_clamped(baseline, actual, target, share):
    progress = linear_progress(baseline, actual, target)
    assert progress.value == pytest.approx(share)
    assert progress.reason is None


def test_the_derivation_holds_the_numbers():
    assert linear_progress(0, -4423, 1099).formula == "((-4423) − 0) / (1099 − 0) = -4.02457"


@given(figures, figures)
def test_progress_is_0_at_the_baseline_and_1_at_the_target(baseline, target):
    assume(baseline != target)
    assert linear_progress(baseline, baseline, target).value == 0
    assert linear_progress(baseline, target, target).value == 1


@given(figures, figures, st.sampled_from([-2.0, 3.0]))
def test_progress_reaches_minus_2_and_3(baseline, target, share):
    assume(baseline != target)
    actual = baseline + share * (target - baseline)
    assert linear_progress(baseline, actual, target).value == share


@given(figures, figures, figures, st.floats(0.01, 100), st.floats(-1000, 1000))
def test_linear_progress_does_not_depend_on_the_unit(baseline, actual, target, scale, shift):
    assume(baseline != target)
    same = linear_progress(*(scale * value + shift for value in (baseline, actual, target)))
    assert same.value == pytest.approx(
        linear_progress(baseline, actual, target).value, rel=1e-6, abs=1e-6
    )


@given(figures, figures, figures)
def test_linear_progress_does_not_depend_on_the_direction(baseline, actual, target):
    assert (
        linear_progress(-baseline, -actual, -target).value
        == linear_progress(baseline, actual, target).value
    )


def test_a_target_at_the_baseline_is_to_maintain():
    progress = linear_progress(80, 81, 80)
    assert progress.value is None
    assert "maintain" in progress.reason
    assert progress.formula == "(actual − baseline) / (target − baseline)"


@pytest.mark.parametrize(
    ("figures", "reason"),
    [
        ((None, 74, 80), "there is no baseline"),
        ((71, None, 80), "there is no actual value"),
        ((None, 74, None), "there is no baseline and no target"),
    ],
)
def test_an_absent_figure_is_named(figures, reason):
    progress = linear_progress(*figures)
    assert (progress.value, progress.reason) == (None, reason)


def test_a_year_of_zeros_has_no_progress_but_says_why():
    days = [(date(2026, month, 1), 0.0) for month in range(1, 13)]
    assert path_progress(days, 0.0, date(2026, 7, 1)).expected == 0
    assert path_progress(days, 0.0, date(2026, 7, 1)).value is None
    assert linear_progress(0, 0, 0).value is None
    assert compound_progress(0, 0, 0, 1, 2).reason.endswith("the baseline is 0")


@pytest.mark.parametrize("wrong", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize(
    "call",
    [
        lambda x: linear_progress(0, x, 1),
        lambda x: linear_progress(None, None, x),
        lambda x: compound_progress(1, 2, 3, x, 1),
        lambda x: growth_progress(1, x, None, 1, 1),
        lambda x: path_progress([(START, 0.0), (END, x)], 1.0, START),
        lambda x: path_progress([(START, 0.0), (END, 1.0)], x, START),
        lambda x: rank_progress(3, 2, 1, x),
    ],
)
def test_what_is_not_a_number_is_the_callers_mistake(call, wrong):
    with pytest.raises(ValueError, match="finite"):
        call(wrong)


@pytest.mark.parametrize("extreme", [(-1e308, 1e308, 1e-308), (0, 1, 5e-324)])
def test_what_overflows_has_a_reason_and_not_an_infinity(extreme):
    progress = linear_progress(*extreme)
    assert progress.value is None
    assert "too large" in progress.reason


def test_compound_growth_on_the_required_pace_is_1():
    for progress in (compound_progress, growth_progress):
        assert progress(100, 121, 146.41, 2, 4).value == pytest.approx(1)
        assert progress(100, 100, 146.41, 2, 4).value == 0


@given(positive, positive, positive, st.floats(0.5, 20), st.floats(0.5, 20))
def test_both_paces_have_one_sign_and_one_side_of_1(baseline, actual, target, elapsed, allowed):
    assume(abs(target / baseline - 1) > 1e-3)
    log = compound_progress(baseline, actual, target, elapsed, allowed).value
    rate = growth_progress(baseline, actual, target, elapsed, allowed).value
    assume(abs(log) > 1e-9 and abs(log - 1) > 1e-6)
    assert (log > 0, log > 1) == (rate > 0, rate > 1)


@given(positive, positive, positive, st.floats(0.5, 20), st.floats(0.5, 20))
def test_the_compound_pace_does_not_depend_on_the_unit_of_time(base, actual, target, spent, given_):
    assume(abs(target / base - 1) > 1e-3)
    years = compound_progress(base, actual, target, spent, given_).value
    months = compound_progress(base, actual, target, 12 * spent, 12 * given_).value
    assert months == pytest.approx(years, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ((-1, 2, 3, 1, 1), "the baseline is -1"),
        ((1, 0, 3, 1, 1), "the actual value is 0"),
        ((1, 2, 3, 0, 1), "the time elapsed is 0"),
        ((1, 2, 3, 1, -1), "the time allowed is -1"),
        ((1, 2, 3, None, 1), "no time elapsed"),
        ((2, 3, 2, 1, 1), "maintain"),
    ],
)
@pytest.mark.parametrize("pace", [compound_progress, growth_progress])
def test_a_pace_that_cannot_be_computed_says_why(pace, arguments, reason):
    progress = pace(*arguments)
    assert progress.value is None
    assert reason in progress.reason


def test_a_pace_that_overflows_has_a_reason():
    progress = growth_progress(1e-300, 1e300, 2e-300, 1e-3, 1)
    assert progress.value is None
    assert progress.reason


@given(figures, figures, figures)
def test_a_path_without_milestones_is_linear_at_the_targets_date(baseline, actual, target):
    path = path_progress([(START, baseline), (END, target)], actual, END)
    assert path.value == linear_progress(baseline, actual, target).value
    assert path.expected == target
    assert path.formula.endswith("on 2027-12-31")


@given(st.lists(figures, min_size=2, max_size=6), st.integers(0, 100))
def test_the_expectation_lies_between_its_neighbours(values, percent):
    points = [(START + timedelta(days=100 * i), value) for i, value in enumerate(values)]
    at = START + timedelta(days=percent)
    expected = path_progress(points, None, at).expected
    slack = 1e-9
    assert min(values[:2]) - slack <= expected <= max(values[:2]) + slack
    straight = values[0] + (values[1] - values[0]) * percent / 100
    assert expected == pytest.approx(straight, abs=1e-9)


def test_a_path_compares_with_its_milestones():
    points = [(START, 71.0), (date(2026, 6, 30), 74.0), (date(2026, 12, 31), 77.0), (END, 80.0)]
    progress = path_progress(points, 74.0, date(2026, 12, 31))
    assert (progress.expected, progress.value) == (77, 0.5)
    assert progress.formula == "(74 − 71) / (77 − 71) = 0.5; expected 77 on 2026-12-31"


def test_a_date_between_two_points_derives_its_expectation():
    points = [(date(2026, 1, 1), 0.0), (date(2026, 1, 11), 20.0)]
    progress = path_progress(points, 5.0, date(2026, 1, 6))
    assert progress.value == 0.5
    assert "expected 0 + (20 − 0) × 5/10 days = 10 on 2026-01-06" in progress.formula


def test_before_the_path_nothing_is_expected_and_after_it_the_target_still_is():
    points = [(START, 71.0), (END, 80.0)]
    before = path_progress(points, 70.0, date(2025, 6, 30))
    assert (before.expected, before.value) == (None, None)
    assert before.reason == "nothing is expected on 2025-06-30: the path begins on 2025-12-31"
    after = path_progress(points, 80.0, date(2029, 1, 1))
    assert (after.expected, after.value) == (80, 1)
    assert "2027-12-31, the last date of the path" in after.formula


@pytest.mark.parametrize(
    ("points", "reason"),
    [
        ([], "there are none"),
        ([(START, 1.0)], "there is one"),
        ([(END, 1.0), (START, 2.0)], "not in time order"),
        ([(START, 1.0), (START, 2.0)], "not in time order"),
    ],
)
def test_a_path_that_is_none_says_why(points, reason):
    progress = path_progress(points, 1.0, END)
    assert (progress.value, progress.expected) == (None, None)
    assert reason in progress.reason


def test_rank_progress_climbs_towards_1():
    assert rank_progress(14, 8, 2, 16).value == 0.5
    assert rank_progress(14, 16, 2, 16).value == pytest.approx(-1 / 6)
    assert rank_progress(14, 1, 2, 16).value > 1


@pytest.mark.parametrize("ranks", [(17, 2, 1, 16), (14, 0, 1, 16), (14, 3, 20, 16)])
def test_an_impossible_rank_is_refused(ranks):
    progress = rank_progress(*ranks)
    assert progress.value is None
    assert "impossible" in progress.reason


def test_a_rank_that_is_to_stay_has_no_progress():
    assert rank_progress(2, 3, 2, 16).value is None
    assert rank_progress(None, 3, 2, 16).reason == "there is no baseline rank"
