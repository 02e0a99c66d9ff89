"""A small shop, and how it is aligned."""

from __future__ import annotations

import datetime as dt

import pytest

from theoryofchange.graph import TheoryOfChange
from theoryofchange.linter import load
from theoryofchange.stages.alignment import Alignment, align

AS_OF = dt.date(2026, 1, 1)


def shop() -> TheoryOfChange:
    """Two goals, one weighing 3 and well thought through, one weighing 1 and not."""
    return load(
        {
            "theory": {"id": "shop", "as_of": "2026-01-01"},
            "teams": {"service": {"title": "Customer service"}, "data": {}, "sales": {}},
            "goals": {
                "loyalty": {
                    "title": "Keep customers",
                    "owner": "cmo",
                    "due": "2026-12-31",
                    "weight": 3,
                    "needs": {"trust": {"lag": "1 month", "agreed_by": ["service"]}},
                },
                "margin": {"due": "2026-01-31", "needs": {"cost": {"sign": "-", "lag": "60 days"}}},
            },
            "outcomes": {
                "trust": {
                    "needs": {
                        "speed": {
                            "lag": "2 weeks",
                            "evidence": {"design": "comparison", "source": "pilot"},
                            "agreed_by": ["service", "data"],
                        },
                        "memory": {"evidence": {"design": "hunch"}},
                    }
                },
                "speed": {},
                "memory": {},
                "cost": {},
                "lost": {},
            },
            "kpis": {
                "retention": {
                    "measures": "loyalty",
                    "owner": "crm_lead",
                    "decision": "Raise or cut the budget",
                    "timing": "lagging",
                },
                "wait": {"measures": "speed", "owner": "service_lead", "timing": "leading"},
                "clicks": {"measures": "lost"},
            },
            "activities": {
                "hire": {
                    "advances": {"speed": {"lag": "1 week"}, "cost": {"lag": "1 week"}},
                    "team": "service",
                    "effort": "40 days",
                },
                "record": {"advances": {"speed": {"lag": "10 days"}}, "team": "data"},
                "doodle": {},
            },
        }
    )


@pytest.fixture(scope="module")
def fit() -> Alignment:
    return align(shop())
