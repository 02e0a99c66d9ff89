"""Which day a theory's facts carry."""

from __future__ import annotations

import datetime as dt

import pytest

from theoryofchange.graph import TheoryOfChange
from theoryofchange.graph.days import dated_facts, latest_fact
from theoryofchange.linter import load

PLANS = {
    "goals": {"g": {"due": "2030-12-31", "needs": ["o"]}},
    "outcomes": {"o": {}},
    "kpis": {
        "k": {
            "measures": "g",
            "target": {"value": 80, "date": "2030-12-31"},
            "milestones": [{"value": 75, "date": "2029-12-31"}],
            "review_by": "2030-01-01",
        }
    },
    "activities": {"a": {"advances": ["o"], "start": "2029-01-01", "due": "2029-06-30"}},
}
FACTS = {
    "observation": {"observations": [{"kpi": "k", "date": "2025-03-01", "value": 1}]},
    "rating": {
        "teams": {"x": {}},
        "ratings": [
            {
                "capability": "kpi_ownership",
                "team": "x",
                "rater": "Ada",
                "answer": 3,
                "date": "2025-03-01",
            }
        ],
    },
    "benchmark": {"benchmarks": [{"kpi": "k", "date": "2025-03-01", "source": "s", "value": 1}]},
    "baseline": {"kpis": {"k": {"baseline": {"value": 1, "date": "2025-03-01"}}}},
    "reported status": {"kpis": {"k": {"reported": {"status": "at risk", "date": "2025-03-01"}}}},
    "attestation": {"kpis": {"k": {"attested": {"owned": {"by": "cmo", "date": "2025-03-01"}}}}},
    "evidence": {
        "goals": {"g": {"needs": {"o": {"evidence": {"source": "s", "date": "2025-03-01"}}}}}
    },
}


def test_plans_are_no_facts() -> None:
    theory = load(PLANS)
    assert list(dated_facts(theory)) == []
    assert latest_fact(theory) is None


@pytest.mark.parametrize("sort", FACTS)
def test_each_sort_of_fact_has_its_day(sort: str) -> None:
    whole = {**PLANS, **FACTS[sort]}
    fact = latest_fact(load(whole))
    assert fact is not None
    assert (fact.day, fact.sort) == (dt.date(2025, 3, 1), sort)


def test_the_evidence_of_an_activity_is_a_fact_too() -> None:
    advances = {"o": {"evidence": {"design": "hunch", "date": "2025-03-01"}}}
    fact = latest_fact(load({**PLANS, "activities": {"a": {"advances": advances}}}))
    assert fact is not None
    assert fact.sort == "evidence"


def test_the_latest_counts_and_of_equal_days_the_first() -> None:
    baseline = {"kpis": {"k": {"baseline": {"value": 1, "date": "2025-03-01"}}}}
    later = {"benchmarks": [{"kpi": "k", "date": "2025-03-02", "source": "s", "value": 1}]}
    both = latest_fact(load({**PLANS, **baseline, **FACTS["observation"]}))
    last = latest_fact(load({**PLANS, **baseline, **FACTS["observation"], **later}))
    assert both is not None
    assert last is not None
    assert (both.sort, last.sort) == ("observation", "benchmark")
    assert latest_fact(TheoryOfChange()) is None
