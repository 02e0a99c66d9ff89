from __future__ import annotations

from datetime import date

import pytest

from theoryofchange.goal import Goal
from theoryofchange.graph import Header, TheoryOfChange
from theoryofchange.kpi import Kpi, Observation
from theoryofchange.stages.analysis import analyze

AS_OF = date(2026, 7, 2)


def standing(value=None, *, seen="2026-07-02", as_of=AS_OF, **fields):
    """Return the standing of a KPI with one observation, or none."""
    kpi = Kpi(id="k", measures="g", **fields)
    rows = [] if value is None else [Observation(kpi="k", date=seen, value=value)]
    header = Header(id="t", as_of=as_of)
    theory = TheoryOfChange(header, goals=[Goal(id="g")], kpis=[kpi], observations=rows)
    return analyze(theory).kpi("k").standing


def by(value, day="2026-12-31"):
    return {"value": value, "date": day}


RISE = {"direction": "increase", "baseline": by(60, "2026-01-01"), "target": by(80)}


@pytest.mark.parametrize(
    ("value", "fields", "status"),
    [
        (85, RISE, "achieved"),
        (70, RISE, "on track"),
        (66, RISE, "at risk"),
        (62, RISE, "off track"),
        (50, RISE, "deteriorating"),
        (None, RISE, "no data"),
        (70, {"direction": "increase", "baseline": by(60, "2026-01-01")}, "no target"),
        (70, {**RISE, "confidential": True}, "confidential"),
    ],
)
def test_all_eight_words(value, fields, status):
    assert standing(value, **fields).status == status


def test_progress_is_linear_and_on_the_path_and_never_clamped():
    milestones = [by(64, "2026-07-02")]
    found = standing(66, milestones=milestones, **RISE)
    assert found.progress.formula == "(66 − 60) / (80 − 60) = 0.3"
    assert found.path.formula == "(66 − 60) / (64 − 60) = 1.5; expected 64 on 2026-07-02"
    assert (found.progress.value, found.path.value, found.expected) == (0.3, 1.5, 64)
    assert standing(100, **RISE).progress.value == 2.0
    assert standing(40, **RISE).progress.value == -1.0


def test_a_rank_improves_downwards():
    fields = {
        "direction": "decrease",
        "baseline": by("14 of 16", "2025-12-31"),
        "target": by("2 of 16", "2028-12-31"),
    }
    found = standing("11 of 16", **fields)
    assert found.progress.formula == "(14 − 11) / (14 − 2) = 0.25, ranks of 16"
    assert found.status == "on track"
    other = standing("11 of 20", **fields)
    assert other.status == "no data"
    assert standing("16 of 16", **fields).status == "deteriorating"


def test_durations_of_several_units_are_put_in_the_kpis_own():
    found = standing(
        "90 minutes",
        unit="hours",
        direction="decrease",
        baseline=by("1 day", "2026-01-01"),
        target=by(2),
    )
    assert found.unit == "hour"
    assert found.progress.formula == "(1.5 − 24) / (2 − 24) = 1.02273"
    assert found.status == "achieved"


def test_durations_without_a_unit_of_the_kpi_take_the_targets():
    found = standing(
        "3 weeks",
        direction="decrease",
        baseline=by("28 days", "2026-01-01"),
        target=by("2 weeks"),
    )
    assert (found.unit, found.plan.baseline, found.actual) == ("week", 4, 3)
    assert found.progress.value == 0.5


def test_a_bare_number_beside_durations_is_not_guessed_at():
    found = standing(20, direction="decrease", target=by("2 weeks"))
    assert found.actual is None
    baseline = standing("3 weeks", direction="decrease", baseline=30, target=by("2 weeks"))
    assert baseline.notes == ("the baseline cannot be used: 30 is no length of time",)


def test_money_of_two_currencies_is_not_on_one_scale():
    found = standing("$5", unit="EUR", direction="increase", target=by(10))
    assert found.actual is None
    assert found.status == "no data"


def test_a_range_counts_the_distance_outside_in_that_of_the_baseline():
    fields = {"baseline": by(80, "2026-01-01"), "target": by("90 to 100 %")}
    assert standing("95 %", **fields).status == "achieved"
    above = standing("105 %", **fields)
    assert above.progress.formula == "1 − (105 − 100) / (90 − 80) = 0.5"
    assert above.plan.target is None


def test_an_overshoot_is_not_far_beyond_its_path():
    """By hand: half way 85 is expected, 5 below the range; 120 is 20 above, the baseline 10 below.

    (10 − 20) / (10 − 5) = -2, where the figures themselves would say (120 − 80) / (85 − 80) = 8.
    """
    fields = {"baseline": by(80, "2026-01-01"), "target": by("90 to 100 %")}
    found = standing("120 %", milestones=[by("85 %", "2026-07-02")], **fields)
    assert (found.progress.value, found.path.value, found.expected) == (-1, -2, 85)
    assert (found.status, found.plan.direction) == ("deteriorating", "range")
    past = standing("104 %", milestones=[by("85 %", "2026-07-02")], **fields)
    assert (past.status, past.path.value) == ("on track", pytest.approx(1.2))
    assert past.because.endswith(
        "it has gone past the range 90 to 100: 4 outside, the baseline 10 on the other side"
    )


