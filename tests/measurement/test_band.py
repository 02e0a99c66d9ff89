from __future__ import annotations

import math
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from theoryofchange.measurement import (
    Band,
    Plan,
    band_path_progress,
    judge,
    maintain_progress,
    range_progress,
)

START, HALF, END = date(2026, 1, 1), date(2026, 7, 2), date(2026, 12, 31)
figures = st.integers(-100, 100).map(float)


@pytest.mark.parametrize(
    ("actual", "share"),
    [(60, 0), (75, 0.5), (84, 0.8), (90, 1), (95, 1), (100, 1), (106, 0.8), (130, 0), (145, -0.5)],
)
def test_a_range_counts_the_distance_outside_in_that_of_the_baseline(actual, share):
    """By hand: the baseline 60 is 30 below 90; 84 is 6 below, 106 is 6 above: 1 − 6 / 30 = 0.8."""
    assert range_progress(60, actual, 90, 100).value == pytest.approx(share)


def test_an_open_range_is_a_threshold():
    """By hand: 60 is 30 short of 90 and 75 is 15 short; 40 is 20 over 20 and 25 is 5 over."""
    assert range_progress(60, 75, 90, None).value == 0.5
    assert range_progress(60, 1000, 90, None).value == 1
    assert range_progress(40, 25, None, 20).value == 0.75
    assert range_progress(40, 60, None, 20).value == -1.0


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ((None, 80, 90, 100), "there is no baseline, so a distance has no measure"),
        ((95, 80, 90, 100), "the baseline 95 is inside (90 to 100), so a distance has no measure"),
        ((5, 6, 5, 5), "the baseline 5 is inside (5), so a distance has no measure"),
        (
            (95, 80, 90, None),
            "the baseline 95 is inside (from 90 up), so a distance has no measure",
        ),
        ((1, None, 90, 100), "there is no actual value"),
        ((1, 2, None, None), "there is no range"),
        ((1, 2, 7, 5), "the range runs backwards, from 7 to 5"),
    ],
)
def test_without_a_distance_of_the_baseline_a_range_cannot_tell(arguments, reason):
    progress = range_progress(*arguments)
    assert (progress.value, progress.reason) == (None, reason)


def test_inside_is_met_whatever_the_baseline():
    assert range_progress(None, 95, 90, 100).value == 1
    assert range_progress(93, 95, 90, 100).value == 1
    assert maintain_progress(None, 81, 80, 2).value == 1


@pytest.mark.parametrize(
    ("actual", "share"), [(80, 1), (78, 1), (82, 1), (76, 0.75), (70, 0), (84, 0.75), (98, -1.0)]
)
def test_a_level_is_a_range_of_its_tolerance(actual, share):
    """By hand: 70 is 8 below 78; 76 is 2 below, 84 is 2 above, 98 is 16 above."""
    assert maintain_progress(70, actual, 80, 2).value == share
    assert range_progress(70, actual, 78, 82).value == share


def test_a_level_without_tolerance_is_exact():
    assert maintain_progress(80, 80, 80, None).value == 1
    assert maintain_progress(80, 81, 80, None).value is None
    assert maintain_progress(70, 81, 80, None).value == 0.9
    with pytest.raises(ValueError, match="tolerance"):
        maintain_progress(80, 81, 80, -1)


def test_a_decimal_on_the_edge_of_its_tolerance_is_kept():
    assert maintain_progress(2.0, 1.1, 1.0, 0.1).value == 1
    assert maintain_progress(2.0, 1.1000001, 1.0, 0.1).value < 1


