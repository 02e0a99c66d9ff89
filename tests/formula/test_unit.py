"""Units are read as a scale and a dimension; a formula's dimension is held against them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theoryofchange.formula import Formula, read_formula
from theoryofchange.formula.dimension import mismatch
from theoryofchange.formula.unit import head_unit, read_unit


@pytest.mark.parametrize(
    ("text", "scale", "powers"),
    [
        ("percent", 0.01, {}),
        ("%", 0.01, {}),
        ("percentage points", 0.01, {}),
        ("‰", 0.001, {}),
        ("ratio", 1, {}),
        ("EUR", 1, {"EUR": 1}),
        ("€", 1, {"EUR": 1}),
        ("kEUR", 1000, {"EUR": 1}),
        ("EUR million", 1e6, {"EUR": 1}),
        ("thousand USD", 1000, {"USD": 1}),
        ("百万元", 1e6, {"CNY": 1}),
        ("days", 1, {"time": 1}),
        ("hours", 1 / 24, {"time": 1}),
        ("customers", 1, {"customers": 1}),
        ("number of customers", 1, {"customers": 1}),
        ("EUR/customer", 1, {"EUR": 1, "customer": -1}),
        ("EUR per customer per day", 1, {"EUR": 1, "customer": -1, "time": -1}),
        ("customers per week", 1 / 7, {"customers": 1, "time": -1}),
        ("per day", 1, {"time": -1}),
        ("元/客户", 1, {"CNY": 1, "客户": -1}),
        ("complaints per 1,000 orders", 1 / 1000, {"complaints": 1, "orders": -1}),
    ],
)
def test_a_unit_is_a_scale_and_a_dimension(text, scale, powers):
    unit = read_unit(text)
    assert unit.scale == pytest.approx(scale, rel=1e-12)
    assert dict(unit.powers) == powers


@pytest.mark.parametrize(
    "text",
    [None, "", "  ", "points", "index", "rank", "score of 10", "number", "#", "NPS", "Mio. €?"],
)
def test_a_unit_that_does_not_tell_what_is_counted_is_none(text):
    assert read_unit(text) is None


def test_of_what_a_percentage_is():
    assert read_unit("% of visitors").of == "visitors"
    assert read_unit("percent").of is None


def test_what_a_figure_counts_stands_before_per():
    assert head_unit("kEUR per customer").scale == 1000


@given(st.text(max_size=30))
def test_any_text_is_a_unit_or_none(text):
    unit = read_unit(text)
    assert unit is None or (unit.scale > 0 and all(power for _, power in unit.powers))


def _mismatch(formula: str, declared: str, **units: str | None):
    read = read_formula(formula, units)
    assert isinstance(read, Formula)
    own = read_unit(declared)
    assert own is not None
    return mismatch(read.tree, own, {id: read_unit(unit) for id, unit in units.items()})


@pytest.mark.parametrize(
    ("formula", "declared", "units"),
    [
        ("n × v", "EUR", {"n": "customers", "v": "EUR/customer"}),
        ("n × v", "EUR", {"n": "active customers", "v": "EUR per customer"}),
        ("n × o × v", "kEUR", {"n": "客户", "o": "订单/客户", "v": "元/订单"} | {"v": "EUR/订单"}),
        ("r ÷ n", "EUR per customer", {"r": "EUR", "n": "customers"}),
        ("a ÷ b", "percent", {"a": "orders", "b": "visits"}),
        ("a ÷ b × 100", "percent", {"a": "customers", "b": "customers"}),
        ("1 − c", "percent", {"c": "percent"}),
        ("100 − c", "percent", {"c": "percent"}),
        ("v × c", "customers", {"v": "visitors", "c": "percent"}),
        ("a + b + c", "contacts", {"a": "calls", "b": "letters", "c": "chats"}),
        ("r − k", "EUR", {"r": "EUR", "k": "kEUR"}),
        ("h ÷ 24", "days", {"h": "hours"}),
        ("r × 12", "EUR", {"r": "EUR per month"}),
        ("r − k", "EUR", {"r": "EUR per month", "k": "EUR"}),
        ("s ÷ k × 365", "days", {"s": "EUR", "k": "EUR"}),
        ("c ÷ o × 1000", "complaints per 1000 orders", {"c": "complaints", "o": "orders"}),
        ("sum(a × b by segment) ÷ sum(a by segment)", "EUR", {"a": "customers", "b": "EUR"}),
        ("a ÷ b", "% of visits", {"a": "orders", "b": "visits"}),
        ("a × b", "EUR", {"a": None, "b": "EUR"}),
        ("a × b", "EUR", {"a": "points", "b": "USD"}),
    ],
)
def test_a_formula_that_comes_to_its_unit_or_cannot_be_told_is_no_mismatch(
    formula, declared, units
):
    assert _mismatch(formula, declared, **units) is None


@pytest.mark.parametrize(
    ("formula", "declared", "units", "found", "wanted", "what"),
    [
        ("n × v", "EUR", {"n": "users", "v": "EUR/order"}, "users × EUR per order", "EUR", "unit"),
        ("n × v", "EUR", {"n": "customers", "v": "EUR"}, "customers × EUR", "EUR", "unit"),
        ("r ÷ n", "EUR", {"r": "EUR", "n": "orders"}, "EUR per orders", "EUR", "unit"),
        ("r − k", "EUR", {"r": "EUR", "k": "USD"}, "USD", "EUR", "terms"),
        ("r + n", "EUR", {"r": "EUR", "n": "orders"}, "orders", "EUR", "terms"),
        ("a ÷ b", "%", {"a": "EUR", "b": "orders"}, "EUR per orders", "a mere share", "unit"),
        ("a ÷ b", "days", {"a": "hours", "b": "hours"}, "a mere share", "time", "unit"),
        ("a ÷ b", "% of users", {"a": "sales", "b": "visits"}, "of visits", "of users", "whole"),
    ],
)
def test_a_formula_of_another_dimension_is_found(formula, declared, units, found, wanted, what):
    mismatched = _mismatch(formula, declared, **units)
    assert mismatched is not None
    assert (mismatched.found, mismatched.wanted, mismatched.what) == (found, wanted, what)
