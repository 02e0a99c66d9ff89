"""A change is split over what makes it, and nothing is left over."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from theoryofchange.measurement.split import (
    MOST_FACTORS,
    Constant,
    Leaf,
    Mean,
    NotSplit,
    Part,
    Product,
    Total,
    log_mean,
    split,
)


def leaf(name: str, start: float, end: float) -> Leaf:
    return Leaf(name=name, start=start, end=end)


def amounts(whole) -> dict[str, float]:
    return {term.name: term.amount for term in split(whole)}


def close(whole, terms) -> bool:
    """Tell whether terms add up to the change, but for the rounding of floats."""
    total = math.fsum(term.amount for term in terms)
    size = max([abs(whole.start), abs(whole.end), *(abs(term.amount) for term in terms)])
    return abs(total - (whole.end - whole.start)) <= 1e-11 * size


def test_a_sum_splits_by_itself():
    whole = Total([(1, leaf("revenue", 10, 15)), (-1, leaf("cost", 4, 6)), (1, Constant(3))])
    assert amounts(whole) == {"revenue": 5, "cost": -2}


def test_lmdi_in_closed_form():
    """Two factors that grow alike bear half each: L(1, e²) × 1 = (e² − 1) ÷ 2."""
    whole = Product([(1, leaf("x", 1, math.e)), (1, leaf("y", 1, math.e))])
    assert amounts(whole) == pytest.approx({"x": (math.e**2 - 1) / 2, "y": (math.e**2 - 1) / 2})
    cubed = Product([(1, leaf("x", 2, 2 * math.e**2)), (-1, leaf("y", 1, math.e))])
    assert amounts(cubed) == pytest.approx({"x": 4 * (math.e - 1), "y": -2 * (math.e - 1)})


def test_a_factor_that_stays_contributes_nothing_and_the_other_all():
    whole = Product([(1, leaf("x", 3, 3)), (1, leaf("y", 10, 70)), (1, Constant(0.5))])
    assert amounts(whole) == pytest.approx({"x": 0, "y": 90})


def test_a_whole_that_stays_may_have_parts_that_cancel():
    whole = Product([(1, leaf("x", 2, 4)), (1, leaf("y", 6, 3))])
    found = amounts(whole)
    assert found["x"] == pytest.approx(12 * math.log(2))
    assert found["x"] + found["y"] == pytest.approx(0, abs=1e-12)


def test_shapley_of_two_factors_in_closed_form():
    """Each change times the mean of the other: Δx ȳ and Δy x̄."""
    whole = Product([(1, leaf("x", -2, 4)), (1, leaf("y", 10, 20))])
    (x, y) = split(whole)
    assert (x.amount, y.amount) == (6 * 15, 10 * 1)
    assert x.methods == ("Shapley",)


def test_a_ratio_with_a_loss_falls_back_to_shapley():
    whole = Product([(1, leaf("profit", -10, 20)), (-1, leaf("revenue", 100, 200))])
    found = amounts(whole)
    assert found["profit"] == pytest.approx(30 * (1 / 100 + 1 / 200) / 2)
    assert sum(found.values()) == pytest.approx(0.2)


@given(st.lists(st.tuples(st.floats(-9, 9), st.floats(-9, 9)), min_size=1, max_size=5))
def test_shapley_is_the_mean_over_all_orders(ends):
    whole = Product([(1, leaf(str(at), *pair)) for at, pair in enumerate(ends)])
    assume(any(start <= 0 or end <= 0 for start, end in ends))
    means = [0.0] * len(ends)
    orders = list(itertools.permutations(range(len(ends))))
    for order in orders:
        now = [start for start, _ in ends]
        for at in order:
            before = math.prod(now)
            now[at] = ends[at][1]
            means[at] += (math.prod(now) - before) / len(orders)
    assert list(amounts(whole).values()) == pytest.approx(means, rel=1e-9, abs=1e-9)


def test_mix_and_rate_in_closed_form():
    """Σ s̄ Δr + Σ Δs (r̄ − R̄), R̄ the mean of both means."""
    part = lambda name, s0, s1, r0, r1: Part(  # noqa: E731
        weight=Leaf(name="w", start=s0, end=s1, effect="mix", segment=name),
        rate=Leaf(name="r", start=r0, end=r1, effect="rate", segment=name),
    )
    whole = Mean([part("web", 0.5, 0.75, 0.02, 0.03), part("app", 0.5, 0.25, 0.1, 0.1)])
    found = {(term.effect, term.segment): term.amount for term in split(whole)}
    mean = (0.06 + 0.0475) / 2
    assert found == pytest.approx(
        {
            ("rate", "web"): 0.625 * 0.01,
            ("mix", "web"): 0.25 * (0.025 - mean),
            ("rate", "app"): 0,
            ("mix", "app"): -0.25 * (0.1 - mean),
        }
    )
    assert sum(found.values()) == pytest.approx(0.0475 - 0.06)


def test_simpson_every_rate_rises_and_the_mean_falls():
    part = lambda s0, s1, r0, r1: Part(  # noqa: E731
        weight=Leaf(name="w", start=s0, end=s1, effect="mix"),
        rate=Leaf(name="r", start=r0, end=r1, effect="rate"),
    )
    terms = split(Mean([part(0.2, 0.8, 0.1, 0.12), part(0.8, 0.2, 0.5, 0.55)]))
    rates = math.fsum(term.amount for term in terms if term.effect == "rate")
    mix = math.fsum(term.amount for term in terms if term.effect == "mix")
    assert rates > 0 > rates + mix


def test_a_leaf_that_occurs_twice_is_one_term():
    x, y = leaf("x", 2, 3), leaf("y", 1, 4)
    whole = Product([(1, x), (-1, Total([(1, x), (1, y)]))])
    terms = split(whole)
    assert [term.name for term in terms] == ["x", "y"]
    assert close(whole, terms)


def test_shared_parts_are_looked_at_once():
    node = leaf("x", 1.0, 1.0000001)
    for _ in range(60):
        node = Total([(1, node), (1, node)])
    (term,) = split(node)
    assert term.amount == pytest.approx(node.end - node.start)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Product([(1, leaf("x", 1, 2)), (-1, leaf("y", 0, 2))]),
        lambda: split(Product([(1, leaf("x", 1e300, 1e300)), (1, leaf("y", 1e300, 1e300))])),
        lambda: split(Product([(1, leaf("x", 1e-300, 1e-200)), (1, leaf("y", 1e-300, 1e-9))])),
        lambda: split(Product([(1, leaf(str(at), -1, 1)) for at in range(MOST_FACTORS + 1)])),
    ],
)
def test_what_cannot_be_split_says_why(make):
    with pytest.raises(NotSplit, match=r"."):
        make()


def test_a_derivation_has_its_numbers():
    (term, _) = split(Product([(1, leaf("x", 100, 121)), (1, leaf("y", 50, 40))]))
    assert term.because == "L(5000, 4840) ÷ L(100, 121) × (121 − 100) = 937.769509632"
    assert term.amount == pytest.approx(log_mean(5000, 4840) * math.log(1.21))


@given(st.floats(1e-9, 1e9), st.floats(1e-9, 1e9))
def test_the_logarithmic_mean_lies_between_the_geometric_and_the_arithmetic(one, other):
    mean = log_mean(one, other)
    assert math.sqrt(one) * math.sqrt(other) <= mean * (1 + 1e-12)
    assert mean <= (one + other) / 2 * (1 + 1e-12)
    assert mean == log_mean(other, one)


positive = st.floats(1e-3, 1e6)
any_sign = st.floats(-1e4, 1e4).map(lambda value: round(value, 3))


def leaves(values):
    return st.builds(leaf, st.uuids().map(str), values, values)


def grown(parts):
    signed = st.lists(st.tuples(st.sampled_from([1, -1]), parts), min_size=1, max_size=4)
    return signed.map(Total) | signed.filter(_divisible).map(Product)


def _divisible(factors) -> bool:
    return all(
        power > 0 or min(abs(factor.start), abs(factor.end)) > 1e-2 for power, factor in factors
    )


@given(st.recursive(leaves(positive), grown, max_leaves=10))
def test_terms_add_up_to_the_change_whatever_the_formula(whole):
    assume(max(abs(whole.start), abs(whole.end)) < 1e12)
    try:
        terms = split(whole)
    except NotSplit:
        return
    assert close(whole, terms)


@given(st.recursive(leaves(any_sign), grown, max_leaves=10))
def test_terms_add_up_with_zeros_and_losses_too(whole):
    assume(max(abs(whole.start), abs(whole.end)) < 1e12)
    terms = split(whole)
    total = math.fsum(term.amount for term in terms)
    size = max([1.0, abs(whole.start), abs(whole.end), *(abs(term.amount) for term in terms)])
    assert abs(total - (whole.end - whole.start)) <= 1e-7 * size


@given(leaves(positive), leaves(positive), st.floats(1e-3, 1e3))
def test_another_unit_scales_every_term(x, y, factor):
    plain = split(Product([(1, x), (1, y)]))
    scaled = split(Product([(1, Constant(factor)), (1, x), (1, y)]))
    assert [term.amount * factor for term in plain] == pytest.approx(
        [term.amount for term in scaled], rel=1e-9, abs=1e-9
    )


@given(leaves(positive), leaves(positive))
def test_time_reversed_turns_every_sign(x, y):
    back = Product([(1, leaf(x.name, x.end, x.start)), (-1, leaf(y.name, y.end, y.start))])
    there = split(Product([(1, x), (-1, y)]))
    assert [-term.amount for term in there] == pytest.approx(
        [term.amount for term in split(back)], rel=1e-9, abs=1e-9
    )
