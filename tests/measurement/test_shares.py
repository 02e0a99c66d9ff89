from __future__ import annotations

import copy
import json
import math
import pickle
from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import theoryofchange as toc

FIGURES = st.floats(-1e6, 1e6).map(lambda value: round(value, 4))
NAMES = [name for name in toc.__all__ if name.endswith("progress")]


def test_a_share_is_a_number_with_its_derivation():
    share = toc.progress(baseline=71, actual=74, target=80)
    assert share == pytest.approx(1 / 3)
    assert isinstance(share, float)
    assert (share.value, share.method, share.reason) == (1 / 3, "linear", None)
    assert share.formula == "(74 − 71) / (80 − 71) = 0.333333"
    assert f"{share:.0%}" == "33%"
    assert json.loads(json.dumps({"share": share})) == {"share": 1 / 3}
    for same in (pickle.loads(pickle.dumps(share)), copy.copy(share), copy.deepcopy(share)):
        assert (type(same), same, same.formula) == (toc.Share, share, share.formula)
    with pytest.raises(AttributeError):
        share.formula = "none"


def test_what_cannot_be_told_is_no_number_and_says_why():
    for told, reason in (
        (toc.progress(baseline=71, actual=None, target=80), "there is no actual value"),
        (
            toc.progress(baseline=80, actual=81, target=80),
            "the target equals the baseline (80): that is to maintain, not to progress",
        ),
        (
            toc.compound_progress(baseline=0, actual=1, target=2, elapsed=1, allowed=2),
            "compound change needs values above zero, and the baseline is 0",
        ),
        (
            toc.rank_progress(baseline=17, actual=11, target=2, of=16),
            "the baseline rank 17 is impossible of 16",
        ),
        (
            toc.path_progress(points={"2026-01-01": 1}, actual=3, at="2026-06-30"),
            "a path needs at least two dated values, and there is one",
        ),
        (
            toc.date_progress(baseline=None, actual="2027-01-31", target="2027-06-30"),
            "there is no baseline",
        ),
    ):
        assert told.value is None
        assert math.isnan(told)
        assert told.reason == reason
        assert reason in repr(told)
        assert math.isnan(told + 1), "what is made from it is unknown too"


def test_nothing_is_clamped():
    assert toc.progress(baseline=10, actual=0, target=20) == -1.0
    assert toc.progress(baseline=10, actual=90, target=20) == 8.0
    assert toc.range_progress(baseline=60, actual=145, low=90, high=100) == -0.5
    assert toc.rank_progress(baseline=4, actual=8, target=2) == -2.0


@pytest.mark.parametrize("name", NAMES)
def test_every_sibling_takes_keywords_only(name):
    with pytest.raises(TypeError, match="positional"):
        getattr(toc, name)(71, 74, 80)


@pytest.mark.parametrize("kind", [np.float64, np.int64, Decimal, float, int])
def test_figures_may_be_any_numbers(kind):
    assert toc.progress(baseline=kind(10), actual=kind(15), target=kind(20)) == 0.5


@pytest.mark.parametrize("wrong", ["71", b"71", True, [71]])
def test_what_is_no_number_is_refused(wrong):
    with pytest.raises(TypeError):
        toc.progress(baseline=wrong, actual=74, target=80)


@pytest.mark.parametrize("wrong", [math.nan, math.inf])
def test_what_is_not_finite_is_refused(wrong):
    with pytest.raises(ValueError, match="must be a finite number or None"):
        toc.progress(baseline=71, actual=wrong, target=80)


def test_interim_targets_may_rise_and_fall():
    points = {"2025-01-01": 10, "2025-12-31": 30, "2026-12-31": 20, "2027-12-31": 50}
    share = toc.path_progress(points=points, actual=20, at=date(2026, 12, 31))
    assert (share, share.expected) == (1.0, 20.0)
    assert toc.path_progress(points=points, actual=15, at="2026-07-01").expected == pytest.approx(
        25.0, abs=0.1
    )


