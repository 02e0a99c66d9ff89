from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoryofchange.measurement import AT_RISK_SHARE, Plan, judge

START, HALF, END = date(2026, 1, 1), date(2026, 7, 2), date(2026, 12, 31)
AFTER = date(2027, 6, 1)
RISE = Plan(
    direction="increase",
    baseline=60,
    baseline_date=START,
    target=80,
    target_date=END,
    tolerance=0.5,
)
FALL = replace(RISE, direction="decrease", baseline=80, target=60)
UNDECLARED = replace(RISE, direction=None)
KEEP = replace(RISE, direction="maintain", baseline=80)
BAND = replace(RISE, direction="range", baseline=50, target=None, low=70, high=90)


def said(plan, value, day=HALF, as_of=HALF):
    return judge(plan, [(day, value)], as_of)


@pytest.mark.parametrize(
    ("value", "status"),
    [
        (95, "achieved"),
        (80, "achieved"),
        (79.9, "on track"),
        (70, "on track"),
        (69.5, "on track"),
        (69.4, "at risk"),
        (65, "at risk"),
        (64.9, "off track"),
        (60, "off track"),
        (59.5, "off track"),
        (59.4, "deteriorating"),
        (-10, "deteriorating"),
    ],
)
def test_the_words_of_a_rise_and_of_its_mirror_image(value, status):
    assert said(RISE, value).status == status
    assert said(FALL, 140 - value).status == status


def test_half_of_what_was_expected_is_the_edge_of_off_track():
    assert AT_RISK_SHARE == 0.5
    assert said(RISE, 65).because == (
        "65 on 2026-07-02 is 50 % of the way from 60 to the 70 expected by then"
    )


@pytest.mark.parametrize(
    ("value", "status"),
    [(80, "achieved"), (79.9, "off track"), (60, "off track"), (59, "deteriorating")],
)
def test_past_its_date_a_target_is_achieved_or_missed(value, status):
    verdict = said(RISE, value, as_of=AFTER)
    assert verdict.status == status
    assert said(RISE, 79.9, day=END, as_of=END).status == "on track"


def test_milestones_bend_the_path():
    late = replace(RISE, milestones=((date(2026, 11, 1), 62.0),))
    assert said(late, 61.4).status == "on track"
    assert said(RISE, 61.4).status == "off track"
    assert said(late, 61.4).expected == pytest.approx(61.197, abs=1e-3)


def test_a_planned_dip_is_on_track_and_a_deeper_one_is_not():
    dip = replace(RISE, milestones=((HALF, 55.0),))
    assert said(dip, 55).status == "on track"
    assert said(dip, 54).status == "deteriorating"


def test_behind_a_planned_dip_without_direction_is_off_track():
    for level in (55.0, 59.5, 60.0):
        plan = replace(UNDECLARED, milestones=((HALF, level),))
        verdict = said(plan, 50)
        assert verdict.status == "off track"
        assert f"50 on 2026-07-02 is behind the {level:g} expected by then" in verdict.because


@pytest.mark.parametrize(
    ("value", "status"),
    [(80, "achieved"), (80.5, "achieved"), (79.5, "achieved"), (80.6, "deteriorating")],
)
def test_a_level_is_kept_within_its_tolerance(value, status):
    assert said(KEEP, value).status == status


def test_a_level_without_baseline_is_kept_or_off_track():
    plan = Plan(direction="maintain", target=80)
    assert said(plan, 80).status == "achieved"
    verdict = said(plan, 81)
    assert verdict.status == "off track"
    assert "no tolerance is stated" in verdict.because


@pytest.mark.parametrize(
    ("value", "status"),
    [
        (70, "achieved"),
        (90, "achieved"),
        (60, "on track"),
        (55, "at risk"),
        (52, "off track"),
        (49, "deteriorating"),
        (115, "deteriorating"),
    ],
)
def test_a_range_is_approached_from_its_nearest_end(value, status):
    assert said(BAND, value).status == status


