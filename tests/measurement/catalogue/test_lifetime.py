from __future__ import annotations

import math
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theoryofchange.measurement.catalogue import (
    Moments,
    NoFigure,
    PurchaseModel,
    SpendModel,
    Terms,
    cohort_retention,
    customer_lifetime_value,
    fit_purchases,
    fit_spending,
    lifetime_values,
    purchase_summary,
    repeat_rate,
)

CORPUS = Path(__file__).parents[4] / "shared" / "corpus" / "cdnow" / "CDNOW_sample.txt"
needs_corpus = pytest.mark.skipif(
    not CORPUS.is_file(), reason="the corpus of published files (../shared/corpus) is not here"
)
PUBLISHED = PurchaseModel(0.2426, 4.4135, 0.7929, 2.4258)
POSITIVE = st.floats(0.05, 20)


@cache
def orders():
    rows = [line.split() for line in CORPUS.read_text("utf-8").splitlines() if line.strip()]
    return pd.DataFrame(
        {
            "customer": [row[1] for row in rows],
            "day": pd.to_datetime([row[2] for row in rows]),
            "amount": [float(row[4]) for row in rows],
        }
    )


@cache
def summary():
    """The customers by week to the end of September 1997, rounded as they are published."""
    told = purchase_summary(orders(), until="1997-09-30")
    return told.assign(recency=told["recency"].round(2), age=told["age"].round(2))


def simulated(n=4000, seed=2, r=0.8, alpha=6.0, a=0.9, b=3.0, weeks=52.0):
    random = np.random.default_rng(seed)
    rows = []
    rates, chances = random.gamma(r, 1 / alpha, n), random.beta(a, b, n)
    ages = random.uniform(weeks / 2, weeks, n)
    for rate, chance, age in zip(rates, chances, ages, strict=True):
        time, last, repeats = 0.0, 0.0, 0
        while True:
            time += random.exponential(1 / rate) if rate > 0 else math.inf
            if time > age:
                break
            last, repeats = time, repeats + 1
            if random.random() < chance:
                break
        rows.append((repeats, last, age))
    return np.array(rows).T


@needs_corpus
def test_the_totals_of_the_corpus_counted_by_hand():
    told = summary()
    assert (len(orders()), len(told)) == (6919, 2357)
    assert (told["repeats"].sum(), (told["repeats"] > 0).sum()) == (2457, 946)
    assert round(orders()["amount"].sum(), 2) == 244091.94
    first = told.iloc[0]
    assert (first["repeats"], first["recency"], first["age"]) == (2, 30.43, 38.86)
    assert first["spend"] == pytest.approx((29.73 + 14.96) / 2)


@needs_corpus
def test_the_published_parameters_of_purchases():
    told = summary()
    fitted = fit_purchases(told["repeats"], told["recency"], told["age"])
    assert [round(value, 4) for value in fitted.values] == [0.2426, 4.4135, 0.7929, 2.4258]
    assert round(fitted.log_likelihood, 2) == -9582.43
    expected = PurchaseModel.of(fitted).expected(39, [2], [30.43], [38.86])
    assert round(float(expected[0]), 4) == 1.2259
    assert fitted.n == 2357
    told = fitted.parameter("alpha")
    assert told.interval.low < 4.4135 < told.interval.high


@needs_corpus
def test_the_published_parameters_of_spending():
    told = summary()
    cents = np.floor(told["spend"] * 100 + 0.5 + 1e-6)  # as published: half a cent is one
    fitted = fit_spending(told["repeats"], cents / 100)
    assert [round(value, 2) for value in fitted.values] == [6.25, 3.74, 15.45]
    assert fitted.n == 946


@needs_corpus
def test_the_model_foretells_the_weeks_that_it_was_not_shown():
    told = summary()
    fitted = fit_purchases(told["repeats"], told["recency"], told["age"])
    expected = PurchaseModel.of(fitted).expected(39, told["repeats"], told["recency"], told["age"])
    later = purchase_summary(orders(), until="1998-06-30")["repeats"].sum() - 2457
    assert later == 1882
    assert expected.sum() == pytest.approx(later, rel=0.15)


@needs_corpus
def test_cohorts_and_repeat_rate_of_the_corpus():
    held = orders()
    months = held["day"].dt.year * 12 + held["day"].dt.month - 1
    told = cohort_retention(held["customer"], months)
    frame = held.assign(month=months)
    born = frame.groupby("customer")["month"].transform("min")
    january = frame[born == 1997 * 12]
    sizes = [row.customers for row in told.rows if row.age == 0]
    assert sum(sizes) == told.n == 2357
    assert sizes[0] == january["customer"].nunique()
    second = january[january["month"] == 1997 * 12 + 1]["customer"].nunique()
    assert told.rows[1].active == second
    days = held.groupby("customer")["day"].nunique()
    again = (days > 1).astype(float)
    rate = repeat_rate(Moments.of(again, np.ones(len(again))))
    assert rate.formula.startswith(f"{int(again.sum())} / 2357 = ")
    assert rate.interval.method == "Wilson"