@pytest.mark.parametrize("wrong", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize(
    "call",
    [
        lambda x: range_progress(0, x, 0, 1),
        lambda x: range_progress(x, None, 0, 1),
        lambda x: range_progress(0, 1, x, None),
        lambda x: maintain_progress(0, None, 0, x),
        lambda x: maintain_progress(0, None, x, 0),
        lambda x: band_path_progress([(START, 0.0), (END, x)], 1.0, START, Band(low=0, high=1)),
        lambda x: band_path_progress([(START, 0.0), (END, 1.0)], x, START, Band(low=0, high=1)),
    ],
)
def test_what_is_not_a_number_is_the_callers_mistake(call, wrong):
    with pytest.raises(ValueError, match="finite"):
        call(wrong)


@given(figures, figures, figures, st.floats(0, 50))
def test_the_mirror_image_has_the_same_share(baseline, actual, low, width):
    high = low + width
    one = range_progress(baseline, actual, low, high).value
    other = range_progress(-baseline, -actual, -high, -low).value
    assert one == other


@given(figures, figures, figures, figures, st.integers(0, 50))
def test_what_is_nearer_never_has_the_smaller_share(baseline, one, other, low, width):
    band = Band(low=low, high=low + width)
    assume(band.outside(baseline) > 0)
    nearer, farther = sorted((one, other), key=band.outside)
    shares = [range_progress(baseline, each, low, low + width).value for each in (farther, nearer)]
    assert shares == sorted(shares)
    assert all(share <= 1 for share in shares)


OVERSHOOT = [(START, 60.0), (END, 90.0)]
BAND = Band(low=90.0, high=100.0)


def test_what_has_gone_through_the_band_is_judged_by_how_far_out_it_is():
    """By hand: 30 below at the start, 15 expected half way (181 of 364 days: 30 − 14.918)."""
    path = [(START, 60.0), (HALF, 75.0), (END, 90.0)]
    assert band_path_progress(path, 110.0, HALF, BAND).value == pytest.approx(20 / 15)
    assert band_path_progress(path, 130.0, HALF, BAND).value == 0
    assert band_path_progress(path, 145.0, HALF, BAND).value == -1
    assert band_path_progress(path, 95.0, HALF, BAND).value == 2
    far = band_path_progress(path, 145.0, HALF, BAND)
    assert far.formula == (
        "((90 − 60) − (145 − 100)) / ((90 − 60) − (90 − 75)) = -1; expected 75 on 2026-07-02"
    )


def test_where_nothing_is_to_be_made_up_the_path_cannot_tell():
    flat = band_path_progress([(START, 95.0), (END, 95.0)], 105.0, END, BAND)
    assert (flat.value, flat.expected) == (None, 95)
    assert flat.reason == "the expected value equals the baseline (95)"
    away = band_path_progress([(START, 60.0), (HALF, 50.0), (END, 90.0)], 55.0, HALF, BAND)
    assert away.value is None
    assert away.reason == ("the expected value 50 is no nearer 90 to 100 than the baseline 60")
    unmeasured = band_path_progress(OVERSHOOT, None, END, BAND)
    assert (unmeasured.value, unmeasured.expected) == (None, 90)
    assert unmeasured.reason == "there is no actual value"


RANGE = Plan(
    direction="range",
    baseline=60,
    baseline_date=START,
    target_date=END,
    low=90,
    high=100,
    milestones=((HALF, 75.0),),
)


@pytest.mark.parametrize(
    ("value", "status"),
    [
        (95, "achieved"),
        (110, "on track"),
        (120, "at risk"),
        (126, "off track"),
        (131, "deteriorating"),
    ],
)
def test_the_status_of_an_overshoot_follows_its_distance(value, status):
    """By hand: 15 outside is expected, so 120 has made up 10 of 15 and 126 has 4 of 15."""
    verdict = judge(RANGE, [(HALF, value)], HALF)
    assert verdict.status == status
    passed = "it has gone past the range 90 to 100"
    assert (passed in verdict.because) == (value > 100)


def test_an_overshoot_says_on_which_side_it_is():
    because = judge(RANGE, [(HALF, 110.0)], HALF).because
    assert because == (
        "110 on 2026-07-02, where 75 is expected by then; "
        "it has gone past the range 90 to 100: 10 outside, the baseline 30 on the other side"
    )


def test_a_range_that_runs_backwards_is_no_target():
    plan = Plan(direction="range", low=7, high=5)
    verdict = judge(plan, [(HALF, 6.0)], HALF)
    assert (verdict.status, verdict.because) == (
        "no target",
        "the range runs backwards, from 7 to 5",
    )


@given(figures, figures, figures, st.integers(0, 40))
def test_path_progress_and_status_agree(baseline, actual, low, width):
    plan = Plan(
        direction="range",
        baseline=baseline,
        baseline_date=START,
        target_date=END,
        low=low,
        high=low + width,
    )
    band = Band(low=low, high=low + width)
    path = [(START, baseline), (END, band.nearest(baseline))]
    made = band_path_progress(path, actual, HALF, band).value
    assume(made is not None)
    status = judge(plan, [(HALF, actual)], HALF).status
    if status == "at risk":
        assert 0.5 <= made < 1
    if status == "off track":
        assert 0 <= made < 0.5
    if status == "deteriorating":
        assert made < 0
    if status in ("on track", "achieved"):
        assert made >= 1 - 1e-9
