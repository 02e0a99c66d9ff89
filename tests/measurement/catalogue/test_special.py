"""Quantiles and tails beside tables that everybody has."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoryofchange.measurement.catalogue.special import (
    chi_square_tail,
    digamma,
    incomplete_beta,
    normal_quantile,
    student_quantile,
    student_tail,
)


@pytest.mark.parametrize(
    ("degrees", "value"), [(1, 12.7062), (2, 4.3027), (5, 2.5706), (30, 2.0423), (120, 1.9799)]
)
def test_the_table_of_student(degrees, value):
    assert round(student_quantile(0.95, degrees), 4) == value


@pytest.mark.parametrize(
    ("degrees", "value"), [(1, 3.841459), (2, 5.991465), (3, 7.814728), (10, 18.307038)]
)
def test_the_table_of_chi_square(degrees, value):
    assert chi_square_tail(value, degrees) == pytest.approx(0.05, abs=1e-7)


@given(st.floats(0.5, 400), st.floats(0.01, 0.999))
def test_a_quantile_has_its_tail(degrees, level):
    value = student_quantile(level, degrees)
    assert student_tail(value, degrees) == pytest.approx(1 - level, rel=1e-9)
    assert value >= normal_quantile(level) - 1e-9


@given(st.floats(0.1, 50), st.floats(0.1, 50), st.integers(0, 2**20))
def test_the_two_sides_of_a_beta_make_one(a, b, parts):
    x = parts / 2**20  # so that 1 − x is exact
    assert incomplete_beta(a, b, x) + incomplete_beta(b, a, 1 - x) == pytest.approx(1, abs=1e-9)


@given(st.integers(1, 12), st.integers(1, 12), st.floats(0, 1))
def test_with_whole_parameters_a_beta_is_a_binomial(a, b, x):
    n = a + b - 1
    tail = math.fsum(math.comb(n, k) * x**k * (1 - x) ** (n - k) for k in range(a, n + 1))
    assert incomplete_beta(a, b, x) == pytest.approx(tail, abs=1e-12)


@given(st.floats(0.01, 1e6))
def test_digamma_goes_on_by_its_reciprocal(value):
    assert digamma(value + 1) - digamma(value) == pytest.approx(1 / value, rel=1e-6, abs=1e-12)
    assert digamma(1) == pytest.approx(-0.5772156649015329, abs=1e-14)