def test_a_range_may_be_open_but_not_absent():
    assert said(replace(BAND, high=None), 500).status == "achieved"
    assert said(replace(BAND, low=None), 500).status == "deteriorating"
    absent = said(replace(BAND, low=None, high=None), 5)
    assert (absent.status, absent.because) == ("no target", "there is no range")


@pytest.mark.parametrize(
    ("value", "status"),
    [(85, "achieved"), (70, "on track"), (66, "at risk"), (61, "off track"), (20, "off track")],
)
def test_without_a_direction_nothing_deteriorates(value, status):
    for plan, seen in ((UNDECLARED, value), (replace(FALL, direction=None), 140 - value)):
        verdict = said(plan, seen)
        assert verdict.status == status
        assert "no direction is declared" in verdict.because


def test_equal_end_points_without_a_direction_mean_to_maintain():
    plan = replace(UNDECLARED, baseline=80)
    assert said(plan, 80.5).status == "achieved"
    assert said(plan, 90).status == "off track"
    assert "say maintain" in said(plan, 90).because


def test_a_declared_direction_wins_over_the_end_points():
    floor = replace(RISE, baseline=90)
    verdict = said(floor, 82)
    assert verdict.status == "achieved"
    assert "the target 80 is worse than the baseline 90" in verdict.because
    assert said(floor, 79).status == "deteriorating"
    assert said(replace(RISE, baseline=80), 85).status == "achieved"


def test_without_baseline_a_value_is_achieved_or_cannot_be_placed():
    plan = Plan(direction="increase", target=80, target_date=END)
    assert said(plan, 80).status == "achieved"
    verdict = said(plan, 74)
    assert verdict.status == "no data"
    assert "no baseline" in verdict.because
    assert said(plan, 74, as_of=AFTER).status == "off track"


def test_behind_the_milestones_without_baseline_is_the_weaker_claim():
    plan = Plan(
        direction="increase", target=80, target_date=END, milestones=((START, 70.0),), tolerance=0
    )
    assert said(plan, 75).status == "on track"
    verdict = said(plan, 1)
    assert verdict.status == "at risk"
    assert verdict.because.endswith("how far is unknown: there is no baseline")


def test_without_baseline_and_direction_only_the_target_itself_tells():
    plan = Plan(target=80, tolerance=1)
    assert said(plan, 80.5).status == "achieved"
    verdict = said(plan, 85)
    assert verdict.status == "no data"
    assert verdict.because.endswith("no direction is declared")


def test_a_target_without_date_is_no_target_to_be_on_the_way_to():
    plan = replace(RISE, target_date=None)
    assert said(plan, 80).status == "achieved"
    assert said(plan, 50).status == "deteriorating"
    verdict = said(plan, 70)
    assert verdict.status == "no target"
    assert "no date for the target" in verdict.because


def test_a_path_out_of_order_is_no_path():
    verdict = said(replace(RISE, milestones=((AFTER, 70.0),)), 70)
    assert verdict.status == "no target"
    assert "not in time order" in verdict.because


def test_a_milestone_that_repeats_an_end_is_one_point():
    repeated = replace(RISE, milestones=((END, 80.0), (START, 60.0), (HALF, 70.0)))
    assert said(repeated, 70) == said(RISE, 70)


def test_no_target_no_data_and_confidential_are_different():
    assert said(Plan(direction="increase", baseline=1), 5).status == "no target"
    assert judge(RISE, [], HALF).status == "no data"
    both = judge(Plan(), [], HALF)
    assert both.status == "no data"
    assert both.because.endswith("and there is no target")
    secret = said(replace(RISE, withheld="not public before the audit"), 90)
    assert (secret.status, secret.because) == ("confidential", "not public before the audit")


def test_later_values_are_ignored_and_counted():
    points = [(END, 95.0), (HALF, 65.0), (START, 60.0)]
    verdict = judge(RISE, points, HALF)
    assert verdict.status == "at risk"
    assert verdict.because.endswith("; 1 dated after 2026-07-02 ignored")
    ahead = judge(RISE, [(END, 95.0)], HALF)
    assert ahead.status == "no data"
    assert ahead.because == (
        "nothing is measured up to 2026-07-02; 1 dated after 2026-07-02 ignored"
    )


