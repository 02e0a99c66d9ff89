"""What a KPI is measured by, how often, and among how many."""

from __future__ import annotations

import pytest

from theoryofchange.declare import declare_text
from theoryofchange.linter import rule_of
from theoryofchange.linter.findings import Findings
from theoryofchange.linter.run import findings_of

pytestmark = pytest.mark.usefixtures("said_in_chinese")


def found(kpis: str, rest: str = "") -> Findings:
    return findings_of(declare_text(f"goals: {{g: {{}}}}\n{rest}\nkpis: {{{kpis}}}"))


def test_a_misspelt_cadence_is_put_right():
    (wrong,) = (f for f in found("k: {measures: g, cadence: wekly}") if f.code == "KPI025")
    assert wrong.tip == "Did you mean weekly?"


@pytest.mark.parametrize("cadence", ["weekly", "每月", "every 2 weeks", "real time"])
def test_a_cadence_that_can_be_read_is_sound(cadence):
    assert not found(f"k: {{measures: g, cadence: {cadence}}}").count("KPI025")


@pytest.mark.parametrize(
    ("formulas", "expected"),
    [
        (["a / b"], []),
        (["k0 / b"], ["k0"]),
        (["k0 = a / b"], []),
        (["k0 = k0 / b"], ["k0"]),
        (["k0 == b"], ["k0"]),
        (["sum(k0-b)"], ["k0"]),
        (["k00 / b"], []),
        (["k1", "k0"], ["k1"]),
        (["k1", "k2", "k0 + k1"], ["k2", "k2"]),
        (["k1 + k2", "k2", "orders"], []),
    ],
)
def test_a_kpi_is_not_computed_from_itself(formulas, expected):
    kpis = ", ".join(
        f'k{number}: {{measures: g, formula: "{formula}"}}'
        for number, formula in enumerate(formulas)
    )
    assert [f.id for f in found(kpis) if f.code == "KPI028"] == expected


@pytest.mark.parametrize(("count", "expected"), [(5, 0), (6, 1)])
def test_more_than_five_kpis_of_one_goal_are_many(count, expected):
    kpis = ", ".join(f"k{number}: {{measures: g}}" for number in range(count))
    assert found(kpis).count("KPI020") == expected


def test_how_many_are_many_is_an_option():
    theory = declare_text("goals: {g: {}}\nkpis: {a: {measures: g}, b: {measures: g}}").theory
    assert len(list(rule_of("KPI020").check(theory, most=1))) == 1


@pytest.mark.parametrize(
    ("kpis", "expected"),
    [
        ("k: {target: 5}", ["k"]),
        ("k: {}", []),
        ("k: {target: 5, guardrail: k}", ["k"]),
        ("k: {target: 5, guardrail: m}, m: {target: 5}", []),
        ("k: {guardrail: k}", ["k"]),
        ("k: {target: 5, guardrail: k}, m: {guardrail: k}", ["k"]),
    ],
)
def test_a_guardrail_guards_both_ways_and_never_itself(kpis, expected):
    assert [f.id for f in found(kpis) if f.code == "KPI023"] == expected


@pytest.mark.parametrize(
    ("timings", "expected"),
    [
        (("lagging", "lagging"), 1),
        (("lagging", "leading"), 0),
        (("lagging", "null"), 0),
        (("null", "lagging"), 0),
    ],
)
def test_only_lagging_kpis_are_told_where_every_timing_is(timings, expected):
    own, before = timings
    text = f"""
    goals: {{g: {{needs: [o]}}}}
    outcomes: {{o: {{}}}}
    kpis: {{k: {{measures: g, timing: {own}}}, m: {{measures: o, timing: {before}}}}}
    """
    assert findings_of(declare_text(text.replace("timing: null", "title: x"))).count("KPI019") == (
        expected
    )


def test_a_goal_without_a_measured_way_is_not_called_lagging_as_well():
    found_ = found("k: {measures: g, timing: lagging}")
    assert (found_.count("KPI019"), found_.count("GRF002")) == (0, 1)
