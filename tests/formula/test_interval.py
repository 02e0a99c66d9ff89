"""An interval holds all that a written figure may stand for, and all that it can come to."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from theoryofchange.formula.interval import Interval, hull, interval_of
from theoryofchange.quantity import Quantity


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [
        ("80 %", 79.5, 80.5),
        (80, 79.5, 80.5),
        ("80.0", 79.95, 80.05),
        ("1,5", 1.45, 1.55),
        ("1,200", 1194, 1206),
        (1200, 1194, 1206),
        (1234, 1233.5, 1234.5),
        (120000, 119400, 120600),
        (1000000, 995000, 1005000),
        ("€1.2M", 1150000, 1250000),
        ("€1.20M", 1195000, 1205000),
        ("-5", -5.5, -4.5),
        (0, -0.5, 0.5),
        ("1e3", 500, 1500),
        ("at least 5", 4.5, math.inf),
        ("< 3 days", -math.inf, 3.5),
        ("8 to 12 %", 7.5, 12.5),
    ],
)
def test_a_figure_stands_for_all_it_may_be_rounded_from(written, low, high):
    interval = interval_of(Quantity.read(written))
    assert (interval.low, interval.high) == pytest.approx((low, high), rel=1e-12)


@pytest.mark.parametrize("written", ["TBD", "soon", "14 of 16", "4.5/5", "2027-12-31", "± 5"])
def test_what_is_no_figure_on_a_scale_has_no_interval(written):
    assert interval_of(Quantity.read(written)) is None


@given(st.decimals(0, 10**6, places=3), st.integers(0, 3))
def test_a_number_lies_in_the_interval_of_what_it_is_rounded_to(value, places):
    written = f"{value:.{places}f}"
    interval = interval_of(Quantity.read(written if places else int(written)))
    assert interval.low - 1e-9 <= float(value) <= interval.high + 1e-9


ends = st.floats(-1e6, 1e6)
intervals = st.tuples(ends, ends).map(lambda pair: Interval(min(pair), max(pair)))


@given(intervals, intervals, st.floats(0, 1), st.floats(0, 1))
def test_arithmetic_holds_every_value(one, other, here, there):
    a = min(one.low + here * (one.high - one.low), one.high)
    b = min(other.low + there * (other.high - other.low), other.high)
    for found, value in ((one + other, a + b), (one - other, a - b), (one * other, a * b)):
        assert Interval.of(value).meets(found)
    if other.low <= 0 <= other.high:
        with pytest.raises(ZeroDivisionError):
            one / other
        return
    assume(abs(b) > 1e-9)
    assert Interval.of(a / b).meets(one / other)


def test_open_intervals_stay_open():
    least = Interval(5, math.inf)
    assert least * Interval(0, 2) == Interval(0, math.inf)
    assert least - least == Interval(-math.inf, math.inf)
    assert Interval(1, 2) / least == Interval(0, 2 / 5)


def test_a_hull_holds_all():
    assert hull([Interval(1, 2), Interval(-1, 0)]) == Interval(-1, 2)