def test_ratios_are_read_as_they_are_written():
    share = toc.ratio_progress(baseline="1:20", actual="1:15", target="1:10")
    assert share == toc.ratio_progress(baseline=1 / 20, actual=1 / 15, target=1 / 10)
    assert share == pytest.approx(1 / 3)
    assert share.formula.startswith("(1:15 − 1:20) / (1:10 − 1:20) = ")
    assert toc.ratio_progress(baseline="8:1", actual="9:1", target="10:1") == 0.5
    with pytest.raises(
        TypeError, match="baseline takes a ratio such as '1:10' or its quotient, not 'soon'"
    ):
        toc.ratio_progress(baseline="soon", actual=1, target=2)


def test_dates_are_counted_in_days():
    share = toc.date_progress(
        baseline=date(2027, 12, 31), actual="2027-09-30", target=date(2027, 6, 30)
    )
    assert (share, share.method) == (0.5, "date")
    assert "= -92 / -184 days = 0.5" in share.formula
    late = toc.date_progress(baseline="2027-12-31", actual="2028-06-30", target="2027-06-30")
    assert late < 0
    with pytest.raises(ValueError, match="a date is written"):
        toc.date_progress(baseline="30.6.2027", actual=None, target=None)


@given(FIGURES, FIGURES, FIGURES, st.sampled_from([-60.0, 0.01, 2.0, 100.0]), FIGURES)
def test_progress_does_not_depend_on_the_unit(baseline, actual, target, factor, shift):
    assume(abs(target - baseline) > 1)
    told = toc.progress(baseline=baseline, actual=actual, target=target)
    moved = (factor * value + shift for value in (baseline, actual, target))
    other = toc.progress(**dict(zip(("baseline", "actual", "target"), moved, strict=True)))
    assert other == pytest.approx(told, rel=1e-3, abs=1e-3)


@given(FIGURES, FIGURES)
def test_the_baseline_is_nothing_and_the_target_is_all(baseline, target):
    assume(baseline != target)
    for share, figure in ((0.0, baseline), (1.0, target)):
        assert toc.progress(baseline=baseline, actual=figure, target=target) == share


@given(st.integers(1, 50), st.integers(1, 50), st.integers(1, 50))
def test_ranks_are_a_scale_turned_round(baseline, actual, target):
    assume(baseline != target)
    told = toc.rank_progress(baseline=baseline, actual=actual, target=target)
    assert told == toc.progress(baseline=-baseline, actual=-actual, target=-target)


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (
            lambda: toc.progress(baseline=0, actual=10**400, target=1),
            ValueError,
            "actual is too large to compute with: give it in a larger unit",
        ),
        (
            lambda: toc.progress(baseline=0, actual="5", target=1),
            TypeError,
            "actual takes a number such as 71.5, or None where it is unknown, not '5'",
        ),
        (
            lambda: toc.rank_progress(baseline=3, actual=2, target=1, of=[16]),
            TypeError,
            "of takes a number",
        ),
        (
            lambda: toc.range_progress(baseline=3, actual=2, low=math.nan, high=4),
            ValueError,
            "low must be a finite number or None, not nan",
        ),
        (
            lambda: toc.path_progress(points=None, actual=3, at="2026-06-30"),
            TypeError,
            "points takes a mapping such as {'2027-12-31': 80}, not None",
        ),
        (
            lambda: toc.path_progress(points={"soon": 3}, actual=3, at="2026-06-30"),
            ValueError,
            "points takes a date or a text such as '2027-12-31', not 'soon'",
        ),
        (
            lambda: toc.path_progress(points={"2026-06-30": "3"}, actual=3, at="2026-06-30"),
            TypeError,
            "points['2026-06-30'] takes a number",
        ),
        (
            lambda: toc.path_progress(points={}, actual=3, at=None),
            TypeError,
            "at takes a date",
        ),
        (
            lambda: toc.date_progress(baseline="2026-13-01", actual=None, target=None),
            ValueError,
            "baseline takes a date or a text such as '2027-12-31', not '2026-13-01': there is no",
        ),
        (
            lambda: toc.ratio_progress(baseline="1:20", actual="few", target="1:10"),
            TypeError,
            "actual takes a ratio such as '1:10' or its quotient, not 'few'",
        ),
    ],
)
def test_a_wrong_argument_is_named_with_what_to_give(call, kind, message):
    with pytest.raises((TypeError, ValueError)) as raised:
        call()
    assert type(raised.value) is kind
    assert str(raised.value).startswith(message)
