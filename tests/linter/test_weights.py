"""Weights, capacities and costs that cannot be, and who has agreed to a link."""

from __future__ import annotations

import pytest

from theoryofchange.declare import declare_text
from theoryofchange.linter.run import findings_of

pytestmark = pytest.mark.usefixtures("said_in_chinese")


def codes(text: str) -> list[str]:
    return [finding.code for finding in findings_of(declare_text(text))]


@pytest.mark.parametrize("weight", ["1e999", "inf", "-inf", "nan", ".inf", "-1"])
def test_a_weight_is_a_finite_number_of_at_least_zero(weight):
    assert codes(f"goals: {{g: {{weight: {weight}}}, h: {{}}}}").count("TOC004") == 1


@pytest.mark.parametrize(
    ("weights", "expected"),
    [((1, 0), 1), ((0, 0), 2), ((1, "1e-9"), 0), (("1e308", "1e308"), 2)],
)
def test_a_goal_that_counts_for_nothing_is_found(weights, expected):
    one, other = weights
    text = f"goals: {{g: {{weight: {one}}}, h: {{weight: {other}}}}}"
    assert codes(text).count("GRF008") == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("teams: {t: {capacity: 0 days/month}}", "ACT006"),
        ("teams: {t: {capacity: -1 days/month}}", "TOC004"),
        ("activities: {a: {effort: -3 days}}", "TOC004"),
        ("activities: {a: {cost: -5}}", "KPI024"),
        ("activities: {a: {cost: €-5}}", "KPI024"),
        ("kpis: {k: {tolerance: -1}}", "KPI024"),
        ("kpis: {k: {tolerance: -1 day}}", "KPI024"),
    ],
)
def test_what_cannot_be_below_zero_is_found_once(text, code):
    found = codes(text)
    assert found.count(code) == 1
    assert not codes(text.replace("-", "").replace(" 0 ", " 4 ")).count(code)


def test_the_waiting_work_of_a_team_without_time_is_counted():
    text = """
    teams: {t: {title: Data, capacity: 0 days/month}}
    goals: {g: {}}
    activities: {a: {advances: [g], team: t}, b: {advances: [g], team: t}}
    """
    (idle,) = (f for f in findings_of(declare_text(text)) if f.code == "ACT006")
    assert idle.message == (
        "The team Data has a capacity of 0 days per month, but 2 activities to do."
    )


@pytest.mark.parametrize(
    ("agreed", "expected"),
    [
        ("[]", "Service and Data have yet to agree that o leads to g."),
        ("[data]", "Service has yet to agree that o leads to g."),
        ("[service, data]", None),
        ("[service, dta]", None),
        ("[service, nobody]", None),
    ],
)
def test_the_teams_on_a_link_have_to_agree(agreed, expected):
    text = f"""
    teams: {{service: {{title: Service}}, data: {{title: Data}}}}
    goals: {{g: {{needs: {{o: {{agreed_by: {agreed}}}}}}}}}
    outcomes: {{o: {{}}}}
    activities:
      a: {{team: service, advances: {{o: {{agreed_by: [service]}}}}}}
      b: {{team: data, advances: {{o: {{agreed_by: [data]}}}}}}
    """
    said = [f.message for f in findings_of(declare_text(text)) if f.code == "LNK004"]
    assert said == ([expected] if expected else [])


def test_a_link_that_no_team_is_on_is_not_asked():
    assert "LNK004" not in codes("goals: {g: {needs: [o]}}\noutcomes: {o: {}}")