def test_parameters_that_made_data_are_found_again():
    fitted = fit_purchases(*simulated())
    for name, truth in zip(fitted.names, (0.8, 6.0, 0.9, 3.0), strict=True):
        told = fitted.parameter(name, level=0.999)
        assert told.interval.low < truth < told.interval.high
    random = np.random.default_rng(4)
    x = random.integers(1, 20, 4000)
    means = random.gamma(6.0 * x, 1 / (random.gamma(4.0, 1 / 15.0, 4000) * x))
    spent = fit_spending(x, means)
    for name, truth in zip(spent.names, (6.0, 4.0, 15.0), strict=True):
        told = spent.parameter(name, level=0.999)
        assert told.interval.low < truth < told.interval.high


@pytest.mark.parametrize("customer", [(39, 2, 30.0, 38.0), (500, 40, 30.0, 38.0), (1, 0, 0, 3.0)])
@pytest.mark.parametrize("a", [0.4, 1.0, 2.7])
def test_expected_purchases_are_the_integral_over_rates_and_chances(customer, a):
    horizon, x, t, age = customer
    model = PurchaseModel(0.5, 10.0, a, 2.0)
    nodes, weights = gauss()
    root, power = (nodes + 1) / 2, 8 / a  # takes the pole of p ** (a − 1) away
    p, c = root**power, model.b + x
    scale = math.exp(math.lgamma(a + c) - math.lgamma(a) - math.lgamma(c))
    density = scale * p ** (a - 1) * (1 - p) ** (c - 1) * power * root ** (power - 1)
    made = -np.expm1(-(0.5 + x) * np.log1p(p * horizon / (10 + age))) / p
    whole = float((weights / 2) @ (made * density)) * float(model.alive([x], [t], [age])[0])
    assert float(model.expected(horizon, [x], [t], [age])[0]) == pytest.approx(whole, rel=1e-7)


@given(POSITIVE, POSITIVE, POSITIVE, POSITIVE, st.integers(0, 60), st.floats(0, 200))
def test_more_time_brings_more_purchases_and_nobody_is_more_than_alive(r, alpha, a, b, x, horizon):
    model = PurchaseModel(r, alpha, a, b)
    customer = ([x], [20.0 if x else 0.0], [30.0])
    sooner, later = model.expected(horizon, *customer), model.expected(horizon + 1, *customer)
    assert 0 <= float(sooner[0]) < float(later[0]) < math.inf
    assert 0 <= float(model.alive(*customer)[0]) <= 1
    assert float(model.expected(0, *customer)[0]) == 0


def test_many_purchases_do_not_lose_the_sum():
    few = PurchaseModel(1.0, 1.0, 1e-6, 1e3)
    told = few.expected(5000.0, [900], [299.0], [300.0])
    assert float(told[0]) == pytest.approx(901 * 5000 / 301, rel=1e-4)


def test_who_bought_once_is_alive_and_who_stopped_may_not_be():
    alive = PUBLISHED.alive([0, 4, 4], [0, 38.0, 5.0], [38.86] * 3)
    assert alive[0] == 1
    assert alive[1] > 0.7 > 0.1 > alive[2]


def test_spend_lies_between_all_customers_and_the_customer():
    model = SpendModel(6.25, 3.74, 15.45)
    one, many = model.expected([1, 50], [100.0, 100.0])
    assert model.mean < one < many < 100
    assert model.expected([0], [math.nan])[0] == pytest.approx(model.mean)
    with pytest.raises(NoFigure, match="no mean"):
        SpendModel(6.0, 0.9, 15.0).expected([1], [2.0])


@cache
def gauss():
    return np.polynomial.legendre.leggauss(200)


def frame():
    x, t, age = simulated(n=1500)
    spend = 20 + 10 * np.random.default_rng(8).gamma(3, 1, len(x))
    return pd.DataFrame(
        {"repeats": x, "recency": t, "age": age, "spend": np.where(x, spend, np.nan)}
    )


def test_a_lifetime_value_by_hand():
    customers = frame()
    terms = Terms(periods=2, length=4, discount=0.1, margin=0.5)
    told = customer_lifetime_value(customers, terms)
    columns = [customers[name] for name in ("repeats", "recency", "age")]
    model = PurchaseModel.of(fit_purchases(*columns))
    spend = SpendModel.of(fit_spending(customers["repeats"], customers["spend"]))
    first, both = (model.expected(until, *columns) for until in (4, 8))
    worth = spend.expected(customers["repeats"], customers["spend"])
    by_hand = 0.5 * worth * (first / 1.1 + (both - first) / 1.1**2)
    assert np.allclose(lifetime_values(model, spend, customers, terms), by_hand)
    assert told.value == pytest.approx(by_hand.mean())
    assert told.interval.low < told.value < told.interval.high
    assert "Σ over 2 periods of 4 of expected orders / (1 + 0.1)^period" in told.formula
    assert told.n == 1500


def test_a_discount_and_a_margin_take_off():
    customers = frame()
    values = [
        customer_lifetime_value(customers, Terms(periods=6, length=4, **more)).value
        for more in (
            {"discount": 0.0},
            {"discount": 0.05},
            {"discount": 0.05, "margin": 0.4},
        )
    ]
    assert values[0] > values[1] > values[2] == pytest.approx(0.4 * values[1])