def test_values_before_the_baseline_say_nothing_about_the_plan():
    verdict = said(RISE, 95, day=START - timedelta(days=1))
    assert verdict.status == "no data"
    assert "from the baseline's date 2026-01-01" in verdict.because
    assert said(RISE, 60, day=START).status == "on track"


def test_a_value_is_compared_with_what_was_expected_on_its_own_day():
    assert said(RISE, 70, day=HALF, as_of=date(2026, 12, 1)).status == "on track"


def test_a_year_of_zeros_is_judged():
    zeros = [(date(2026, month, 1), 0.0) for month in range(1, 13)]
    assert judge(replace(FALL, target=0), zeros, END).status == "achieved"
    assert judge(RISE, zeros, END).status == "deteriorating"
    assert judge(replace(KEEP, baseline=0, target=0, tolerance=None), zeros, END).status == (
        "achieved"
    )


def test_decimals_do_not_miss_the_edge_they_stand_on():
    plan = replace(RISE, baseline=0.0, target=0.8, tolerance=0.1, milestones=((HALF, 0.8),))
    assert said(plan, 0.7).status == "on track"
    huge = replace(RISE, baseline=0, target=1e12, tolerance=None)
    assert said(huge, 1e12 - 1).status == "on track"


@pytest.mark.parametrize("wrong", [math.nan, math.inf])
def test_what_is_not_a_number_is_the_callers_mistake(wrong):
    with pytest.raises(ValueError, match="finite"):
        said(RISE, wrong)
    for name in ("baseline", "target", "tolerance", "low", "high"):
        with pytest.raises(ValueError, match=f"{name} must be a finite"):
            Plan(**{name: wrong})
    with pytest.raises(ValueError, match="milestone"):
        Plan(milestones=((HALF, wrong),))


def test_other_mistakes_of_a_caller():
    with pytest.raises(ValueError, match="tolerance"):
        Plan(tolerance=-1)
    with pytest.raises(ValueError, match="direction"):
        Plan(direction="up")
    with pytest.raises(ValueError, match="more than once"):
        judge(RISE, [(HALF, 1.0), (HALF, 2.0)], END)


figures = st.none() | st.integers(-50, 50).map(float)
days = st.none() | st.dates(date(2025, 1, 1), date(2027, 12, 31))
plans = st.builds(
    Plan,
    direction=st.sampled_from([None, "increase", "decrease", "maintain", "range"]),
    baseline=figures,
    baseline_date=days,
    target=figures,
    target_date=days,
    low=figures,
    high=figures,
    tolerance=st.none() | st.integers(0, 5).map(float),
)


@given(plans, st.integers(-60, 60).map(float), st.dates(date(2025, 1, 1), date(2027, 12, 31)))
def test_every_plan_gets_a_word_and_a_reason(plan, value, day):
    verdict = judge(plan, [(day, value)], date(2026, 7, 1))
    assert verdict.because
    assert "None" not in verdict.because
    assert verdict.status != "confidential"
    if plan.direction is None:
        assert verdict.status != "deteriorating"


@given(plans, st.integers(-60, 60).map(float))
def test_the_mirror_image_of_a_plan_has_the_same_status(plan, value):
    flip = {"increase": "decrease", "decrease": "increase"}

    def negative(figure):
        return None if figure is None else -figure

    mirror = replace(
        plan,
        direction=flip.get(plan.direction, plan.direction),
        baseline=negative(plan.baseline),
        target=negative(plan.target),
        low=negative(plan.high),
        high=negative(plan.low),
    )
    assert said(plan, value).status == said(mirror, -value).status


ORDER = ["deteriorating", "off track", "at risk", "on track", "achieved"]


@given(st.integers(-100, 100), st.integers(-100, 100))
def test_a_better_value_never_has_a_worse_word(one, other):
    worse, better = sorted((one, other))
    ranks = [ORDER.index(said(RISE, float(value)).status) for value in (worse, better)]
    assert ranks == sorted(ranks)
