"""What a theory shows about itself."""

from __future__ import annotations

import pytest

from theoryofchange.activity import Activity
from theoryofchange.goal import Goal, Outcome
from theoryofchange.graph import TheoryOfChange
from theoryofchange.kpi import Kpi, Observation
from theoryofchange.maturity import FACTS
from theoryofchange.stages.assessment.facts import facts_of

EVIDENCE = {"design": "comparison", "source": "Pilot"}
FULL = Kpi(
    id="full",
    measures="growth",
    owner="cmo",
    definition="Customers who came back",
    formula="again / before",
    unit="percent",
    direction="increase",
    baseline={"value": 71, "date": "2025-12-31"},
    target={"value": 80, "date": "2027-12-31", "because": "best in class"},
    cadence="monthly",
    decision="Raise the budget",
    source={
        "system": "crm",
        "availability": " Live ",
        "personal_data": True,
        "purpose": "reporting",
        "basis": "contract",
    },
    guardrail="half",
)
HALF = Kpi(
    id="half",
    measures="trust",
    timing="leading",
    baseline={"value": "TBD", "date": "2025-12-31"},
    target={"value": 80},
    source={"system": "shop", "availability": "planned", "personal_data": True, "purpose": "x"},
    limits=[{"kind": "people", "what": "nobody counts"}],
)
LOST = Kpi(id="lost", measures="nothing", timing="leading", source={"personal_data": False})
THEORY = TheoryOfChange(
    goals=[
        Goal(
            id="growth",
            needs={
                "trust": {"evidence": EVIDENCE, "agreed_by": ["crew"]},
                "missing": {"evidence": EVIDENCE},
            },
        ),
        Goal(id="margin"),
    ],
    outcomes=[Outcome(id="trust"), Outcome(id="lonely")],
    kpis=[FULL, HALF, LOST],
    activities=[
        Activity(id="survey", advances={"trust": {"evidence": "hunch"}}, team="crew"),
        Activity(id="bake", effort="3 days", output="bread", team=""),
    ],
    observations=[
        Observation(kpi="full", date="2025-01-01", value=70),
        Observation(kpi="fulll", date="2025-01-01", value=70),
        Observation(kpi="hallf", date="2025-01-01", value=1),
    ],
    meant={"hallf": "half"},
)

BY_HAND = {
    "goals_with_needs": "1 of 2",
    "goals_with_kpi": "1 of 2",
    "outcomes_with_kpi": "1 of 2",
    "kpis_on_path": "2 of 3",
    "kpis_with_owner": "1 of 3",
    "kpis_with_definition": "1 of 3",
    "kpis_with_formula": "1 of 3",
    "kpis_with_unit": "1 of 3",
    "kpis_with_direction": "1 of 3",
    "kpis_with_baseline": "1 of 3",
    "kpis_with_target": "1 of 3",
    "kpis_with_target_origin": "1 of 3",
    "kpis_with_cadence": "1 of 3",
    "kpis_with_decision": "1 of 3",
    "kpis_with_source": "2 of 3",
    "kpis_with_live_source": "1 of 3",
    "kpis_with_guardrail": "1 of 3",
    "kpis_with_observations": "2 of 3",
    "kpis_without_limits": "2 of 3",
    "kpis_leading": "1 of 2",
    "links_with_evidence": "1 of 2",
    "links_agreed": "1 of 2",
    "activities_with_team": "1 of 2",
    "activities_with_effort": "1 of 2",
    "activities_with_output": "1 of 2",
    "personal_data_with_purpose": "1 of 2",
}


@pytest.mark.parametrize("name", FACTS)
def test_every_fact_by_hand(name):
    fact = facts_of(THEORY)[name]
    assert (fact.name, str(fact)) == (name, BY_HAND[name])


def test_there_is_a_count_for_every_fact_and_no_other():
    assert set(facts_of(THEORY)) == set(FACTS) == set(BY_HAND)


def test_where_there_is_nothing_to_count_there_is_no_share():
    facts = facts_of(TheoryOfChange())
    assert set(facts) == set(FACTS)
    assert {(fact.met, fact.of, fact.share) for fact in facts.values()} == {(0, 0, None)}