@pytest.mark.parametrize(
    ("figures", "reason"),
    [
        (([], [], []), "there is no customer"),
        (([0, 0], [0, 0], [5, 9]), "there is no repeat purchase"),
    ],
)
def test_data_that_tell_nothing(figures, reason):
    fitted = fit_purchases(*figures)
    assert fitted.reason == fitted.parameter("a").reason == reason
    assert fitted.values is None
    with pytest.raises(NoFigure, match=reason):
        PurchaseModel.of(fitted)
    told = customer_lifetime_value(
        pd.DataFrame(
            dict(zip(("repeats", "recency", "age"), figures, strict=True)) | {"spend": 1.0}
        ),
        Terms(periods=1, length=1, discount=0),
    )
    assert told.reason == reason


def test_customers_who_all_still_buy_do_not_tell_who_goes():
    ages = np.linspace(10, 20, 40)
    fitted = fit_purchases(np.full(40, 8), ages - 0.01, ages)
    assert fitted.values is None
    assert "without end" in fitted.reason or "halt" in fitted.reason


def test_spending_needs_spending():
    assert fit_spending([0, 0], [1.0, 2.0]).reason == "no customer ordered again"
    assert fit_spending([1, 2], [5.0, 0.0]).reason == "1 of 2 customers spent nothing, or less"


@pytest.mark.parametrize(
    ("call", "kind", "said"),
    [
        (lambda: fit_purchases([1], [2], [3, 4]), ValueError, "go together"),
        (lambda: fit_purchases([1], [5], [3]), ValueError, "recency exceeds age"),
        (lambda: fit_purchases([0], [1], [3]), ValueError, "recency is 0 where nothing"),
        (lambda: fit_purchases([1], [0], [3]), ValueError, "and only there"),
        (lambda: fit_purchases([1.5], [1], [3]), ValueError, "whole numbers"),
        (lambda: fit_purchases([1], [-1], [3]), ValueError, "recency is a number from 0 on"),
        (lambda: fit_purchases([1], [None], [3]), ValueError, "recency is a number from 0 on"),
        (lambda: fit_purchases(["a"], [1], [3]), TypeError, "repeats holds numbers"),
        (lambda: PUBLISHED.expected(-1, [1], [1], [2]), ValueError, "horizon is a time"),
        (lambda: fit_spending([1], [1, 2]), ValueError, "go together"),
        (lambda: Terms(periods=0, length=1, discount=0), ValueError, "at least one period"),
        (lambda: Terms(periods=2, length=1, discount=None), ValueError, "every figure"),
        (lambda: Terms(periods=2, length=1, discount="5 %"), TypeError, "discount is a number"),
        (
            lambda: purchase_summary(pd.DataFrame({"customer": []}), until="2026-01-01"),
            TypeError,
            "day",
        ),
        (
            lambda: customer_lifetime_value(
                pd.DataFrame({"age": []}), Terms(periods=1, length=1, discount=0)
            ),
            TypeError,
            "repeats",
        ),
    ],
)
def test_a_callers_mistake_is_refused(call, kind, said):
    with pytest.raises(kind, match=said):
        call()


def test_a_parameter_has_a_name():
    with pytest.raises(KeyError, match="r, alpha, a, b"):
        fit_purchases([], [], []).parameter("beta")


@pytest.mark.parametrize("scale", [1e-6, 86400.0 * 7])
def test_another_unit_of_time_or_money_gives_the_same_customers(scale):
    x, t, age = simulated(n=1500)
    told, scaled = fit_purchases(x, t, age), fit_purchases(x, t * scale, age * scale)
    units = (1, scale, 1, 1)
    assert np.allclose(np.array(told.values) * units, scaled.values, rtol=1e-5)
    spend = 20 + 10 * np.random.default_rng(8).gamma(3, 1, len(x))
    told, scaled = fit_spending(x, spend), fit_spending(x, spend * scale)
    assert np.allclose(np.array(told.values) * (1, 1, scale), scaled.values, rtol=1e-5)


CUSTOMERS = st.lists(
    st.tuples(st.integers(0, 12), st.floats(0.01, 1), st.floats(0.5, 500)), min_size=1, max_size=25
)


@settings(max_examples=30)
@given(CUSTOMERS)
def test_whatever_customers_do_a_fit_ends_with_parameters_or_a_reason(customers):
    x = [repeats for repeats, _, _ in customers]
    age = [age for _, _, age in customers]
    t = [part * age if repeats else 0.0 for repeats, part, age in customers]
    fitted = fit_purchases(x, t, age)
    if fitted.values is None:
        assert fitted.reason
    else:
        assert all(0 < value < math.inf for value in fitted.values)
        for name in fitted.names:
            interval = fitted.parameter(name).interval
            assert interval.reason or interval.low < interval.high < math.inf
        assert PurchaseModel.of(fitted).expected(10, x, t, age).min() >= 0
    spent = fit_spending(x, [1 + length for length in age])
    if spent.values is None:
        assert spent.reason
    else:
        assert all(0 < value < math.inf for value in spent.values)