def test_an_open_range_is_a_threshold():
    """By hand: 75 is 20 short of 95, 85 is 10 short; 95 is expected at the end of the year."""
    fields = {"direction": "range", "baseline": by(75, "2026-01-01"), "target": by("≥ 95 %")}
    found = standing("85 %", **fields)
    assert found.progress.formula == "1 − (95 − 85) / (95 − 75) = 0.5"
    assert found.path.value == pytest.approx(10 / (20 * 182 / 364))
    assert standing("130 %", **fields).progress.value == 1


def test_a_range_with_a_way_counts_with_its_near_end():
    fields = {"baseline": by(85, "2026-01-01"), "target": by("90 to 100 %")}
    assert standing("105 %", direction="increase", **fields).status == "achieved"
    assert standing("105 %", direction="decrease", **fields).plan.target == 100


def test_zeros_for_a_year_are_a_level_that_is_kept():
    fields = {"direction": "maintain", "baseline": by(0, "2026-01-01"), "target": by(0)}
    kept = standing(0, **fields)
    assert (kept.status, kept.progress.value) == ("achieved", 1.0)
    assert kept.path.reason == "the expected value equals the baseline (0)"
    off = standing(1, **fields)
    assert off.progress.value is None
    assert off.progress.reason == "the baseline 0 is inside (0), so a distance has no measure"
    assert off.because.endswith("no tolerance is stated")


def test_a_deviation_is_around_the_baseline_of_what_is_maintained():
    fields = {"baseline": by(80, "2026-01-01"), "target": by("± 2")}
    kept = standing(81, direction="maintain", **fields)
    assert (kept.status, kept.plan.target, kept.plan.tolerance) == ("achieved", 80, 2)
    banded = standing(81, direction="range", **fields)
    assert (banded.plan.low, banded.plan.high) == (-2, 2)
    untold = standing(81, **fields)
    assert untold.status == "no target"
    assert untold.because == (
        "there is no target; the target cannot be used: ± 2 does not say around what"
    )


def test_a_bound_to_be_maintained_is_open_on_the_other_side():
    fields = {"direction": "maintain", "target": by("at least 95 %")}
    assert standing("99 %", **fields).status == "achieved"
    assert (standing("99 %", **fields).plan.low, standing("99 %", **fields).plan.high) == (95, None)


def test_the_bound_of_a_target_says_the_way():
    assert standing(9, target=by("below 10")).plan.direction == "decrease"
    on_it = standing(10, target=by("below 10"))
    assert on_it.because.endswith("it stands on the bound of the target < 10")


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("2027-12-31", "a date is no figure on a scale: 2027-12-31"),
        ("TBD", "it is only promised: TBD"),
        ("delighted customers", "no figure can be read from it: delighted customers"),
    ],
)
def test_what_is_no_figure_cannot_be_told_and_says_why(target, reason):
    found = standing(70, **{**RISE, "target": by(target)})
    assert found.status == "no target"
    assert found.notes == (f"the target cannot be used: {reason}",)
    assert found.progress.value is None
    assert found.progress.reason == "there is no target"


def test_notes_on_tolerance_and_milestones():
    found = standing(
        70,
        **RISE,
        tolerance="-1",
        milestones=[{"value": 65}, {"date": "2026-03-01"}, by("soon", "2026-04-01")],
    )
    assert found.notes == (
        "the tolerance cannot be used: it is negative: -1",
        "a milestone has no date: 65",
        "the milestone of 2026-03-01 has no value",
        "the milestone of 2026-04-01 cannot be used: it is only promised: soon",
    )


def test_confidential_figures_are_not_shown_and_are_not_unknown():
    found = standing(70, confidential=True, **RISE)
    assert (found.plan.baseline, found.plan.target, found.actual) == (None, None, None)
    assert found.progress.reason == "its figures are withheld"


def test_a_value_from_before_the_baseline_says_nothing():
    found = standing(70, seen="2025-12-31", **RISE)
    assert (found.status, found.actual, found.discarded) == ("no data", None, 1)
    assert found.because == (
        "nothing is measured up to 2026-07-02; "
        "1 discarded: 1 dated before the baseline of 2026-01-01"
    )


def test_later_values_are_ignored_and_said_to_be():
    found = standing(70, seen="2026-08-01", **RISE)
    assert found.status == "no data"
    assert found.because == (
        "nothing is measured up to 2026-07-02; 1 discarded: 1 dated after 2026-07-02"
    )
    assert (found.expected, found.discarded) == (70.0, 1)


def test_without_a_dated_baseline_the_path_still_says_what_it_expects():
    found = standing(66, direction="increase", target=by(80), milestones=[by(70, "2026-07-02")])
    assert (found.path.value, found.expected) == (None, 70)
    assert found.path.reason == "there is no baseline with a date"


def test_without_any_day_nothing_can_be_judged_by():
    found = standing(as_of=None, **RISE)
    assert found.status == "no data"
    assert found.path.reason == "there is no day to compare on"
