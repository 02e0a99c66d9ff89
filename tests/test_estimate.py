from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import ValidationError

from theoryofchange.errors import ShapeError
from theoryofchange.estimate import EffortEstimate, Estimate
from theoryofchange.quantity import Duration
from theoryofchange.shape import validator

values = st.floats(-1e6, 1e6)
ordered = st.lists(values, min_size=3, max_size=3).map(lambda three: Estimate(*sorted(three)))


def test_mean_is_swansons_rule() -> None:
    assert Estimate(40, 60, 120).mean == pytest.approx(0.3 * 40 + 0.4 * 60 + 0.3 * 120)


@given(ordered)
def test_mean_lies_within_the_range(estimate: Estimate) -> None:
    assert estimate.low - 1e-6 <= estimate.mean <= estimate.high + 1e-6


@given(values)
def test_exactly_has_no_spread(value: float) -> None:
    estimate = Estimate.exactly(value)
    assert estimate.spread == 0
    assert estimate.mean == value
    assert estimate.ordered


@given(ordered, ordered)
def test_sums_add_means_and_stay_ordered(a: Estimate, b: Estimate) -> None:
    assert (a + b).ordered
    assert (a + b).mean == pytest.approx(a.mean + b.mean, abs=1e-6)


@given(ordered, st.floats(-100, 100))
def test_scaling_keeps_the_order(estimate: Estimate, factor: float) -> None:
    scaled = estimate.scaled(factor)
    assert scaled.ordered
    assert scaled.mean == pytest.approx(estimate.mean * factor, abs=1e-5)


def test_disorder_is_told_not_mended() -> None:
    assert not Estimate(5, 3, 9).ordered
    assert Estimate(5, 3, 9).low == 5


def test_effort_is_read_from_a_mapping() -> None:
    effort = validator(EffortEstimate).validate_python(
        {"likely": "3 weeks", "low": "10 days", "high": "2 months"}
    )
    assert effort.days == Estimate(10, 15, 43.5)
    assert effort.has_range


@pytest.mark.parametrize("shorthand", ["3 weeks", Duration(3, "week")])
def test_effort_is_read_from_one_duration(shorthand: object) -> None:
    effort = validator(EffortEstimate).validate_python(shorthand)
    assert effort == EffortEstimate(likely=Duration(3, "week"))
    assert effort.days == Estimate.exactly(15.0)
    assert not effort.has_range


def test_half_a_range_is_no_range() -> None:
    effort = EffortEstimate(likely=Duration(3, "week"), high=Duration(5, "week"))
    assert effort.days == Estimate(15, 15, 25)
    assert not effort.has_range


@pytest.mark.parametrize("end", ["likely", "low", "high"])
def test_no_end_of_an_effort_is_negative(end: str) -> None:
    with pytest.raises(ShapeError, match="cannot be negative"):
        EffortEstimate(**{"likely": "3 days", end: "-3 days"})


@pytest.mark.parametrize("value", ["soon", {"low": "3 days"}, {"likely": "-3 days"}, 5, None])
def test_effort_that_cannot_be_read_is_refused(value: object) -> None:
    with pytest.raises(ValidationError):
        validator(EffortEstimate).validate_python(value)
